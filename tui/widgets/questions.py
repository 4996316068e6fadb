"""A form field for any question: free text, one of the choices, or several of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from steps.engine.model.step import Choice, Question
from steps.engine.troubles import BadInput
from tui.widgets.choices import Choices
from tui.widgets.text_input import TextInput
from tui.wording import as_text


class Field(Vertical):
    """The question, why it is asked, the answer, and what is wrong with it, in that order.

    A text is read when Enter is pressed or the field is left; a choice answers at once.
    """

    DEFAULT_CSS = """
    Field { height: auto; padding: 0 2; margin: 0 0 1 0; }
    Field .prompt { text-style: bold; }
    Field .why { color: $text-muted; margin: 0 0 1 0; max-width: 84; }
    Field > Input { border: none; height: 1; padding: 0 1; margin: 0; background: $field; max-width: 60; }
    Field > Input:focus { background: $accent 18%; }
    Field.-wrong > Input { background: $error 20%; }
    Field .trouble { color: $error; display: none; margin: 1 0 0 0; }
    Field.-wrong .trouble { display: block; }
    """

    @dataclass
    class AnswerGiven(Message):
        """The user has given this answer; the question's own `read` has accepted it."""

        question: Question[Any]
        value: Any

    def __init__(self, question: Question[Any], choices: Sequence[Choice[Any]], value: Any) -> None:
        super().__init__()
        self.question, self.value = question, value
        self._trouble = Static(classes="trouble", markup=False)
        taken = value if isinstance(value, list | tuple) else [value]
        self._choices = Choices(choices, taken, many=question.many) if choices else None

    def compose(self) -> ComposeResult:
        """The parts, in reading order."""
        yield Static(self.question.prompt, classes="prompt", markup=False)
        if self.question.why:
            yield Static(self.question.why, classes="why", markup=False)
        empty = self.question.words.get("", "")
        hint = f"(empty: {empty})" if empty else ""
        yield self._choices or TextInput(as_text(self.value), classes="answer", placeholder=hint)
        yield self._trouble

    def object_to(self, bad: BadInput) -> None:
        """Say in place what is wrong with the answer and what would be right."""
        self._trouble.update(" ".join(part for part in (bad.what, bad.why, bad.cure) if part))
        self.add_class("-wrong")

    def accept(self) -> None:
        """Nothing is wrong with the answer any more."""
        self.remove_class("-wrong")

    def focus_answer(self) -> None:
        """Put the cursor where the answer goes."""
        if self._choices:
            self._choices.focus_list()
        else:
            self.query_one(".answer").focus()

    @on(Input.Submitted, ".answer")
    @on(Input.Blurred, ".answer")
    def _read(self, event: Input.Submitted | Input.Blurred) -> None:
        event.stop()
        try:
            value = self.question.read(event.value)
        except BadInput as bad:
            self.object_to(bad)
            return
        if isinstance(event, Input.Submitted) or value != self.value:
            self._answer(value)

    @on(Choices.Chosen)
    def _choose(self, event: Choices.Chosen) -> None:
        event.stop()
        self._answer(event.values if self.question.many else event.values[0])

    def _answer(self, value: Any) -> None:
        self.value = value
        self.accept()
        self.post_message(self.AnswerGiven(self.question, value))
