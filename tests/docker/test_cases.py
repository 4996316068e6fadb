"""Apps as people have them, each in a folder of `tests/cases`: built, looked into, and standing on the practice cloud.

A sample runs with all tests, every one with `make cases`.
"""

import shutil
import socket
import urllib.error
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from steps.appfile.apps import load
from steps.docker import BuildOrder, DockerTrouble, Engine, build
from tests.docker.conftest import EVERY, Workshop
from tests.docker.look_inside import all_of, files_in, mode_in
from tests.docker.platform import Platform, get
from tests.tools.private_engine import PrivateEngine
from tests.whole.conftest import Told, Wizard

CASES = Path(__file__).parents[1] / "cases"
TOKEN = "//registry.example/:_authToken=s3cret-of-the-case"


@dataclass(frozen=True)
class Case:
    """What must happen: the line that needs BuildKit (0: none), what asks for which keys, what is in the image then."""

    name: str
    line: int = 0
    asks: str = ""
    keys: str = ""
    inside: dict[str, bytes] = field(default_factory=dict)


BUILT = (
    Case("cache-mount", 3, inside={"app/serve.py": b""}),
    Case("copy-chmod", 3, inside={"app/serve.py": b""}),
    Case("copy-heredoc", 3, inside={"app/config.ini": b"[x]\ny=1\n"}),
    Case("run-heredoc", 4, inside={"app/serve.py": b""}),
    Case("targetarch", 2, inside={"app/arch.txt": b"arch=[amd64]\n"}),
    Case("buildplatform", 1, inside={"app/built.txt": b"arch=amd64 os=linux\n"}),
    Case("secret-mount", 3, "under [build.secrets]", '[build.secrets]\nnpmrc = { file = "npmrc" }\n', {"app/serve.py": b""}),
    Case("build-arg", 0, 'args = { VERSION = "…" }', '[build]\nargs = { VERSION = "1" }\n', {"app/serve.py": b""}),
    Case("dockerfile-elsewhere", 0, 'dockerfile = "docker/Dockerfile"', '[build]\ndockerfile = "docker/Dockerfile"\n',
         {"app/serve.py": b""}),
)  # fmt: skip
STANDING = {
    "port-from-environment": "", "shell-form-cmd": "Write CMD as a list", "no-sigterm-handler": "for",
    "entrypoint-without-exec": "exec", "root-404": "", "root-401": "", "api-prefix": "", "websocket": "",
}  # fmt: skip
"""What stands, and with which words it is warned of something that would be better otherwise."""
ANSWERED = {"root-404": "404 Not Found", "root-401": "401 Unauthorized"}
"""What the last page says that the door answered, where it is not 200 OK."""
SAMPLE = {"run-heredoc", "secret-mount", "build-arg", "entrypoint-without-exec"}
CHOSEN = [case for case in BUILT if EVERY or case.name in SAMPLE]


def laid_out(folder: Path, case: str, keys: str = "") -> Path:
    """The case in a folder of its own, with more keys in web's app.toml."""
    apps = folder / "apps"
    shutil.rmtree(apps, ignore_errors=True)
    shutil.copytree(CASES / case, apps)
    settings = apps / "web" / "app.toml"
    settings.write_text(settings.read_text() + f"\n{keys}")
    (apps / "web" / "npmrc").write_text(TOKEN)
    return apps


def run_afresh(apps: Path) -> None:
    """Let every command of web's Dockerfile run, whatever is in BuildKit's cache of an earlier build."""
    for dockerfile in apps.glob("web/Dockerfile"):
        text = dockerfile.read_text()
        dockerfile.write_text(text.replace("-slim\n", f"-slim\nENV AFRESH={uuid4().hex}\n", 1))


def built(workshop: Workshop, apps: Path) -> str:
    """Build web as app.toml says; give its reference."""
    (app,) = load(apps)
    reference = f"local/{apps.parent.name}:1".lower()
    folder = Path(app.folder)
    order = BuildOrder(
        folder,
        reference,
        "linux/amd64",
        workshop.say,
        workshop.report,
        workshop.stop,
        build=app.build,
        image=app.image,
    )
    build(workshop.engine, order)
    return reference


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.name)
def test_it_is_built_rightly_or_not_at_all(workshop: Workshop, tmp_path: Path, case: Case) -> None:
    apps = laid_out(tmp_path, case.name, case.keys)
    if case.line and workshop.engine.classic:
        with pytest.raises(DockerTrouble) as refused:
            built(workshop, apps)
        assert f"line {case.line} of {apps / 'web' / 'Dockerfile'}" in refused.value.what
        assert "Install" in refused.value.cure
        assert not workshop.lines
        return
    reference = built(workshop, apps)
    found = files_in(workshop.engine, reference)
    for path, content in case.inside.items():
        assert content in found[path]
    assert not [path for path in found if path.endswith("app.toml")]
    if case.name == "secret-mount":
        assert TOKEN.encode() not in all_of(workshop.engine, reference)
    if case.name == "run-heredoc":
        assert "two" in workshop.lines, "the script has not run"
    if case.name == "copy-chmod":
        assert mode_in(workshop.engine, reference, "app/serve.py") == 0o755


