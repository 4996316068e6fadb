"""`fargate-wizard logs`: what tasks wrote, as a reader of CloudWatch Logs finds it, whoever else works on the deployment."""

import json
import shlex
import signal
import subprocess
import sys
import time
from itertools import islice
from types import SimpleNamespace
from typing import Any

import pytest
from filelock import FileLock

from steps.aws.task_output import OutputReader
from steps.sandbox.control import clear_weather, set_weather
from tests.practice import at
from tests.whole.account import client
from tests.whole.conftest import Wizard

NAME = "telling"
WEB, QUOTES = "hostname-app", "random-quote-app"
ONE, TWO, OLD = "11" * 16, "12" * 16, "ab" * 16


@pytest.fixture(scope="module")
def logs(wizard: Wizard, cloud: dict[str, str]) -> Any:
    """The log groups of a deployment whose tasks have written: two of one app in turn, and one of another between them."""
    built = wizard("up", NAME, "--target", "sandbox", "--until", "permission", "--yes")
    assert built.code == 0, built.out + built.err
    logs = client(cloud, "logs")
    now = int(time.time() * 1000)
    write(logs, WEB, ONE, (now - 3_000_000, "first"), (now - 2_000_000, "third"))
    write(logs, WEB, TWO, (now - 1_500_000, "fourth"))
    write(
        logs, QUOTES, OLD, (now - 9_000_000, "long ago"), (now - 2_500_000, "second\x1b[31m red\x1b[0m\u202e")
    )
    return logs


def write(logs: Any, app: str, task: str, *said: tuple[int, str]) -> None:
    """Write as ECS's log driver does."""
    where = {"logGroupName": f"/fargate-wizard/{NAME}/{app}", "logStreamName": f"{app}/{app}/{task}"}
    if not logs.describe_log_streams(
        logGroupName=where["logGroupName"], logStreamNamePrefix=where["logStreamName"]
    )["logStreams"]:
        logs.create_log_stream(**where)
    events = [{"timestamp": when, "message": message} for when, message in said]
    logs.put_log_events(**where, logEvents=events)


def told(wizard: Wizard, *words: str) -> list[dict[str, Any]]:
    done = wizard("logs", NAME, *words, "--json")
    assert done.code == 0, done.err
    return done.events


def texts(wizard: Wizard, *words: str) -> list[str]:
    return [line["text"].split("\x1b")[0] for line in told(wizard, *words)]


def test_what_all_tasks_wrote_is_merged_by_time(wizard: Wizard, logs: Any) -> None:
    lines = told(wizard)
    assert [line["text"].split("\x1b")[0] for line in lines] == ["first", "second", "third", "fourth"]
    assert [(line["app"], line["task"]) for line in lines] == [
        (WEB, ONE[:8]), (QUOTES, OLD[:8]), (WEB, ONE[:8]), (WEB, TWO[:8]),
    ]  # fmt: skip
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    assert {line["event"] for line in lines} == {"output"}


def test_it_is_read_to_the_last_page(wizard: Wizard, cloud: dict[str, str], logs: Any) -> None:
    set_weather(at(cloud), "small-pages", size=1)
    try:
        assert texts(wizard) == ["first", "second", "third", "fourth"]
    finally:
        clear_weather(at(cloud))


def test_whoever_stops_in_the_middle_reads_the_rest_the_next_time(logs: Any) -> None:
    here: Any = SimpleNamespace(logs=logs, region="eu-central-1")  # as much of Clients as a reader touches
    reader = OutputReader(here, NAME, [WEB, QUOTES], since=0)
    read = [line.text for line in islice(reader.read(), 2)]
    read += [line.text for line in reader.read()]
    assert [text.split("\x1b")[0] for text in read] == ["long ago", "first", "second", "third", "fourth"]
    assert list(reader.read()) == []


def test_of_one_app_of_one_task_and_as_far_back_as_is_wished(wizard: Wizard, logs: Any) -> None:
    assert texts(wizard, WEB) == ["first", "third", "fourth"]
    assert texts(wizard, "--task", "12") == ["fourth"]
    assert texts(wizard, "--task", f"arn:aws:ecs:eu-central-1:1:task/{NAME}-cluster/{ONE}") == [
        "first",
        "third",
    ]
    assert texts(wizard, "--since", "3h") == ["long ago", "first", "second", "third", "fourth"]
    assert texts(wizard, "--since", "29m") == ["fourth"]
    nothing = wizard("logs", NAME, QUOTES, "--since", "1s")
    assert (nothing.code, nothing.out) == (0, "")
    assert "Nothing was written within 1s." in nothing.err


