"""Where the book is run, and each of its commands in a process that Ctrl-C does not reach."""

import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from steps.engine.model.events import AnyEvent, Deleted, Failed, Ready, Waiting
from tests.real.scrub import scrub
from tests.real.transcript import Closed, Found, Reached, State, Transcript

ROOT = Path(__file__).parents[2]
STUCK = 180.0  # seconds after which a command that was asked to stop is ended


@dataclass(frozen=True)
class Place:
    """AWS, or the practice cloud in its place: both are reached by the environment alone."""

    name: str  # the deployment's
    region: str
    profile: str
    environ: Mapping[str, str]
    transcript: Transcript

    def run(self, stage: str, *words: str, bell: "Bell", say: Callable[[str], None]) -> int:
        """Run a command to its end, or until the bell asks it to stop; its exit code."""
        began = time.monotonic()
        command = [
            sys.executable,
            "-m",
            "tests.real.child",
            str(self.transcript.path),
            stage,
            self.name,
            *words,
        ]
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(self.environ), text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout
        with process, bell.ringing_for(process):
            for line in process.stdout:
                self._take(stage, line, say)
        self.transcript.add(Closed(stage=stage, code=process.returncode, seconds=time.monotonic() - began))
        return process.returncode

    def wizard(self, stage: str, *words: str, bell: "Bell", say: Callable[[str], None]) -> int:
        """Run one of the wizard's commands on the deployment."""
        verb, *others = words
        where = [
            "--target",
            "aws",
            "--region",
            self.region,
            *(["--profile", self.profile] if self.profile else []),
        ]
        return self.run(stage, verb, self.name, *where, "--json", *others, bell=bell, say=say)

    def _take(self, stage: str, line: str, say: Callable[[str], None]) -> None:
        """Write down what a line of --json tells of states and times."""
        if stage == "status":
            self._take_status(line)
            return
        with contextlib.suppress(msgspec.MsgspecError):
            match msgspec.json.decode(line, type=AnyEvent):
                case Waiting(resource=resource, state=state):
                    self.transcript.add(State(stage=stage, resource=resource, state=scrub(state, self.name)))
                case Ready() | Deleted() as event:
                    what = type(event).__name__.lower()
                    self.transcript.add(
                        Reached(stage=stage, resource=event.resource, what=what, seconds=event.seconds)
                    )
                    say(f"{stage}: {event.resource} {what}")
                case Failed(resource=resource, what=what, why=why):
                    words = scrub(f"{what} {why}", self.name)
                    self.transcript.add(Reached(stage=stage, resource=resource, what="failed", words=words))
                    say(f"{stage}: {resource} failed: {what} {why}")
                case _:
                    pass

    def _take_status(self, line: str) -> None:
        with contextlib.suppress(msgspec.MsgspecError):
            found = msgspec.json.decode(line)
            self.transcript.add(Found(stage="status", words=found["state"]))
            for each in found["resources"]:
                if each["drift"]:
                    drift = scrub(each["drift"], self.name)
                    self.transcript.add(Found(stage="status", resource=each["key"], words=drift))


class Bell:
    """Asks what runs to stop: at Ctrl-C, SIGTERM, a closed terminal, and when the time is over."""

    def __init__(self, seconds: float) -> None:
        self.why = ""
        self._process: subprocess.Popen[str] | None = None
        self._timers = [threading.Timer(seconds, self.ring, ("the time is over",))]
        self._timers[0].daemon = True
        self._timers[0].start()

    def ring(self, why: str) -> None:
        """Ask what runs now to stop, and let nothing new begin."""
        self.why = self.why or why
        process = self._process
        if process and process.poll() is None:
            process.send_signal(signal.SIGINT)
            self._timers.append(threading.Timer(STUCK, process.kill))
            self._timers[-1].daemon = True
            self._timers[-1].start()

    @contextlib.contextmanager
    def ringing_for(self, process: "subprocess.Popen[str]") -> Iterator[None]:
        """This process is the one to stop."""
        self._process = process
        if self.why:
            self.ring(self.why)
        try:
            yield
        finally:
            process.wait()
            self._process = None

    def silence(self) -> None:
        """Ring no more."""
        for timer in self._timers:
            timer.cancel()


class Silent(Bell):
    """For what must go on to its end, whatever anybody presses: taking down."""

    def __init__(self) -> None:
        super().__init__(threading.TIMEOUT_MAX)
        self.silence()

    def ring(self, why: str) -> None:
        """Nothing is asked to stop."""
