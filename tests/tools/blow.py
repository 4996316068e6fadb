"""What ends or stops a wizard in the middle: a signal to itself at one of its AWS calls."""

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Moment(StrEnum):
    """Where in a call it strikes."""

    BEFORE = "before"  # the call is never sent
    AFTER = "after"  # AWS has done it and has answered, and nobody has seen the answer


@dataclass(frozen=True)
class Blow:
    """A signal at the `number`-th call that is sent, counted from 1: of all, or of one operation (`ec2.CreateVpc`)."""

    moment: str = Moment.BEFORE
    number: int = 1
    operation: str = ""
    signal: int = signal.SIGKILL

    def __str__(self) -> str:
        return f"{self.moment} {self.operation or 'call'} {self.number}"


def overhear(blow: Blow | None, sent: Callable[[str], None]) -> None:
    """From now on every session of this process tells its calls to `sent` as they go out, and carries the blow."""
    import boto3

    lock = threading.Lock()
    seen, struck = 0, 0  # calls that count; the thread whose call is the one

    def strike() -> None:
        assert blow
        os.kill(os.getpid(), blow.signal)

    def going_out(event_name: str, **_: object) -> None:
        nonlocal seen, struck
        operation = event_name.partition(".")[2]
        with lock:
            sent(operation)
            if blow and blow.operation in ("", operation):
                seen += 1
                if seen == blow.number and blow.moment == Moment.BEFORE:
                    strike()
                elif seen == blow.number:
                    struck = threading.get_ident()

    def come_back(**_: object) -> None:
        nonlocal struck
        if struck == threading.get_ident():
            struck = 0
            strike()

    class Overheard(boto3.Session):
        def __init__(self, *words: object, **settings: object) -> None:
            super().__init__(*words, **settings)  # type: ignore[arg-type]  # passed on as they came
            self.events.register("before-send", going_out)
            self.events.register("response-received", come_back)

    boto3.Session = boto3.session.Session = Overheard  # type: ignore[misc]  # a session that overhears
