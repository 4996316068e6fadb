"""A deployment opened for one command: locked, its cloud reached, stopping when asked to, its faults logged."""

import argparse
import contextlib
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from steps.aws import remains
from steps.engine.build.work import Work
from steps.engine.cloud.explain import explain
from steps.engine.memory.deployment import Deployment, known_deployments
from steps.engine.memory.journal import Damaged
from steps.engine.model.events import AnyEvent
from steps.engine.troubles import BadInput, Trouble
from steps.target.target import Kind, Target
from tui.lines import plain


@contextlib.contextmanager
def opened(
    options: argparse.Namespace, *, must_exist: bool = False, hear: Callable[[AnyEvent], None] | None = None
) -> Iterator[Work]:
    """The deployment, locked, its cloud open, stopping on Ctrl-C. Raises Trouble in words."""
    from steps import STEPS
    from steps.target.target import open_target

    deployment = known(options.name) if must_exist else Deployment(options.name)
    began = deployment.progress().began if deployment.known else None
    kind = options.target or (began.target if began else Kind.AWS)
    if kind not in Kind.__members__.values():
        raise Damaged(
            f"The journal of {deployment.name} says “{kind}” where a target should be.",
            deployment.folder,
            mendable=False,
        )
    kind = Kind(kind)
    region = options.region or (began.region if began else "")
    with in_words(options.profile or ""):
        aws = open_target(Target(kind, options.profile or "", region))
        with (
            deployment.locked(),
            _logging_to(deployment.folder / "wizard.log") as log,
            _stopping() as stop,
        ):
            work = Work(deployment, STEPS, kind.value, aws, hear or _printer(options), stop, remains=remains)
            log.setFormatter(Discreet(work.record.hide))
            yield work


@contextlib.contextmanager
def in_words(profile: str) -> Iterator[None]:
    """Any failure inside becomes a Trouble."""
    try:
        yield
    except (Trouble, BrokenPipeError):
        raise
    except Exception as error:
        raise explain(error, profile=profile) from error


def known(name: str) -> Deployment:
    """The deployment, which this machine must know. Raises BadInput."""
    deployment = Deployment(name)
    if not deployment.known:
        names = ", ".join(each.name for each in known_deployments()) or "none yet"
        raise BadInput(f"This machine knows no deployment “{name}”.", cure=f"It knows: {names}.")
    return deployment


def _printer(options: argparse.Namespace) -> Callable[[AnyEvent], None]:
    return plain.json_lines if options.json else plain.Lines(calls=getattr(options, "calls", True))


class Discreet(logging.Formatter):
    """Writes nothing into the log that `hide` takes out."""

    def __init__(self, hide: Callable[[str], str]) -> None:
        super().__init__()
        self._hide = hide

    def format(self, record: logging.LogRecord) -> str:
        """The whole entry, traceback and all."""
        return self._hide(super().format(record))


@contextlib.contextmanager
def _logging_to(path: Path) -> Iterator[logging.Handler]:
    handler = logging.FileHandler(path, delay=True)
    logging.getLogger("steps").addHandler(handler)
    logging.getLogger("steps").propagate = False
    try:
        yield handler
    finally:
        logging.getLogger("steps").removeHandler(handler)
        handler.close()


@contextlib.contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Ctrl-C, SIGTERM and a lost terminal set the flag; a second Ctrl-C ends at once."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        del frame
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    numbers = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {number: signal.signal(number, ask) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
