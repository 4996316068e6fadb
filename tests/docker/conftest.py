"""One private engine of each kind for all tests that need one, and what they build there."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from steps.appfile.apps import App, Health
from steps.docker import BuildOrder, BuiltImage, Credentials, DockerProgress, Engine, build, find_engine, push
from steps.sandbox import control
from steps.sandbox.control import RunningPractice
from steps.sandbox.docker.containers import LABEL
from tests.sandbox.conftest import HOMES, make_client
from tests.sandbox.grounds import REGION, Grounds
from tests.sandbox.waiting import until
from tests.tools.private_engine import RARER, VARIANTS, CannotStartError, PrivateEngine, private_engine


@contextmanager
def can_start(variant: str, folder: Path, *options: str) -> Iterator[PrivateEngine]:
    """Run a private engine; where none can start the test is skipped with the reason, and fails in CI."""
    running = private_engine(variant, folder, *options)
    try:
        engine = running.__enter__()
    except CannotStartError as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(str(reason))
        pytest.skip(str(reason))
    try:
        yield engine
    finally:
        running.__exit__(None, None, None)


EVERY = bool(os.environ.get("EVERY_CASE"))
KINDS = (*VARIANTS, *(RARER if EVERY else ()))


@pytest.fixture(scope="session", params=[pytest.param(name, marks=pytest.mark.docker) for name in KINDS])
def private(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PrivateEngine]:
    """A private engine of each kind, with its registry, in its turn."""
    folder = tmp_path_factory.mktemp("engine")
    with can_start(request.param, folder, "--bases") as engine:
        yield engine
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Workshop:
    """An engine, and what was said and reported of the work in it."""

    engine: Engine
    registry: str
    credentials: Credentials
    folder: Path
    lines: list[str] = field(default_factory=list)
    reports: list[DockerProgress] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    on_line: Callable[[str], None] = field(default=lambda line: None)
    on_progress: Callable[[DockerProgress], None] = field(default=lambda report: None)

    def write(self, **files: str | bytes) -> Path:
        """Write files of an app; a name's double underscore stands for a dot."""
        self.folder.mkdir(exist_ok=True)
        for name, text in files.items():
            path = self.folder / name.replace("__", ".")
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.folder

    def say(self, line: str) -> None:
        self.lines.append(line)
        self.on_line(line)

    def report(self, report: DockerProgress) -> None:
        self.reports.append(report)
        self.on_progress(report)

    def order(self, reference: str, platform: str = "linux/amd64", **more: Any) -> BuildOrder:
        """What is asked of the builder for what was written."""
        return BuildOrder(self.folder, reference, platform, self.say, self.report, self.stop, **more)

    def build(
        self, reference: str = "local/app:1", platform: str = "linux/amd64", **labels: str
    ) -> BuiltImage:
        """Build what was written."""
        return build(self.engine, self.order(reference, platform, labels=labels))

    def push(
        self, reference: str, auth: Callable[[], Credentials] | None = None, pauses: tuple[float, ...] = ()
    ) -> str:
        """Push to the registry, as its user unless other credentials are given."""
        return push(
            self.engine, reference, auth or (lambda: self.credentials),
            say=self.say, progress=self.report, stop=self.stop, pauses=pauses,
        )  # fmt: skip

    def app(self, **changes: object) -> App:
        """Describe what was written, as an app.toml would."""
        told: dict[str, object] = {
            "name": "app", "about": "an app", "port": 8080, "path": "/", "cpu": 1024, "memory": 256, "count": 1,
            "health": Health(path="/health", grace=5), "folder": str(self.folder),
        }  # fmt: skip
        return App(**told | changes)  # type: ignore[arg-type]  # a test chooses what it changes

    @property
    def containers(self) -> list[str]:
        """The containers in the engine, running or not."""
        return [each["Image"] for each in self.engine.connect().containers(all=True)]


@pytest.fixture(scope="session")
def engine(private: PrivateEngine) -> Engine:
    """The engine of this kind, found as a user's is."""
    return find_engine(private.environ)


@pytest.fixture(scope="session")
def cloud(private: PrivateEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPractice]:
    """A practice cloud without delays that runs containers, started by a user with secrets."""
    home = tmp_path_factory.mktemp("cloud")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCKER_HOST", private.url)
        patch.setenv("GITHUB_TOKEN", "users-own")
        patch.setenv("AWS_SESSION_TOKEN", "users-own")
        running = control.start(home, speed=float("inf"))
    HOMES[running.endpoint] = home
    yield running
    control.stop(home)


@pytest.fixture
def grounds(cloud: RunningPractice, engine: Engine, tmp_path: Path) -> Iterator[Grounds]:
    """What tests of ECS stand on, with containers: in a cloud that is empty again after each."""
    yield Grounds(lambda service: make_client(cloud, service, REGION), tmp_path)
    control.reset(cloud)
    client = engine.connect()
    until(lambda: not client.containers(all=True, filters={"label": LABEL}), within=60)
    client.close()


@pytest.fixture
def workshop(engine: Engine, private: PrivateEngine, tmp_path: Path) -> Workshop:
    """A place to build in."""
    known = Credentials(private.username, private.password)
    return Workshop(engine, private.registry, known, tmp_path / "app")