def test_the_look_inside_sees_what_only_a_layer_still_has(workshop: Workshop) -> None:
    workshop.write(Dockerfile="FROM local/busybox:1\nCOPY npmrc /npmrc\nRUN rm /npmrc\n", npmrc=TOKEN)
    workshop.build("local/leak:1")
    assert "npmrc" not in files_in(workshop.engine, "local/leak:1")
    assert TOKEN.encode() in all_of(workshop.engine, "local/leak:1")


@pytest.mark.parametrize("case", [each for each in CHOSEN if each.asks], ids=lambda case: case.name)
def test_without_its_key_a_sentence_names_the_key(workshop: Workshop, tmp_path: Path, case: Case) -> None:
    apps = laid_out(tmp_path, case.name)
    for dockerfile in apps.glob(
        "web/Dockerfile"
    ):  # what was built with the key before is in BuildKit's cache
        dockerfile.write_text(dockerfile.read_text().replace("-slim\n", "-slim\nENV WITHOUT=its-key\n", 1))
    with pytest.raises(DockerTrouble) as caught:
        built(workshop, apps)
    if not (case.line and workshop.engine.classic):
        assert case.asks in caught.value.cure


def test_an_image_that_somebody_else_built_is_fetched_as_it_is(workshop: Workshop, tmp_path: Path) -> None:
    apps = laid_out(tmp_path, "root-404")
    settings = apps / "web" / "app.toml"
    settings.write_text(f'image = "local/busybox:1"\n{settings.read_text()}')
    found = files_in(workshop.engine, built(workshop, apps))
    assert "bin/busybox" in found
    assert not [path for path in found if path.endswith(("serve.py", "app.toml", "Dockerfile"))]
    settings.write_text(settings.read_text().replace("local/busybox:1", "127.0.0.1:1/nowhere:1"))
    with pytest.raises(DockerTrouble) as caught:
        built(workshop, apps)
    assert caught.value.what.startswith("Fetching 127.0.0.1:1/nowhere:1 failed")
    assert f"the registry that {settings} names" in caught.value.cure


