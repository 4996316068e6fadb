"""A full disk, a terminal that goes away, a program that is told to end: defined, and nothing lost."""

import json
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.marks import long
from tests.whole.conftest import ROOT, Told, Wizard
from tests.whole.standing import standing

NAME = "adverse"
UP = ("up", NAME, "--target", "sandbox", "--yes", "--json")


@pytest.fixture(autouse=True)
def nothing_stays(wizard: Wizard) -> Iterator[None]:
    yield
    wizard("down", NAME, "--yes")


def with_room(wizard: Wizard, room: int, *words: str) -> Told:
    """Run a command that can write files of at most so many bytes."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    # coverage has no room for what it measured, and would say so
    environ = {name: value for name, value in wizard.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-m", "tui", *words], cwd=ROOT, env=environ, text=True, capture_output=True,
        preexec_fn=limit, check=False,
    )  # fmt: skip
    return Told(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("room", [3_000, long(12_000), long(40_000)])
def test_a_full_disk_stops_before_the_next_call_and_nothing_is_made_twice(
    wizard: Wizard, cloud: dict[str, str], room: int
) -> None:
    full = with_room(wizard, room, *UP)
    assert full.code == 1
    assert "cannot be written" in full.err
    assert "Make room" in full.err
    assert "Traceback" not in full.err
    again = wizard(*UP)
    assert again.code == 0, again.out[-2000:] + again.err
    found = standing(cloud, NAME)
    assert (len(found["vpcs"]), len(found["subnets"]), len(found["gateways"])) == (1, 4, 1)


WRITES = [UP, ("down", NAME, "--yes"), ("forget", NAME, "--yes"), ("export", NAME, "--format", "bash")]


def test_without_any_room_nothing_is_begun_and_nothing_is_lost(wizard: Wizard, cloud: dict[str, str]) -> None:
    assert wizard(*UP, "--until", "cluster").code == 0
    known, stands = wizard.journal(NAME), standing(cloud, NAME)
    for words, room in [*((words, 0) for words in WRITES), (UP, 200)]:
        full = with_room(wizard, room, *words)
        assert full.code == 1, (words, room)
        assert "Make room" in full.err
        assert "Traceback" not in full.err
    assert (wizard.journal(NAME), standing(cloud, NAME)) == (known, stands)
    assert all(with_room(wizard, 0, *words).code == 0 for words in (("list",), ("status", NAME)))


@pytest.mark.parametrize("number", [signal.SIGTERM, long(signal.SIGHUP)])
def test_whoever_is_told_to_end_writes_down_that_it_stopped(
    wizard: Wizard, cloud: dict[str, str], number: signal.Signals
) -> None:
    process = wizard.start(*UP)
    assert process.stdout
    for line in process.stdout:
        if json.loads(line)["event"] == "created":
            process.send_signal(number)
            break
    process.communicate(timeout=20)
    assert process.returncode == 130
    assert wizard.journal(NAME)[-1]["outcome"] == "stopped"
    assert wizard("down", NAME, "--yes").code == 0
    assert not any(standing(cloud, NAME).values())


def test_nobody_reads_any_more(wizard: Wizard, cloud: dict[str, str]) -> None:
    process = wizard.start(*UP)
    assert process.stdout
    process.stdout.readline()
    process.stdout.close()
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert wizard("down", NAME, "--yes").code == 0
    assert not any(standing(cloud, NAME).values())


def test_everything_that_is_written_is_its_users_alone(wizard: Wizard) -> None:
    assert wizard(*UP, "--until", "cluster").code == 0
    folder = wizard.home / NAME
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert set(modes.values()) == {0o600}, modes


@pytest.mark.parametrize("name", ["../up", "a;rm -rf", "x\x1b[31m", "$(id)", "a/b", "", "-x", "two words"])
def test_a_name_that_could_do_harm_is_refused(wizard: Wizard, name: str) -> None:
    told = wizard("up", "--target", "sandbox", "--yes", "--", name)
    assert told.code == 2
    assert "\x1b" not in told.err


@pytest.mark.parametrize(
    "tag", ["Team=\x1b[31mred", "Team=a\nb", "Team=$(id)", "fargate-wizard:x=y", "aws:x=y"]
)
def test_a_tag_that_could_do_harm_is_refused(wizard: Wizard, tag: str) -> None:
    before = wizard.journal(NAME)
    told = wizard(*UP, "--tag", tag)
    assert told.code == 2
    assert "\x1b" not in told.err
    assert wizard.journal(NAME) == before
