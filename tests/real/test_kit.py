"""The kit with a practice cloud in AWS's place: what it asks, what it writes, and that it always takes down."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from steps.engine.cloud.retries import TRANSIENT, TRANSIENT_ON_DELETE
from steps.sandbox import control
from tests.marks import long
from tests.real.place import ROOT
from tests.real.transcript import AnyEntry, Call, Closed, Reached, Transcript
from tests.whole.account import everything

ACCOUNT = "123456789012"
MOMENT = re.compile(r"(up|down): (.*, states: |\w+\.(Describe|List|Get)\w+(, answer)?: )")
"""Differences that are chance in a cloud without delays: which states are seen, what was asked meanwhile, what it found then."""
REFUSED = re.compile(
    r"(?P<call>(up|down): \w+\.\w+), refusal: \d+ (?P<refusal>.*) (on AWS|in the practice cloud) only"
)
PASSING = (*TRANSIENT, *TRANSIENT_ON_DELETE)
TIMES = re.compile(r"(?P<call>(up|down): \w+\.\w+): \d+ times on AWS, \d+ in the practice cloud")


def by_chance(lines: list[str]) -> set[str]:
    """Differences that are, too: a refusal that passes by itself was met once more, as by who deletes a cluster early."""
    refused = [found for found in map(REFUSED.fullmatch, lines) if found]
    passing = [
        found for found in refused if any(re.search(each.pattern, found["refusal"]) for each in PASSING)
    ]
    again = {found["call"] for found in passing}
    counted = [found for found in map(TIMES.fullmatch, lines) if found and found["call"] in again]
    return {found[0] for found in passing + counted}


@dataclass
class Kit:
    """The kit in a home of its own, pointed at a practice cloud by the environment that it prints."""

    home: Path
    running: control.RunningPractice

    @property
    def environ(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "DOCKER_"))}
        nowhere = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
        return {
            **kept, **nowhere, **control.environment(self.running), "FARGATE_WIZARD_HOME": str(self.home),
            "DOCKER_HOST": "unix:///nowhere/docker.sock",
        }  # fmt: skip

    def start(self, *words: str, out: Path | None = None) -> "subprocess.Popen[str]":
        command = [
            sys.executable,
            "-m",
            "tests.real",
            "run",
            "--speed",
            "inf",
            "--out",
            str(out or self.home / "out"),
        ]
        return subprocess.Popen(
            [*command, *words], cwd=ROOT, env=self.environ, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def build_a_little(self, known: str) -> "subprocess.Popen[str]":
        """A run that has got as far as its VPC, and goes on."""
        process = self.start("--against", known)
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{ACCOUNT}\n")
        process.stdin.flush()
        assert any("vpc ready" in line for line in process.stdout)
        return process

    def __call__(self, *words: str, typed: str = ACCOUNT) -> tuple[int, str]:
        process = self.start(*words)
        out, _ = process.communicate(f"{typed}\n")
        return process.returncode, out

    def transcript(self, kind: str = "aws") -> list[AnyEntry]:
        return Transcript(max((self.home / "out").glob(f"{kind}-*.jsonl"))).read()

    def standing(self) -> list[str]:
        """What is in the account."""
        account = everything(control.environment(self.running))
        return sorted(str(each) for each in account["ec2 describe_vpcs"] if not each["IsDefault"]) + [
            each["clusterName"] for each in account["ecs clusters"] if each["status"] == "ACTIVE"
        ]


@pytest.fixture(scope="module")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("kit")
    yield home
    control.stop(home / "sandbox")


@pytest.fixture
def kit(_home: Path) -> Kit:
    running = control.start(_home / "sandbox", speed=float("inf"))
    control.reset(running)
    control.clear_weather(running)
    return Kit(_home, running)


@pytest.fixture
def known(tmp_path: Path) -> str:
    """A transcript to compare with, so that nothing is rehearsed."""
    path = tmp_path / "practice.jsonl"
    Transcript(path).add(Closed(stage="up", code=0, seconds=1.0))
    return str(path)


def closed(entries: list[AnyEntry]) -> dict[str, int]:
    return {entry.stage: entry.code for entry in entries if isinstance(entry, Closed)}


def test_a_run_and_its_rehearsal_are_alike_and_nothing_secret_is_written(kit: Kit) -> None:
    code, said = kit()
    assert code == 0, said
    for shown in (ACCOUNT, "user/practice", "eu-central-1", "about $0.13 an hour", "a practice cloud"):
        assert shown in said
    for kind in ("aws", "practice"):
        assert closed(kit.transcript(kind)) == {"up": 0, "status": 0, "questions": 0, "down": 0}
    lines = max((kit.home / "out").glob("differences-*.txt")).read_text().splitlines()
    assert [line for line in lines if not MOMENT.match(line) and line not in by_chance(lines)] == []
    assert kit.standing() == []
    written = "".join(path.read_text() for path in (kit.home / "out").glob("*.jsonl"))
    for secret in (ACCOUNT, kit.running.key, kit.running.secret, "kit-", "arn:aws", "127.0.0.1", "vpc-0"):
        assert secret not in written
    calls = [entry for entry in kit.transcript() if isinstance(entry, Call)]
    assert any("vpc.VpcId".casefold() == name.casefold() for call in calls for name in call.answered)
    assert any(call.error == "MissingAuthenticationToken" for call in calls if call.question)


def test_only_a_refusal_that_passes_is_chance() -> None:
    passing = [
        "down: ecs.DeleteCluster: 1 times on AWS, 2 in the practice cloud",
        "down: ecs.DeleteCluster, refusal: 400 ClusterContainsTasksException: Tasks are active. in the practice cloud only",
    ]
    telling = [
        "down: ec2.DeleteVpc: 1 times on AWS, 2 in the practice cloud",
        "up: ecs.CreateCluster, refusal: 400 AccessDeniedException: not authorized on AWS only",
        "up: ecs.CreateCluster: 2 times on AWS, 1 in the practice cloud",
    ]
    assert by_chance(passing + telling) == set(passing)


@pytest.mark.parametrize(
    ("words", "typed", "why"),
    [
        ((), "", "Nothing was done."),
        ((), "yes", "Nothing was done."),
        (("--at-most", "0.01"), ACCOUNT, "you allow $0.01"),
        (("--region", "nowhere"), ACCOUNT, "not a region"),
    ],
)
def test_nothing_is_begun_without_the_accounts_number_or_above_the_cap(
    kit: Kit, known: str, words: tuple[str, ...], typed: str, why: str
) -> None:
    code, said = kit("--against", known, *words, typed=typed)
    assert (code, why in said) == (2, True), said
    assert control.count_calls(kit.running) <= 1  # whose the account is
    assert kit.standing() == []


@pytest.mark.parametrize("number", [signal.SIGINT, long(signal.SIGHUP)])
def test_whoever_stops_it_has_nothing_left(kit: Kit, known: str, number: signal.Signals) -> None:
    process = kit.build_a_little(known)
    process.send_signal(number)
    said = process.communicate()[0]
    assert process.returncode == 130, said
    assert "Taking down, because you stopped it" in said
    assert closed(kit.transcript())["down"] == 0
    assert kit.standing() == []


@pytest.mark.long
def test_when_the_time_is_over_it_is_taken_down(kit: Kit, known: str) -> None:
    code, said = kit("--against", known, "--minutes", "0.0001")
    assert (code, "because the time is over" in said) == (1, True), said
    assert kit.standing() == []


@pytest.mark.long
def test_a_failure_is_taken_down_and_is_a_difference(kit: Kit, known: str) -> None:
    control.set_weather(kit.running, "quota", vpcs=0)
    code, said = kit("--against", known)
    assert code == 1, said
    assert any(isinstance(entry, Reached) and entry.what == "failed" for entry in kit.transcript())
    assert "up: exit code 1 on AWS, 0 in the practice cloud" in said
    assert kit.standing() == []


def test_what_a_killed_run_left_goes_first(kit: Kit, known: str) -> None:
    process = kit.build_a_little(known)
    process.kill()
    process.communicate()
    assert kit.standing() != []
    code, said = kit("--against", known, "--minutes", "0.0001")
    assert (code, "is left from an earlier run, and goes first" in said) == (1, True), said
    assert kit.standing() == []
