"""How `fargate-wizard logs` reads what it is given, and shows what it reads."""

import re

import pytest

from steps.aws.task_output import OutputLine
from steps.engine.troubles import BadInput
from tui.lines.logs_command import OutputPrinter, read_duration, read_task

LINES = [
    OutputLine(0.0, "web", "11aa11aa", "one"),
    OutputLine(1.0, "web", "22bb22bb", "\x1b[31mtwo\x1b[0m\x1b]0;owned\x07\x9b2J"),
    OutputLine(2.0, "web", "11aa11aa", "three"),
]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("10m", 600), ("2h", 7200), (" 1D ", 86_400), ("1w", 604_800), ("0m", 0)],
)
def test_a_duration_is_a_number_and_a_unit(text: str, seconds: float) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "10", "m", "-5m", "1.5h", "10 minutes", "1y", "٣m", "9" * 30 + "w"])
def test_anything_else_is_none_and_says_what_is(text: str) -> None:
    with pytest.raises(BadInput, match="90s, 10m, 2h, 1d or 1w"):
        read_duration(text)


def test_a_task_is_known_by_its_arn_its_id_or_the_beginning_of_it() -> None:
    arn = f"arn:aws:ecs:eu-central-1:123456789012:task/demo-cluster/{'4f' * 16}"
    assert [read_task(text) for text in (arn, "4f" * 16, " 4F1C2B3A ", "4", "")] == [
        "4f" * 16, "4f" * 16, "4f1c2b3a", "4", "",
    ]  # fmt: skip
    for text in ("*", "web", "4f 1c", "4f" * 17, "task/"):
        with pytest.raises(BadInput, match="`--task 4f1c2b3a`"):
            read_task(text)


def test_each_task_has_its_colour_and_no_line_one_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    show = OutputPrinter(coloured=True)
    for line in LINES:
        show(line)
    printed = capsys.readouterr().out
    colours = re.findall(r"^\x1b\[(\d+)m\d\d:\d\d:\d\d  (\w+) web\x1b\[0m  ", printed, re.MULTILINE)
    assert [task for _, task in colours] == ["11aa11aa", "22bb22bb", "11aa11aa"]
    assert colours[0] == colours[2]
    assert colours[0][0] != colours[1][0]
    assert printed.splitlines()[1].endswith("  two\N{REPLACEMENT CHARACTER}2J")


def test_without_colours_there_is_no_command_for_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show = OutputPrinter(coloured=False)
    for line in LINES:
        show(line)
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert printed.splitlines()[0].endswith("  11aa11aa web  one")
