"""Questions in lines: numbers and words, reasons, and answers that come from a file, a pipe or questionary."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from steps.engine.model.step import Choice
from steps.engine.troubles import BadInput, Exit, Trouble
from tui.lines import prompts

CHOICES = (Choice("a", "the first"), Choice("b", "the second"), Choice("c", "the third", "it is full"))

Answer = Callable[[str], None]


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Answer the questions with these lines, and with nothing after them."""
    return lambda lines: monkeypatch.setattr(sys, "stdin", io.StringIO(lines))


def test_an_empty_answer_is_the_default(answer: Answer) -> None:
    answer("\n  word  \n")
    assert (prompts.ask("What?", "this"), prompts.ask("What?", "this")) == ("this", "word")


def test_the_answer_that_nobody_typed_is_shown(answer: Answer, capsys: pytest.CaptureFixture[str]) -> None:
    answer("word\n")
    prompts.ask("What?", "this")
    assert capsys.readouterr().out == "What? [this] word\n"


def test_when_the_answers_have_ended_it_stops(answer: Answer) -> None:
    answer("")
    with pytest.raises(Trouble, match="no more answers") as stopped:
        prompts.ask_until_right("What?", "this", str)
    assert stopped.value.exit_code is Exit.STOPPED


def test_a_wrong_answer_is_asked_again_with_the_reason(
    answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    def read(text: str) -> int:
        if not text.isdigit():
            raise BadInput(f"“{text}” is no number.", why="Numbers have digits.", cure="Type one.")
        return int(text)

    answer("many\n7\n")
    assert prompts.ask_until_right("How many?", "", read) == 7
    out = capsys.readouterr().out
    assert "“many” is no number.\n  Numbers have digits.\n  What to do: Type one." in out


@pytest.mark.parametrize(("typed", "taken"), [("1", "a"), ("2", "b"), ("b", "b"), ("", "b")])
def test_a_choice_is_taken_by_number_or_by_value(answer: Answer, typed: str, taken: str) -> None:
    answer(f"{typed}\n")
    assert prompts.choose("Which?", CHOICES, default=1) == taken


def test_what_cannot_be_chosen_says_why_before_and_after(
    answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    answer("3\n0\n1\n")
    assert prompts.choose("Which?", CHOICES) == "a"
    out = capsys.readouterr().out
    assert "3. the third (cannot be chosen: it is full)" in out
    assert "the third cannot be chosen: it is full." in out
    assert "“0” is none of the choices." in out


def test_yes_and_no(answer: Answer) -> None:
    answer("perhaps\ny\n\nNO\n")
    asked = [prompts.agree("Really?", default=False) for _ in range(3)]
    assert asked == [True, False, False]


def test_a_file_with_answers_gives_answers_and_an_empty_one_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "answers"
    for content, given in (("1\n", True), ("", False)):
        file.write_text(content)
        with file.open() as opened:
            monkeypatch.setattr(sys, "stdin", opened)
            assert prompts.are_given() is given


def test_on_a_terminal_questionary_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts, "_has_editing", lambda: True)
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("9\rb\x7f2\r")
        assert prompts.choose("Which?", CHOICES) == "b"


def test_ctrl_c_leaves_a_question_of_questionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts, "_has_editing", lambda: True)
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("half a wo\x03")
        with pytest.raises(KeyboardInterrupt):
            prompts.ask("What?")
