"""One question over the page: answered, and back."""

from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from steps.engine.model.step import Question
from steps.engine.troubles import Trouble
from tui.screens.answering import answer, field_for
from tui.screens.layout import LAYOUT
from tui.screens.trouble_menu import told
from tui.sight import Sight
from tui.widgets.questions import Field


class Edit(ModalScreen[None]):
    """Closes when the answer was taken; several choices are taken one by one, and Escape closes then."""

    CSS_PATH = LAYOUT
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back to the plan", tooltip="Go back; what was taken stays taken."),
    ]

    def __init__(self, sight: Sight, question: Question[Any]) -> None:
        super().__init__()
        self._sight, self._question = sight, question

    def compose(self) -> ComposeResult:
        """Lay out a place for the field."""
        with VerticalScroll(classes="panel"):
            yield Static("Change an answer", classes="title")
            yield Static("Enter takes the answer. Esc goes back to the plan.", classes="hint")
            yield Button("Back to the plan", compact=True)

    @work
    async def on_mount(self) -> None:
        """Ask, once the choices are known."""
        panel = self.query_one(".panel")
        try:
            field = await field_for(self._sight, self._question)
        except Trouble as trouble:
            await panel.mount(Static(told(trouble)), after=".title")
        else:
            await panel.mount(field, after=".title")
            field.focus_answer()

    @on(Field.AnswerGiven)
    @work(group="answer")
    async def _answered(self, message: Field.AnswerGiven) -> None:
        if await answer(self._sight, self, message) and not self._question.many:
            self.dismiss()

    @on(Button.Pressed)
    def _back(self) -> None:
        self.dismiss()