def test_in_lines_each_has_its_task_and_nothing_commands_the_terminal(wizard: Wizard, logs: Any) -> None:
    write(logs, QUOTES, OLD, (int(time.time() * 1000) - 1_000_000, "a\n06:00:00  11111111 forged"))
    done = wizard("logs", NAME)
    assert done.code == 0
    lines = done.out.splitlines()
    assert [line.split("  ", 1)[1] for line in lines[:4]] == [
        f"{ONE[:8]} {WEB}  first",
        f"{OLD[:8]} {QUOTES}  second red\N{REPLACEMENT CHARACTER}",
        f"{ONE[:8]} {WEB}  third",
        f"{TWO[:8]} {WEB}  fourth",
    ]
    assert lines[5].split("  ", 1)[1] == f"{OLD[:8]} {QUOTES}  06:00:00  11111111 forged"


def test_the_aws_commands_beside_it_show_the_same(wizard: Wizard, cloud: dict[str, str], logs: Any) -> None:
    done = wizard("logs", NAME, WEB, "--task", "11")
    commands = [line.removeprefix("$ ") for line in done.err.splitlines() if line.startswith("$ ")]
    assert len(commands) == 1
    words = shlex.split(commands[0])
    code = "import sys; from awscli.clidriver import main; sys.exit(main())"
    asked = subprocess.run(
        [sys.executable, "-c", code, *words[1:], "--output", "json"],
        env={**wizard.environ, **cloud}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert [event["message"] for event in json.loads(asked.stdout)["events"]] == ["first", "third"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("nowhere",), f"This machine knows: {NAME}"),
        ((NAME, "nope"), f"Its apps are: {WEB}, {QUOTES}, static-app."),
        ((NAME, "--since", "soon"), "90s, 10m, 2h, 1d or 1w"),
        ((NAME, "--since", "-5m"), ""),
        ((NAME, "--task", "cafe"), f"{TWO[:8]} ({WEB}), {ONE[:8]} ({WEB}), {OLD[:8]} ({QUOTES})"),
        ((NAME, "--task", "*"), "the letters a to f"),
    ],
)
def test_what_is_not_there_is_said_with_what_there_is(
    wizard: Wizard, logs: Any, words: tuple[str, ...], named: str
) -> None:
    done = wizard("logs", *words)
    assert (done.code, done.out) == (2, "")
    assert named in done.err, done.err


def test_it_needs_no_lock(wizard: Wizard, logs: Any) -> None:
    with FileLock(wizard.home / NAME / "lock"):
        assert wizard("down", NAME, "--yes").code == 1  # it holds indeed
        assert texts(wizard, WEB)[0] == "first"


def test_it_follows_until_it_is_stopped_and_tells_each_line_once(wizard: Wizard, logs: Any) -> None:
    following = wizard.start("logs", NAME, WEB, "--follow", "--json")
    try:
        assert following.stdout
        early = [json.loads(following.stdout.readline())["text"] for _ in range(3)]
        now = int(time.time() * 1000)
        write(logs, WEB, TWO, (now, "fifth"))
        late = json.loads(following.stdout.readline())["text"]
        write(logs, WEB, ONE, (now - 5_000, "late"), (now + 1_000, "sixth"))
        later = [json.loads(following.stdout.readline())["text"] for _ in range(2)]
        following.send_signal(signal.SIGINT)
        rest, err = following.communicate(timeout=20)
    finally:
        following.kill()
    assert (early, late, later) == (["first", "third", "fourth"], "fifth", ["late", "sixth"])
    assert (rest, following.returncode) == ("", 130)
    assert "Traceback" not in err


def test_of_what_was_taken_down_there_is_nothing(wizard: Wizard, logs: Any) -> None:
    assert wizard("down", NAME, "--yes").code == 0
    done = wizard("logs", NAME)
    assert (done.code, done.out) == (2, "")
    assert f"Nothing of {NAME} stands" in done.err
