"""An image built by Docker's classic builder, or by Podman's, over the engine's own API."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from steps.docker.build_order import BuildOrder
from steps.docker.engine import SILENCE, Engine
from steps.docker.failed_build import build_failed
from steps.docker.leftover_containers import clear_away
from steps.docker.lines import Lines
from steps.docker.live_answers import Item, conversation
from steps.docker.sent_folder import Parcel
from steps.docker.transfer import DockerProgress, Doing, Transfer

if TYPE_CHECKING:
    from docker import APIClient

STEP = re.compile(r"step (\d+)/(\d+) ?:", re.IGNORECASE)
RUNNING_IN = re.compile(r"---> Running in ([0-9a-f]{12,64})")


def build_classic(engine: Engine, order: BuildOrder, packed: Path, dockerfile: str) -> None:
    """Build what is packed; Stopped after its `stop`, when the engine has let go and no container of it is left."""
    from docker.errors import APIError

    telling = ClassicTelling(order.say, order.progress)

    def ask(client: "APIClient", tell: Callable[[Item], None]) -> Iterable[Item]:
        with Parcel(packed, tell, order.stop) as parcel:
            yield from client.build(
                fileobj=parcel, custom_context=True, dockerfile=dockerfile, tag=order.reference,
                platform=order.platform, labels=dict(order.labels), buildargs=dict(order.build.args),
                target=order.build.target, pull=order.pull, rm=True, forcerm=True, decode=True,
            )  # fmt: skip

    try:
        with conversation(engine.connect(SILENCE), ask, order.stop) as items:
            for item in items:
                telling.take(item)
                if "error" in item:
                    raise build_failed(order, str(item["error"]), telling.step)
    except APIError as error:
        raise build_failed(order, str(error.explanation or error), telling.step) from error
    finally:
        telling.end()
        if telling.container:
            clear_away(engine, telling.container)


class ClassicTelling:
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