@pytest.fixture(scope="module")
def standing(
    engine: Engine, private: PrivateEngine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """A wizard whose practice cloud has this engine and no delays."""
    wizard = Wizard(tmp_path_factory.mktemp("home"), private.environ)
    started = wizard("sandbox", "start", "--speed", "inf")
    assert started.code == 0, started.err
    yield Platform(wizard, engine, tmp_path_factory.mktemp("folder") / "apps")
    wizard("sandbox", "stop")


def up(platform: Platform, case: str, keys: str = "") -> Told:
    laid_out(platform.apps.parent, case, keys)
    return platform.up(case[:16].strip("-"))


def warnings(told: Told) -> str:
    return "\n".join(event["line"] for event in told.of("said") if event["line"].startswith("WARNING"))


@pytest.mark.parametrize("case", [name for name in STANDING if EVERY or name in SAMPLE])
@pytest.mark.either_engine
def test_it_stands(standing: Platform, case: str) -> None:
    told = up(standing, case)
    assert told.code == 0, told.out[-3000:] + told.err
    warned = warnings(told)
    assert STANDING[case] in warned if STANDING[case] else not warned, warned
    name = case[:16].strip("-")
    (checked,) = [event["said"] for event in told.of("checked") if event["check"] == "answers.web"]
    assert checked.endswith(ANSWERED.get(case, "200 OK")), checked
    home = standing.url(name, "web")
    if case == "websocket":
        assert ".compute.internal" in get(home), "HOSTNAME is the image's own"
        assert upgraded(home) == (b"HTTP/1.1 101 Switching Protocols", b"hi")
    elif case not in ANSWERED:
        assert "path=/" in get(home)
    if case == "api-prefix":
        assert "path=/api/health" in _whatever(f"{home}api/health"), "the door took the prefix away"
    standing.wizard("down", name, "--yes")
    assert not standing.containers


def upgraded(url: str) -> tuple[bytes, bytes]:
    """What is said first to somebody who asks for a WebSocket, and last in the first message after the head."""
    there = urlsplit(url)
    words = f"GET / HTTP/1.1\r\nHost: {there.netloc}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    words += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    with socket.create_connection((there.hostname or "", there.port or 80), 10) as door:
        door.sendall(words.encode())
        told = door.makefile("rb")
        status = told.readline().strip()
        while told.readline().strip():
            pass
        return status, told.read(4)[2:]


def _whatever(url: str) -> str:
    """What is answered, also with another status than 200."""
    try:
        return get(url)
    except urllib.error.HTTPError as error:
        return error.read().decode()


REDIS = """\
image = "redis:7-alpine"
name = "redis"
about = "Cache."
port = 6379
private = "redis"
cpu = 256
memory = 512
count = 1
"""
STAND_IN = """\
FROM local/busybox:1
CMD ["sh", "-c", "trap 'exit 0' TERM; nc -ll -p 6379 -e sh -c 'read word; echo +PONG' & wait"]
"""


@pytest.mark.either_engine
def test_a_private_app_is_reached_by_its_name_whatever_it_speaks(
    standing: Platform, workshop: Workshop
) -> None:
    laid_out(standing.apps.parent, "private-tcp")
    told = standing.up("private-tcp")
    assert told.code == 0, told.out[-3000:] + told.err
    assert "no load balancer asks /" in warnings(told)
    home = standing.url("private-tcp", "web")
    assert get(f"{home}redis") == "-ERR unknown command\r\n"
    workshop.write(Dockerfile=STAND_IN)
    workshop.build("redis:7-alpine")
    shutil.rmtree(standing.apps / "redis")
    (standing.apps / "redis").mkdir()
    (standing.apps / "redis" / "app.toml").write_text(REDIS)
    told = standing.up("private-tcp")
    assert told.code == 0, told.out[-3000:] + told.err
    assert not warnings(told)
    assert get(f"{home}redis") == "+PONG\n", "its name leads to tasks that have gone"
    standing.wizard("down", "private-tcp", "--yes")
    assert not standing.containers


def test_a_secret_of_a_build_is_written_down_nowhere(standing: Platform) -> None:
    """This build writes its secret to its output, which is shown, logged and recorded."""
    apps = laid_out(standing.apps.parent, "secret-mount", '[build.secrets]\nnpmrc = { file = "npmrc" }\n')
    run_afresh(apps)
    told = standing.up("secret-mount", "--until", "images")
    assert told.code == (1 if standing.engine.classic else 0), told.out[-3000:]
    assert standing.engine.classic or any("REDACTED" in event["line"] for event in told.of("said"))
    assert TOKEN not in told.out + told.err
    kept = [
        path for path in standing.wizard.home.rglob("*") if path.is_file() and "registry" not in path.parts
    ]
    assert any(path.name == "journal.jsonl" for path in kept)
    assert not [path for path in kept if TOKEN.encode() in path.read_bytes()]
    standing.wizard("down", "secret-mount", "--yes")


@pytest.mark.skipif(not EVERY, reason="with `make cases`: it takes as long as the app's grace")
def test_a_slow_start_is_told_which_grace_to_write(standing: Platform) -> None:
    told = up(standing, "slow-start")
    (failed,) = told.of("failed")
    assert "write grace = 60 under [health]" in failed["cure"]
    assert "--set rehearse=no" in failed["cure"]
    laid_out(standing.apps.parent, "slow-start")
    settings = standing.apps / "web" / "app.toml"
    settings.write_text(settings.read_text().replace('path = "/health"', 'path = "/health"\ngrace = 60'))
    told = standing.up(
        "slow-start", "--until", "images"
    )  # a cloud without delays waits half a minute for tasks
    assert told.code == 0, told.out[-3000:]
    assert standing.pushed("slow-start-web")
    standing.wizard("down", "slow-start", "--yes")


@pytest.mark.skipif(not EVERY, reason="with `make cases`")
def test_a_stage_that_was_not_meant_is_told_of_the_others(standing: Platform) -> None:
    told = up(standing, "target-stage")
    (failed,) = told.of("failed")
    assert 'write target = "…" under [build]' in failed["cure"]
    assert "production" in failed["cure"]
    told = up(standing, "target-stage", '[build]\ntarget = "production"\n')
    assert told.code == 0, told.out[-3000:]
    standing.wizard("down", "target-stage", "--yes")
