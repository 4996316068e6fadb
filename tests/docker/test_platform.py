"""From folders to answers: built, rehearsed, pushed and run as containers, by engines of both kinds."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from steps.docker import Engine
from tests.docker.platform import FROM, Platform, get, polling
from tests.tools.bases import marked_for
from tests.tools.private_engine import PrivateEngine
from tests.whole.conftest import Told, Wizard

SERVES = """CMD ["sh", "-c", "trap 'exit 0' TERM; httpd -f -p {at} -h {folder} & wait"]\n"""
GOOD = FROM + SERVES.format(at=8080, folder="/www")


@pytest.fixture(scope="module")
def platform(
    engine: Engine, private: PrivateEngine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """A wizard whose practice cloud has this engine and no delays."""
    wizard = Wizard(tmp_path_factory.mktemp("home"), private.environ)
    started = wizard("sandbox", "start", "--speed", "inf")
    assert started.code == 0, started.err
    platform = Platform(wizard, engine, tmp_path_factory.mktemp("folder") / "apps")
    yield platform
    wizard("sandbox", "stop")
    assert not platform.containers


def created(told: Told) -> set[str]:
    return {event["resource"] for event in told.of("creating")}


@pytest.mark.either_engine
def test_three_apps_are_built_rehearsed_pushed_and_run_and_one_changed_line_rolls_one(
    platform: Platform,
) -> None:
    platform.write_bundled()
    built = platform.up("demo")
    assert built.code == 0, built.out[-3000:] + built.err
    said = [(event["resource"], event["line"]) for event in built.of("said")]
    for app in ("static-app", "hostname-app", "random-quote-app"):
        assert any(who == f"image.{app}" and "GET /health answers 200" in line for who, line in said)
        (image,) = platform.pushed(f"demo-{app}")
        assert any(who == f"image.{app}" and image["imageDigest"] in line for who, line in said)
    begun_and_done = [
        event["event"]
        for event in built.events
        if event["event"] in {"creating", "created"} and event["resource"].startswith("image.")
    ]
    assert begun_and_done == ["creating"] * 3 + ["created"] * 3, "not side by side"
    assert len(platform.containers) == 4
    home = platform.url("demo", "hostname-app")
    seen = [json.loads(get(home)) for _ in range(6)]
    assert {each["hostname"] for each in seen} == {f"ip-{host}" for host in _hosts(seen)}
    assert len({each["task"] for each in seen} - {None}) == 2
    assert json.loads(get(f"{home}random-quote"))["quote"]
    assert "<html" in get(platform.url("demo", "static-app"))

    again = platform.up("demo")
    assert again.code == 0
    assert not created(again)
    assert not again.of("updating")

    settings = platform.apps / "hostname-app" / "app.toml"
    text = settings.read_text().replace("cpu = 256", "cpu = 512").replace("memory = 512", "memory = 1024")
    settings.write_text(text.replace("[environment]", 'grace = 45\n[environment]\nCOLOUR = "green"'))
    resized = platform.up("demo")
    assert resized.code == 0, resized.out[-3000:]
    assert not created(resized)
    assert "task-definition.hostname-app" in {event["resource"] for event in resized.of("updating")}
    assert not [event for event in resized.of("said") if event["resource"].startswith("image.")]

    source = platform.apps / "hostname-app" / "hostname.py"
    source.write_text(source.read_text().replace('"ok\\n"', '"fine\\n"'))
    with polling(home) as answers:
        changed = platform.up("demo")
    assert changed.code == 0, changed.out[-3000:]
    assert created(changed) == {"image.hostname-app"}
    assert {event["resource"] for event in changed.of("updating")} == {
        "task-definition.hostname-app", "service.hostname-app",
    }  # fmt: skip
    assert set(answers) == {"answered"}, answers
    assert get(f"{home}health") == "fine\n"

    assert platform.wizard("down", "demo", "--yes").code == 0
    assert not platform.containers


def _hosts(seen: list[dict[str, str]]) -> set[str]:
    """The names as ECS gives them, two of them."""
    names = {each["hostname"].removeprefix("ip-") for each in seen}
    assert len(names) == 2
    assert all(name.endswith(".eu-central-1.compute.internal") for name in names)
    return names


@pytest.mark.either_engine
@pytest.mark.parametrize(("dockerfile", "what", "cure"), [
    (FROM + SERVES.format(at="127.0.0.1:8080", folder="/www"), "listens on 127.0.0.1:8080", "0.0.0.0:8080"),
    (f'{FROM}CMD ["sh", "-c", "echo no luck; exit 3"]\n', "exit code 3", "last lines"),
    (FROM + SERVES.format(at=8080, folder="/bin"), "GET /health answers 404", "write under [health] the path"),
    ("FROM --platform=linux/arm64 local/arm:1\nCOPY Dockerfile /\n", "arm64", "architecture"),
], ids=["loopback", "exits", "404", "arm64"])  # fmt: skip
def test_a_bad_app_is_caught_before_it_is_pushed(
    platform: Platform, dockerfile: str, what: str, cure: str
) -> None:
    client = platform.engine.connect()
    list(client.load_image(marked_for("arm64", "local/arm:1")))  # type: ignore[no-untyped-call]  # stub has no types
    platform.write_app(dockerfile)
    told = platform.up("bad", "--until", "images")
    assert told.code == 1
    (failed,) = told.of("failed")
    assert what in failed["what"] + failed["why"]
    assert cure in failed["cure"]
    assert platform.pushed("bad-small-app") == []
    assert not platform.containers
    platform.wizard("down", "bad", "--yes")


def failed_service(platform: Platform, name: str, command: str) -> tuple[Told, dict[str, Any]]:
    """Run a command as the app, without a rehearsal, and give what was told of its service."""
    platform.write_app(f"{FROM}CMD {json.dumps(['sh', '-c', command])}\n")
    told = platform.up(name, "--set", "rehearse=no")
    assert told.code == 1
    assert platform.pushed(f"{name}-small-app")
    (failed,) = [event for event in told.of("failed") if event["resource"] == "service.small-app"]
    return told, failed


@pytest.mark.either_engine
def test_an_app_that_exits_on_the_practice_cloud_leaves_its_last_words_in_its_log(platform: Platform) -> None:
    told, failed = failed_service(platform, "exits", "echo no luck; exit 3")
    assert failed["what"] == "small-app ends by itself"
    assert "no luck" in platform.logged("exits", "small-app")
    assert told.of("lastlines")[0]["lines"] == failed["lines"] == ["no luck"]
    platform.wizard("down", "exits", "--yes")
    assert not platform.containers


ALONE = (
    ("echo listening on http://127.0.0.1:8080; exec httpd -f -p 127.0.0.1:8080 -h /www",
     "127.0.0.1 hears only its own container", "Make it listen on 0.0.0.0"),
    ("tail /dev/zero", "small-app took more memory than its task has", "`memory` in its app.toml"),
)  # fmt: skip


@pytest.mark.parametrize("private", ["containerd"], indirect=True, scope="session")
def test_what_only_a_container_can_get_wrong_is_named(platform: Platform) -> None:
    for command, what, cure in ALONE:
        _, failed = failed_service(platform, "alone", command)
        assert what in failed["what"]
        assert cure in failed["cure"]
    platform.write_app(GOOD)
    mended = platform.up("alone", "--set", "rehearse=no")
    assert mended.code == 0, mended.out[-2000:]
    platform.wizard("down", "alone", "--yes")


@pytest.mark.either_engine
def test_pull_builds_every_image_anew_and_does_so_once(platform: Platform) -> None:
    platform.write_app("FROM scratch\nCOPY page /page\n", page=b"x")
    words = ("anew", "--until", "images")
    assert platform.up(*words, "--set", "rehearse=no").code == 0
    anew = platform.up(*words, "--pull")
    assert anew.code == 0, anew.out[-2000:]
    assert created(anew) == {"image.small-app"}
    assert not created(platform.up(*words))
    tags = [tag for image in platform.pushed("anew-small-app") for tag in image["imageTags"]]
    assert len(tags) == 2
    assert max(tags).startswith(f"{min(tags)}.")
    platform.wizard("down", "anew", "--yes")


NOWHERE = "FROM 127.0.0.1:1/nowhere/base:1\n"


@pytest.mark.either_engine
def test_without_a_registry_the_apps_run_as_processes_and_it_is_said_once(platform: Platform) -> None:
    platform.write_bundled()
    for app in platform.apps.glob("*-app"):
        (app / "Dockerfile").write_text(f"{NOWHERE}CMD true\n")
    told = platform.up("offline")
    assert told.code == 0, told.out[-3000:]
    said = [event["line"] for event in told.of("said") if "goes on without images" in event["line"]]
    assert len(said) == 1
    assert "up offline --pull" in said[0]
    assert "<html" in get(platform.url("offline", "static-app"))
    assert not platform.containers
    platform.wizard("down", "offline", "--yes")


@pytest.mark.either_engine
def test_an_app_that_is_nothing_without_its_image_says_so(platform: Platform) -> None:
    platform.write_app(f"{NOWHERE}CMD true\n")
    told = platform.up("image-only", "--until", "images")
    (failed,) = told.of("failed")
    assert "has no [practice] command" in failed["why"]
    platform.write_bundled()
    stopped = platform.up("image-only", "--until", "images", "--set", "unfetched=stop")
    assert stopped.code == 0, stopped.out[-2000:]
    (platform.apps / "static-app" / "Dockerfile").write_text(NOWHERE)
    assert len(platform.up("image-only", "--until", "images").of("failed")) == 1, "the answer was not kept"
    platform.wizard("down", "image-only", "--yes")


def interrupted(platform: Platform, name: str, moment: str, do: Callable[[], None]) -> Told:
    """Build until a line of output says so, do something, and press Ctrl-C."""
    process = platform.wizard.start(*platform.words(name, "--until", "images"))
    assert process.stdout
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "said" and moment in event["line"]:
            do()
            process.send_signal(signal.SIGINT)
            break
    out, err = process.communicate(timeout=20)
    return Told(process.returncode, out, err)


@pytest.mark.either_engine
def test_ctrl_c_in_a_build_leaves_no_container_and_up_carries_on(platform: Platform) -> None:
    platform.write_app(f"{FROM}RUN echo running; sleep 120\n")
    told = interrupted(platform, "stopped", "running", lambda: None)
    assert told.code == 130, told.err
    assert told.events[-1]["outcome"] == "stopped"
    assert not platform.containers
    platform.write_app(GOOD)
    again = platform.up("stopped", "--until", "images")
    assert again.code == 0, again.out[-2000:]
    assert created(again) == {"image.small-app"}
    platform.wizard("down", "stopped", "--yes")


@pytest.mark.either_engine
def test_ctrl_c_in_a_push_leaves_half_of_nothing_and_up_pushes_the_rest(platform: Platform) -> None:
    platform.write_app(f"{GOOD}COPY load /load\n", load=os.urandom(16 << 20))
    cloud = json.loads((platform.wizard.home / "sandbox" / "sandbox.json").read_text())["pid"]
    try:
        told = interrupted(
            platform, "half", "The push refers to repository", lambda: os.kill(cloud, signal.SIGSTOP)
        )
    finally:
        os.kill(cloud, signal.SIGCONT)
    assert told.code == 130, told.err
    assert platform.pushed("half-small-app") == []
    assert not platform.containers
    again = platform.up("half", "--until", "images")
    assert again.code == 0, again.out[-2000:]
    assert any("is built already" in event["line"] for event in again.of("said"))
    assert len(platform.pushed("half-small-app")) == 1
    platform.wizard("down", "half", "--yes")


@pytest.mark.either_engine
def test_the_practice_cloud_says_how_it_runs_tasks(platform: Platform, tmp_path: Path) -> None:
    platform.write_app(GOOD)
    told = platform.up("says", "--until", "images")
    assert any("the practice cloud runs tasks as containers" in each["said"] for each in told.of("checked"))
    platform.wizard("down", "says", "--yes")
    without = Wizard(tmp_path)
    told = without(*platform.words("says", "--until", "images"))
    without("sandbox", "stop")
    assert any("plain processes" in each["said"] for each in told.of("checked"))
    (failed,) = told.of("failed")
    assert "has no [practice] command" in failed["why"], "there is nothing of it to run"
    assert "Start Docker" in failed["cure"]
