"""The whole wizard on a real engine: what the tests of it look at."""

import json
import shutil
import threading
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steps.appfile.apps import BUNDLED
from steps.docker import Engine
from tests.practice import at
from tests.sandbox.conftest import make_client
from tests.whole.conftest import Told, Wizard, exports

APP = """
name = "small-app"
about = "A page."
port = 8080
path = "/"
cpu = 256
memory = 512
count = 1
[health]
path = "/health"
grace = 10
"""
FROM = "FROM local/busybox:1\nRUN mkdir /www && echo ok > /www/health\n"


@dataclass(frozen=True)
class Platform:
    """A wizard with an engine, and its folder of apps."""

    wizard: Wizard
    engine: Engine
    apps: Path

    def up(self, name: str, *words: str) -> Told:
        """Build a deployment of the apps."""
        return self.wizard(*self.words(name, *words))

    def words(self, name: str, *words: str) -> tuple[str, ...]:
        """The command that builds a deployment of the apps."""
        return ("up", name, "--target", "sandbox", "--yes", "--json", "--apps", str(self.apps), *words)

    def write_bundled(self) -> None:
        """Lay the wizard's own three apps in the folder."""
        shutil.rmtree(self.apps, ignore_errors=True)
        shutil.copytree(BUNDLED, self.apps, ignore=shutil.ignore_patterns("__pycache__"))

    def write_app(self, dockerfile: str, **files: bytes) -> None:
        """Lay one small app in the folder, and nothing else."""
        shutil.rmtree(self.apps, ignore_errors=True)
        folder = self.apps / "small-app"
        folder.mkdir(parents=True)
        (folder / "app.toml").write_text(APP)
        (folder / "Dockerfile").write_text(dockerfile)
        for name, content in files.items():
            (folder / name).write_bytes(content)

    @property
    def containers(self) -> list[str]:
        """The containers in the engine, running or not: what each was made of."""
        client = self.engine.connect()
        found = [str(each["Image"]) for each in client.containers(all=True)]
        client.close()
        return found

    def url(self, name: str, app: str) -> str:
        """Where an app answers."""
        urls: dict[str, str] = json.loads(self.wizard("status", name, "--json").out)["urls"]
        return urls[app]

    def pushed(self, repository: str) -> list[dict[str, Any]]:
        """The images that ECR has."""
        found: list[dict[str, Any]] = self._client("ecr").describe_images(repositoryName=repository)[
            "imageDetails"
        ]
        return found

    def logged(self, name: str, app: str) -> str:
        """What an app's tasks wrote to CloudWatch Logs."""
        logs = self._client("logs")
        (group,) = [
            each["logGroupName"]
            for each in logs.describe_log_groups()["logGroups"]
            if name in each["logGroupName"] and app in each["logGroupName"]
        ]
        return "\n".join(event["message"] for event in logs.filter_log_events(logGroupName=group)["events"])

    def _client(self, service: str) -> Any:
        cloud = exports(self.wizard("sandbox"))
        return make_client(at(cloud), service, "eu-central-1")


def get(url: str) -> str:
    """Ask for a page as a program does."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    asked = urllib.request.Request(url, headers={"Accept": "application/json"})
    with opener.open(asked, timeout=10) as answer:
        text: str = answer.read().decode()
        return text


@contextmanager
def polling(url: str) -> Iterator["Counter[str]"]:
    """Ask all the while, and count the answers."""
    answers: Counter[str] = Counter()
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            try:
                get(url)
                answers["answered"] += 1
            except OSError as error:
                answers[repr(error)] += 1

    client = threading.Thread(target=ask)
    client.start()
    try:
        yield answers
    finally:
        over.set()
        client.join(20)
