"""A platform of one small app in a practice cloud, in which one thing after another is broken."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from steps.appfile.apps import load
from steps.engine.build.settle import settle
from steps.engine.build.up import build
from steps.engine.build.work import Work
from steps.engine.model.events import AnyEvent, Outcome, Updating
from steps.sandbox.control import RunningPractice, environment
from tests.whole.account import client

SERVER = """
import os, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

mode, port = os.environ["MODE"], int(os.environ["PORT"])
if mode == "exits":
    sys.exit("cannot reach the database at db:5432")
if mode == "ends":
    print("nothing to do")
    sys.exit(0)
if mode == "wants-variable":
    os.environ["DATABASE_URL"]
if mode == "memory":
    bytearray(1 << 60)
if mode == "gets-killed":
    os.kill(os.getpid(), 9)
if mode == "format":
    sys.exit("exec /app/server: exec format error")


class Answering(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(404 if mode == "path" and self.path == "/health" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()


if mode == "port":
    port += 1
    print(f"listening on {port}", flush=True)
if mode == "loopback":
    print("listening on http://127.0.0.1:" + str(port), flush=True)
ThreadingHTTPServer((os.environ["HOST"], port), Answering).serve_forever()
"""


@dataclass
class Bench:
    """A platform of one app in a practice cloud; `break_it` is done as soon as its service is asked to change."""

    folder: Path
    cloud: RunningPractice
    work: Work = field(init=False)
    events: list[AnyEvent] = field(default_factory=list)
    break_it: Callable[["Bench"], None] | None = None
    turn: int = 0
    cards: list[str] = field(default_factory=list)

    def hear(self, event: AnyEvent) -> None:
        self.events.append(event)
        if isinstance(event, Updating) and event.resource == "service.web" and self.break_it:
            breaks, self.break_it = self.break_it, None
            breaks(self)

    def build(self, mode: str = "well", *, anew: bool = False) -> Outcome:
        """The app in this mode, built; `anew` as another revision than the last."""
        self.turn += anew
        self.write(mode)
        self.events.clear()
        settle(self.work, load(self.folder))
        return build(self.work)

    def write(self, mode: str) -> None:
        (self.folder / "web" / "app.toml").write_text(
            'name = "web"\nabout = "Answers."\nport = 8080\npath = "/"\ncpu = 256\nmemory = 512\ncount = 1\n'
            f'[health]\npath = "/health"\ngrace = 0\n[environment]\nMODE = "{mode}"\nTURN = "{self.turn}"\n'
            '[practice]\ncommand = ["{python}", "-I", "server.py"]\n'
        )

    def client(self, service: str) -> Any:
        """One that is not overheard: what is broken is broken by somebody else."""
        return client(environment(self.cloud), service)

    def endpoint(self, service: str) -> str:
        return self.work.record.progress.node(f"endpoint.{service}").id

    def id(self, resource: str) -> str:
        return self.work.record.progress.node(resource).id

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]
