"""`fargate-wizard sandbox weather`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from steps.sandbox.weather.kinds import KINDS
from steps.target.target import practice_status, start_practice, stop_practice
from tui.__main__ import main

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of its own with a practice cloud."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("FARGATE_WIZARD_HOME", str(home))
        start_practice()
        yield home
        stop_practice()


@pytest.fixture
def command(settled: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """`command(*words)`: the exit code, and what went to the two outputs."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["sandbox", "weather", *words])
        return code, *capsys.readouterr()

    yield run
    main(["sandbox", "weather", "clear"])


def test_it_lists_each_kind_in_a_line_and_what_is_on(command: Command) -> None:
    code, out, _ = command()
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "throttle         AWS answers that there are too many calls."
    assert len(lines) == len(KINDS) + 2
    assert lines[-1] == "The weather is fair."


def test_it_lets_weather_begin_and_ends_it(command: Command) -> None:
    assert command("throttle", "--count", "40", "--action=ec2")[1] == (
        "On: throttle --count 40 --at 1 --action ec2\n"
    )
    _, out, _ = command("zone", "--endpoints", "--zone", "eu-central-1b")
    assert out.splitlines()[1] == "On: zone --zone eu-central-1b --endpoints"
    assert command()[1].splitlines()[-2:] == out.splitlines()
    assert command("clear")[1] == "The weather is fair.\n"
    assert command()[1].splitlines()[-1] == "The weather is fair."


def test_it_explains_a_kind_and_begins_nothing(command: Command) -> None:
    code, out, _ = command("lag", "--help")
    assert code == 0
    assert out.startswith("What was just made is not seen yet.\n\nAWS keeps everything many times over")
    assert out.splitlines()[-4:] == [
        "Settings and their defaults:",
        "  --seconds    10.0",
        "  --calls      0",
        '  --action     "ec2,ecs,elasticloadbalancing,iam"',
    ]
    assert "Settings" not in command("guardduty", "--help")[1]
    assert command()[1].splitlines()[-1] == "The weather is fair."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["hail"], "There is no weather “hail”. There are: throttle,"),
        (["hail", "--help"], "There is no weather “hail”."),
        (["throttle", "--cnt", "4"], "“throttle” has no setting “cnt”. Its settings are: count,"),
        (["throttle", "--count", "many"], "“throttle” cannot be had like this: Expected `int`"),
        (["throttle", "4"], "“4” belongs to no setting. Write them like --count 40."),
    ],
)
def test_what_is_not_to_be_had_is_bad_usage(command: Command, words: list[str], told: str) -> None:
    code, out, err = command(*words)
    assert (code, out) == (2, "")
    assert told in err.replace("\n", " ")


def test_its_help_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "weather", "--help"]) == 0
    assert "fargate-wizard sandbox weather throttle --count 40 --action ec2" in capsys.readouterr().out


def test_what_only_tells_starts_no_cloud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FARGATE_WIZARD_HOME", str(tmp_path))
    for words, last in (
        ((), "The weather is fair."),
        (("clear",), "The weather is fair."),
        (("throttle", "--help"), "  --rate       0.0"),
    ):
        assert main(["sandbox", "weather", *words]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == last
        assert practice_status() is None
