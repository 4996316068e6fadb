"""Pushing an image: layer by layer, with fresh credentials, patience of its own, and no error overlooked."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from steps.docker.docker_troubles import PushRefusal, PushTrouble
from steps.docker.engine import SILENCE, Engine
from steps.docker.failed_push import broken_off, push_failed
from steps.docker.live_answers import Item, conversation
from steps.docker.transfer import FINISHED, MOVING, DockerProgress, Doing, Transfer
from steps.engine.troubles import Stopped

if TYPE_CHECKING:
    from docker import APIClient

DIGEST = re.compile(r"digest: (sha256:[0-9a-f]{64})")
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)  # seconds before each further try of a registry that is busy
OFTEN = 0.1  # seconds between two reports


@dataclass(frozen=True)
class Credentials:
    """What the registry asks for: for ECR the user is AWS, the password a token that lasts twelve hours."""

    username: str
    password: str = field(repr=False)


@dataclass
class Try:
    """What one attempt came to: the digest when it was done, else the trouble."""

    digest: str = ""
    trouble: PushTrouble | None = None
    welcome: bool = False  # the registry accepted the credentials: it took a layer or knew one
    patient: bool = False  # the engine has tried again by itself already


def push(
    engine: Engine,
    reference: str,
    auth: Callable[[], Credentials],
    *,
    say: Callable[[str], None],
    progress: Callable[[DockerProgress], None],
    stop: Event,
    pauses: Iterable[float] = PAUSES,
) -> str:
    """Push `reference` and give the digest that the registry knows it by.

    A busy registry is tried again after each of the `pauses`; a token that worked and no longer does is
    renewed once through `auth`. Raises PushTrouble, Stopped after `stop`. Credentials are kept nowhere.
    """
    waits = iter(pauses)
    credentials, renewed, welcome = auth(), False, False
    while True:
        outcome = _try(engine, reference, credentials, say, progress, stop)
        trouble, welcome = outcome.trouble, welcome or outcome.welcome
        if trouble is None:
            return outcome.digest
        if trouble.kind is PushRefusal.TOKEN and welcome and not renewed:
            say("The registry no longer accepts the token: asking for a new one.")
            credentials, renewed = auth(), True
            continue
        pause = next(waits, None) if trouble.kind is PushRefusal.BUSY and not outcome.patient else None
        if pause is None:
            raise trouble
        say(f"{trouble.what} Trying again in {pause:g} seconds.")
        if stop.wait(pause):
            raise Stopped


def _try(
    engine: Engine,
    reference: str,
    credentials: Credentials,
    say: Callable[[str], None],
    progress: Callable[[DockerProgress], None],
    stop: Event,
) -> Try:
    """Push once and read the stream to its end: a push has failed when any of its items has an error."""
    from docker.errors import APIError

    def ask(client: "APIClient", _: Callable[[Item], None]) -> Iterable[Item]:
        asked = {"username": credentials.username, "password": credentials.password}
        yield from client.push(reference, stream=True, decode=True, auth_config=asked)

    outcome = Try()
    reports = Reports(say, progress)
    try:
        with conversation(engine.connect(SILENCE), ask, stop) as items:
            for item in items:
                _read(item, outcome)
                reports.take(item)
                if "error" in item:
                    outcome.trouble = push_failed(reference, str(item["error"]))
                    return outcome
    except APIError as error:
        outcome.trouble = push_failed(reference, str(error.explanation or error))
        return outcome
    reports.end()
    if not outcome.digest:
        outcome.trouble = broken_off(reference)
    return outcome


def _read(item: Item, outcome: Try) -> None:
    """Keep what an item says of the attempt as a whole; the digest is in the status line of both stores."""
    status = str(item.get("status") or "")
    outcome.welcome = outcome.welcome or status.startswith((*FINISHED, *MOVING))
    outcome.patient = outcome.patient or status.startswith("Retrying in")
    if found := DIGEST.search(status):
        outcome.digest = found[1]


class Reports:
    """Tells the reader of a push: a line for each layer that is done, numbers a few times a second."""

    def __init__(self, say: Callable[[str], None], progress: Callable[[DockerProgress], None]) -> None:
        self._say = say
        self._progress = progress
        self._transfer = Transfer(Doing.PUSHING)
        self._said = ""
        self._news = False
        self._last = 0.0

    def take(self, item: Item) -> None:
        """Take one item of the stream."""
        status = str(item.get("status") or "").strip()
        layer = str(item.get("id") or "")
        self._news = self._transfer.take(item) or self._news
        if self._news and monotonic() - self._last >= OFTEN:
            self._news, self._last = False, monotonic()
            self._progress(self._transfer.progress)
        if status and (not layer or status.startswith((*FINISHED, "Retrying in"))):
            line = f"{layer}: {status}" if layer else status
            if line != self._said:
                self._say(line)
            self._said = line

    def end(self) -> None:
        """Report where it ended."""
        self._progress(self._transfer.progress)
