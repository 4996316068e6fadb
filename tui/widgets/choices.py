"""A list to choose one or several from; a long one can be narrowed by typing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from steps.engine.model.step import Choice
from tui.widgets.text import MUTED, Line, content
from tui.widgets.text_input import TextInput
from tui.widgets.theme import Glyphs, read_appearance

LONG = 10
"""More choices than this can be narrowed."""


def draw_choice(choice: Choice[Any], glyphs: Glyphs, *, taken: bool, many: bool) -> Line:
    """One line: whether it is taken, its label, and why it cannot be."""
    sign = (glyphs.on if taken else glyphs.off) if many else (glyphs.ready if taken else glyphs.planned)
    if choice.unavailable:
        return [
            (f"{glyphs.failed} {choice.label}", MUTED),
            (f"  ({choice.unavailable})", f"italic {MUTED}"),
        ]
    return [(f"{sign} ", "bold $accent" if taken else MUTED), (choice.label, "bold" if taken else "")]


class ChoiceList(OptionList):
    """The list itself; the space bar takes as Enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "select", "Choose", show=False)]


class Choices(Vertical):
    """One of the choices, or several; `taken` holds their values in the order in which they are offered."""

    DEFAULT_CSS = """
    Choices { height: auto; }
    Choices Input { border: none; height: 1; padding: 0 1; margin: 0 0 1 0; background: $field; }
    Choices ChoiceList { height: auto; max-height: 12; border: none; padding: 0; background: transparent;
                         scrollbar-size-vertical: 1; }
    Choices ChoiceList:focus { border: none; }
    Choices ChoiceList > .option-list--option { padding: 0 1; }
    Choices ChoiceList > .option-list--option-disabled { color: $text-muted; }
    """

    @dataclass
    class Chosen(Message):
        """The user has chosen."""

        values: list[Any]

    def __init__(self, choices: Sequence[Choice[Any]], taken: Sequence[Any], *, many: bool) -> None:
        super().__init__()
        self._choices, self._many = tuple(choices), many
        self._list = ChoiceList(markup=False)
        self._chosen = set(self._places(taken))
        self._shown = tuple(range(len(self._choices)))

    def compose(self) -> ComposeResult:
        """A field to narrow a long list, and the list."""
        if len(self._choices) > LONG:
            yield TextInput(placeholder="type to narrow the list")
        yield self._list

    def on_mount(self) -> None:
        """Fill the list, with the cursor on what is taken already."""
        self._fill("")
        self._list.highlighted = next(
            (row for row, place in enumerate(self._shown) if place in self._chosen), None
        )

    @property
    def taken(self) -> list[Any]:
        """The chosen values, in order."""
        return [choice.value for place, choice in enumerate(self._choices) if place in self._chosen]

    def focus_list(self) -> None:
        """Put the cursor into it."""
        self._list.focus()

    def _places(self, values: Sequence[Any]) -> list[int]:
        return [place for place, choice in enumerate(self._choices) if choice.value in values]

    def _fill(self, words: str) -> None:
        """Offer every choice whose label has all the typed words."""
        wanted = words.lower().split()
        self._shown = tuple(
            place
            for place, choice in enumerate(self._choices)
            if all(word in choice.label.lower() for word in wanted)
        )
        self._list.set_options(
            Option(self._prompt(place), id=str(place), disabled=bool(self._choices[place].unavailable))
            for place in self._shown
        )
        if words and self._shown:
            self._list.action_first()

    def _prompt(self, place: int) -> Content:
        glyphs = read_appearance().glyphs
        return content(
            [draw_choice(self._choices[place], glyphs, taken=place in self._chosen, many=self._many)]
        )

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        """Enter, the space bar or a click."""
        event.stop()
        place = int(event.option_id or 0)
        self._chosen = self._chosen ^ {place} if self._many else {place}
        for row, each in enumerate(self._shown):
            self._list.replace_option_prompt_at_index(row, self._prompt(each))
        self.post_message(self.Chosen(self.taken))

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        self._fill(event.value)

    @on(Input.Submitted)
    def _take_first(self, event: Input.Submitted) -> None:
        """Enter while narrowing takes what the cursor is on."""
        event.stop()
        self._list.action_select()

    def key_down(self) -> None:
        """From the field into the list."""
        self._list.focus()
