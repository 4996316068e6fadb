"""The practice registry: what was pushed, and which registered app an image stands for."""

import hashlib
import json
import re
import tomllib
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from moto.core.responses import ActionResult
from moto.ecr.models import ECRBackend, ecr_backends
from moto.ecr.models import Image as StoredImage
from moto.ecr.responses import ECRResponse

from steps.appfile.apps import BUNDLED
from steps.sandbox.folders import ANNOTATION, forget, registered
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.world import ACCOUNT, PushedImage, World

TOKEN_LIFE = timedelta(hours=12)
DEFAULT_ARCHITECTURE = "X86_64"
REFERENCE = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?/"
    r"(?P<name>[^:@]+)(:(?P<tag>[^@]+))?(@(?P<digest>sha256:[0-9a-f]{64}))?"
)


class Registry:
    """Finds images by the references that task definitions carry."""

    def __init__(self, world: World) -> None:
        self._world = world

    def find(self, reference: str) -> PushedImage | None:
        """Look up an image by tag (`latest` when there is none) or digest; None when it was never pushed."""
        asked = REFERENCE.fullmatch(reference)
        if asked is None or asked["account"] != ACCOUNT:
            return None
        repository = ecr_backends[ACCOUNT][asked["region"]].repositories.get(asked["name"])
        for stored in repository.images if repository else []:
            if asked["digest"] == stored.image_digest or (
                not asked["digest"] and (asked["tag"] or "latest") in stored.image_tags
            ):
                return self._pushed(stored, asked) or self._put(stored, asked["name"])
        return None

    def _pushed(self, stored: StoredImage, asked: re.Match[str]) -> PushedImage | None:
        """Describe an image that came by `docker push`; None for one that only a manifest was put of."""
        architecture = getattr(stored, "built_for", None)
        if architecture is None:
            return None
        place = f"{self._world.registry}/{asked['region']}/{asked['name']}@{stored.image_digest}"
        return PushedImage(None, architecture, stored.image_digest, place)

    def _put(self, stored: StoredImage, repository: str) -> PushedImage:
        """Describe an image without layers: of the folder that it names and a wizard of this home has registered.

        One that names none stands for the wizard's own app of its repository's name.
        """
        named = annotations(stored.image_manifest)
        if ANNOTATION not in named:
            return describe(own_app(repository), stored)
        return describe(registered(self._world.home, str(named[ANNOTATION])), stored)


def describe(source: Path | None, stored: StoredImage) -> PushedImage:
    """Describe an image that stands for a folder, or for nothing that can run."""
    return PushedImage(source, architecture_of(source), stored.image_digest)


def annotations(manifest: str) -> dict[str, Any]:
    """Read what is written on a manifest."""
    match json.loads(manifest):
        case {"annotations": dict() as found}:
            return found
    return {}


def own_app(repository: str) -> Path | None:
    """Find the wizard's own app that a repository is named after, as in `static-app` or `demo-static-app`."""
    last = repository.rpartition("/")[2]
    for described in sorted(BUNDLED.glob("*/app.toml")):
        name = described.parent.name
        if last == name or last.endswith(f"-{name}"):
            return described.parent
    return None


def architecture_of(source: Path | None) -> str:
    """Read what a folder's app is built for."""
    described = source / "app.toml" if source else None
    if described is None or not described.is_file():
        return DEFAULT_ARCHITECTURE
    try:
        return str(tomllib.loads(described.read_text()).get("architecture", DEFAULT_ARCHITECTURE))
    except tomllib.TOMLDecodeError:
        return DEFAULT_ARCHITECTURE


def put_image(plain: Any, backend: Any, repository_name: str, image_manifest: str, *others: Any) -> Any:
    """Refuse a repository that is not there, and a manifest that cannot be read."""
    if repository_name not in backend.repositories:
        raise Refusal(
            "RepositoryNotFoundException",
            f"The repository with name '{repository_name}' does not exist in the registry with id '{ACCOUNT}'",
        )
    try:
        json.loads(image_manifest)
    except ValueError:
        raise Refusal(
            "InvalidParameterException",
            "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'",
        ) from None
    return plain(backend, repository_name, image_manifest, *others)


def size(_plain: Any, stored: Any) -> int | None:
    """Add up an image as it is stored: its configuration and its layers; an index has no size."""
    manifest = json.loads(stored.image_manifest)
    if "layers" not in manifest:
        return None
    parts = [manifest.get("config") or {}, *manifest["layers"]]
    return sum(int(part.get("size", 0)) for part in parts)


def set_digest(_plain: Any, stored: Any) -> None:
    """Make an image's digest that of its manifest, as every registry does."""
    stored._image_digest = f"sha256:{hashlib.sha256(stored.image_manifest.encode()).hexdigest()}"  # noqa: SLF001


def authorize(password: str, _plain: Any, call: Any) -> ActionResult:
    """Give this practice cloud's password, for twelve hours."""
    registry = f"https://{ACCOUNT}.dkr.ecr.{call.region}.amazonaws.com"
    token = b64encode(f"AWS:{password}".encode()).decode()
    entry = {
        "authorizationToken": token,
        "expiresAt": datetime.now(UTC) + TOKEN_LIFE,
        "proxyEndpoint": registry,
    }
    return ActionResult({"authorizationData": [entry]})


def install(world: World) -> None:
    """Lay the registry's manners on moto."""
    forget(world.home)
    world.images = Registry(world)
    around(ECRBackend, "put_image", put_image)
    around(StoredImage, "_create_digest", set_digest)
    around(StoredImage, "get_image_size_in_bytes", size)
    around(ECRResponse, "get_authorization_token", partial(authorize, world.password))
