"""Building an image: live, stoppable, and checked for the processor that it is for."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from steps.appfile.context import read_context
from steps.docker.build_order import BuildOrder
from steps.docker.buildkit_build import build_with_buildkit
from steps.docker.classic_build import build_classic
from steps.docker.engine import Engine
from steps.docker.failed_build import other_architecture, unnamed_secrets
from steps.docker.machine import machine_of
from steps.docker.missing import install_buildx
from steps.docker.only_buildkit import refuse_classic
from steps.docker.sent_folder import pack, warn_if_huge, warn_of_secrets


@dataclass(frozen=True)
class BuiltImage:
    """An image in the engine: its id, its architecture in Docker's words, the bytes it takes there."""

    id: str
    architecture: str
    bytes: int


def find_image(engine: Engine, reference: str, labels: Mapping[str, str] | None = None) -> BuiltImage | None:
    """Look an image up under its full name and tag; None when there is none, or one without these labels."""
    from docker.errors import ImageNotFound, NotFound

    client = engine.connect()
    try:
        seen: dict[str, Any] = client.inspect_image(reference)  # type: ignore[no-untyped-call]  # stub has no types
    except (ImageNotFound, NotFound):
        return None
    finally:
        client.close()
    carried = (seen.get("Config") or {}).get("Labels") or {}
    if labels and any(carried.get(key) != value for key, value in labels.items()):
        return None
    return BuiltImage(str(seen["Id"]), str(seen["Architecture"]), int(seen["Size"]))


def build(engine: Engine, order: BuildOrder) -> BuiltImage:
    """Build what is ordered, with BuildKit where there is one.

    The classic builder only gets a Dockerfile that both read alike. Raises DockerTrouble, and Stopped after the
    order's `stop`, when the engine has let go of the build and nothing of it is left.
    """
    if not order.image:
        _look_before(engine, order)
    with TemporaryDirectory(prefix="fargate-wizard-") as box:
        packed = Path(box) / "context.tar"
        dockerfile = pack(order, packed)
        if engine.buildx:
            build_with_buildkit(engine.buildx, order, packed, dockerfile)
        else:
            build_classic(engine, order, packed, dockerfile)
    return _checked(engine, order)


def _look_before(engine: Engine, order: BuildOrder) -> None:
    """Refuse what this engine would build wrongly, and say what the reader may not expect, before anything is sent."""
    if engine.classic:
        refuse_classic(order.name, order.dockerfile, order.build.args, install_buildx(os.environ))
    context = read_context(order.folder, order.build)
    warn_if_huge(order.folder, order.build, context, order.say)
    warn_of_secrets(order.folder, order.build, context, order.say)
    for sentence in unnamed_secrets(order):
        order.say(f"WARNING: {sentence}")


def _checked(engine: Engine, order: BuildOrder) -> BuiltImage:
    """Look at what was built: an older engine ignores the platform that it was asked for, a newer one that of the base.

    An image for another processor loses its name, so that nobody takes it for the one that was wanted.
    """
    image = find_image(engine, order.reference)
    wanted = order.platform.split("/")[1]
    built = image.architecture if image else "nothing"
    if image and built == wanted and (engine.buildx or wanted != engine.architecture):
        built = machine_of(engine, order.reference, order.platform) or wanted
    if image and built == wanted:
        return image
    if image:
        client = engine.connect()
        client.remove_image(order.reference)
        client.close()
    raise other_architecture(order, built, wanted)
