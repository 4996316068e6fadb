"""The practice registry's manifests: what `docker push` names an image becomes an image of ECR."""

import json
from collections.abc import Iterator
from typing import Any

from moto.ecr.models import ecr_backends

from steps.sandbox.docker.store import Store
from steps.sandbox.world import ACCOUNT, World

ARCHITECTURES = {"amd64": "X86_64", "arm64": "ARM64"}


class Refused(Exception):
    """The registry says no: an HTTP status, and a code and a message as ECR's."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def repository(region: str, name: str) -> Any:
    """Find a repository of ECR; Refused when there is none."""
    known = ecr_backends[ACCOUNT]
    found = known[region].repositories.get(name) if region in known else None
    if found is None:
        message = f"The repository with name '{name}' does not exist in the registry with id '{ACCOUNT}'"
        raise Refused(404, "NAME_UNKNOWN", message)
    return found


def find_manifest(store: Store, world: World, region: str, name: str, reference: str) -> tuple[str, bytes]:
    """Give a manifest's digest and bytes by tag or digest; Refused when it was never pushed."""
    with world.lock:
        tagged = [image for image in repository(region, name).images if reference in image.image_tags]
    digest = tagged[0].image_digest if tagged else reference
    if path := store.find(digest):
        return digest, path.read_bytes()
    raise Refused(404, "MANIFEST_UNKNOWN", f"Requested image not found: {name}:{reference}")


def put_manifest(
    store: Store, world: World, where: tuple[str, str], reference: str, content: bytes, media_type: str
) -> str:
    """Keep a manifest, under its tag as an image of ECR; give its digest.

    Refused when it is malformed, a layer is missing, or the tag is taken and the repository's tags cannot be moved.
    """
    region, name = where
    try:
        manifest = json.loads(content)
        digests, architecture = list(parts(manifest)), built_for(store, manifest)
    except (
        ValueError,
        RecursionError,
        AttributeError,
        TypeError,
        KeyError,
    ):  # some part is not what it has to be
        raise Refused(400, "MANIFEST_INVALID", "The manifest is malformed.") from None
    for digest in digests:
        if store.find(digest) is None:
            raise Refused(400, "MANIFEST_BLOB_UNKNOWN", f"{digest} was never pushed")
    digest = store.keep(content)
    if reference == digest:  # one of several that an index will name
        return digest
    with world.lock:
        shelf = repository(region, name)
        taken = [image for image in shelf.images if reference in image.image_tags]
        if taken and taken[0].image_digest == digest:
            return digest
        if taken and shelf.image_tag_mutability == "IMMUTABLE":
            message = (
                f"The image tag '{reference}' already exists in the '{name}' repository and cannot be overwritten "
                "because the repository is immutable."
            )
            raise Refused(400, "TAG_INVALID", message)
        image = ecr_backends[ACCOUNT][region].put_image(name, content.decode(), reference, media_type, digest)
        image.built_for = architecture
    return digest


def parts(manifest: dict[str, Any]) -> Iterator[str]:
    """Give the digests of everything that a manifest names."""
    named = [*manifest.get("layers", []), *manifest.get("manifests", [])]
    if "config" in manifest:
        named.append(manifest["config"])
    return (str(part["digest"]) for part in named)


def built_for(store: Store, manifest: dict[str, Any]) -> str:
    """Say the processor that an image is built for, in ECS's words; of an index the first that Fargate has."""
    if "config" in manifest:
        path = store.find(manifest["config"]["digest"])
        found = [json.loads(path.read_bytes()).get("architecture", "")] if path else []
    else:
        found = [part.get("platform", {}).get("architecture", "") for part in manifest.get("manifests", [])]
    known = [ARCHITECTURES[each] for each in found if each in ARCHITECTURES]
    return known[0] if known else (found or ["unknown"])[0]
