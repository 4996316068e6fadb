"""Building an image: live, stoppable, and checked for the processor that it is for."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import TYPE_CHECKING, Any

from steps.appfile.context import read_context
from steps.docker.engine import SILENCE, Engine
from steps.docker.failed_build import build_failed, other_architecture
from steps.docker.folder import Parcel, pack, warn_if_huge, warn_of_secrets
from steps.docker.leftover_containers import clear_away
from steps.docker.lines import Lines
from steps.docker.streams import Item, conversation
from steps.docker.transfer import DockerProgress, Doing, Transfer

if TYPE_CHECKING:
    from docker import APIClient

STEP = re.compile(r"step (\d+)/(\d+) ?:", re.IGNORECASE)
RUNNING_IN = re.compile(r"---> Running in ([0-9a-f]{12,64})")


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


def build(
    engine: Engine,
    folder: Path,
    reference: str,
    platform: str,
    *,
    say: Callable[[str], None],
    progress: Callable[[DockerProgress], None],
    stop: Event,
    labels: Mapping[str, str] | None = None,
) -> BuiltImage:
    """Build `folder` for `platform` (such as linux/amd64) and name the image `reference`.

    What Docker says goes to `say` a line at a time as it happens. Raises DockerTrouble, and Stopped after
    `stop`, when the engine has let go of the build and no container of it is left.
    """
    from docker.errors import APIError

    context = read_context(folder)
    warn_if_huge(folder, context, say)
    warn_of_secrets(folder, context, say)
    telling = Telling(say, progress)

    def ask(client: "APIClient", tell: Callable[[Item], None]) -> Iterable[Item]:
        with Parcel(packed, tell, stop) as parcel:
            yield from client.build(
                fileobj=parcel, custom_context=True, tag=reference, platform=platform,
                labels=dict(labels or {}), rm=True, forcerm=True, decode=True,
            )  # fmt: skip

    with TemporaryDirectory(prefix="fargate-wizard-") as box:
        packed = Path(box) / "context.tar"
        pack(folder, packed, stop)
        try:
            with conversation(engine.connect(SILENCE), ask, stop) as items:
                for item in items:
                    telling.take(item)
                    if "error" in item:
                        raise build_failed(folder, str(item["error"]), telling.step)
        except APIError as error:
            raise build_failed(folder, str(error.explanation or error), telling.step) from error
        finally:
            telling.end()
            if telling.container:
                clear_away(engine, telling.container)
    return _checked(engine, folder, reference, platform)


class Telling:
    """Turns the items of a build into lines and progress, and remembers the container that it runs in."""

    def __init__(self, say: Callable[[str], None], progress: Callable[[DockerProgress], None]) -> None:
        self._say = say
        self._progress = progress
        self._lines = Lines()
        self._pull = Transfer(Doing.PULLING)
        self.step = ""
        self.container = ""

    def take(self, item: Item) -> None:
        """Take one item of the stream: output, or a layer of the base image on its way."""
        for line in self._lines.feed(str(item.get("stream") or "")):
            self._tell(line)
        if "sent" in item:
            self._progress(DockerProgress(Doing.SENDING, item["sent"], item["of"]))
        elif self._pull.take(item):
            self._progress(self._pull.progress)
        elif "status" in item and "id" not in item:
            self._say(str(item["status"]).strip())

    def end(self) -> None:
        """Say what no newline ended."""
        for line in self._lines.end():
            self._tell(line)

    def _tell(self, line: str) -> None:
        if not line:
            return
        self._say(line)
        if step := STEP.match(line):
            self.step = line
            self._progress(DockerProgress(Doing.BUILDING, int(step[1]), int(step[2])))
        if running := RUNNING_IN.search(line):
            self.container = running[1]


def _checked(engine: Engine, folder: Path, reference: str, platform: str) -> BuiltImage:
    """Look at what was built: an older engine ignores the platform that it was asked for.

    An image for another processor loses its name, so that nobody takes it for the one that was wanted.
    """
    image = find_image(engine, reference)
    wanted = platform.split("/")[1]
    if image is None or image.architecture != wanted:
        if image:
            client = engine.connect()
            client.remove_image(reference)
            client.close()
        raise other_architecture(folder, image.architecture if image else "nothing", wanted)
    return image
