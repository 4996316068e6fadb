"""This machine: its Docker engine, BuildKit, and the room on its disks."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from steps.doctor.examination import Examination
from steps.doctor.findings import Finding, ok, stop, warn
from steps.doctor.patient import Patient

if TYPE_CHECKING:
    from steps.docker.engine import Engine

GIB = 1 << 30
LITTLE, TOO_LITTLE = 4 * GIB, GIB // 2
NONE_NEEDED = "none is needed: the practice cloud runs the apps' folders as plain processes"


def docker(patient: Patient) -> Finding:
    """The engine that builds the images. Raises EngineTrouble."""
    if _does_without(patient):
        return ok(NONE_NEEDED)
    return ok(_engine(patient).describe())


def buildkit(patient: Patient) -> Finding:
    """Whether images are built as `docker build` builds them by itself."""
    engine = None if _does_without(patient) else _engine_or_none(patient)
    if engine is None:
        return ok("there is nothing to build with it")
    if engine.classic:
        return warn(
            "Docker's classic builder is all that there is.",
            why="A Dockerfile with `RUN --mount`, heredocs or secrets is built by BuildKit alone.",
            cure="Install the buildx plugin: `sudo apt-get install docker-buildx-plugin`, or see https://docs.docker.com/go/buildx/.",
        )
    return ok("images are built with it" if engine.buildx else f"{engine.name} builds what it builds")


def room(patient: Patient) -> Finding:
    """What is free where images are kept and where the journal is."""
    places = {patient.run.folder, *(_images_of(patient))}
    found = {place: shutil.disk_usage(_nearest(place)).free for place in places}
    place, free = min(found.items(), key=lambda one: one[1])
    saw = f"{free / GIB:.1f} GiB free at {place}"
    cure = "Make room: `docker system prune` deletes images and caches that nothing uses."
    if free < TOO_LITTLE:
        return stop(f"Only {saw}.", why="Images do not fit, and a full disk ends the journal.", cure=cure)
    if free < LITTLE:
        return warn(f"Only {saw}.", why="Images of several GiB would not fit.", cure=cure)
    return ok(saw)


def _does_without(patient: Patient) -> bool:
    banner = patient.run.aws.banner
    return banner is not None and banner.registry is None


def _engine(patient: Patient) -> "Engine":
    from steps.docker.engine import find_engine

    return patient.run.facts.ask("docker", lambda: find_engine(patient.environ))


def _engine_or_none(patient: Patient) -> "Engine | None":
    from steps.docker.docker_troubles import EngineTrouble

    try:
        return _engine(patient)
    except EngineTrouble:
        return None


def _images_of(patient: Patient) -> set[Path]:
    """The engine's own folder, where it is on this machine."""
    engine = None if _does_without(patient) else _engine_or_none(patient)
    if engine is None or not engine.url.startswith("unix://"):
        return set()
    client = engine.connect(10)
    try:
        root = Path(str(client.info().get("DockerRootDir", "")))
    finally:
        client.close()
    return {root} if root.is_absolute() and root.exists() else set()


def _nearest(place: Path) -> Path:
    """The folder itself, or the first above it that is there and can be looked at."""
    return next(each for each in (place, *place.parents) if each.is_dir())


MACHINE = (
    Examination("docker", docker, asks_the_region=False),
    Examination("buildkit", buildkit, asks_the_region=False),
    Examination("disk", room, asks_the_region=False),
)
