"""The contents at the side: every step, how it stands, and where the reader is."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from steps.engine.memory.progress import Progress
from steps.engine.model.events import Verb
from steps.engine.model.plan import Plan
from steps.engine.model.step import Step
from tui.widgets.marks import Mark, has_begun, step_mark, step_nodes
from tui.widgets.text import MUTED, Line, apart, clip, content, pad
from tui.widgets.theme import Glyphs, read_appearance

CALM = ("done", "skipped", "now")
"""Words that say no more than their signs do."""


@dataclass(frozen=True)
class RailEntry:
    """One line of the contents."""

    number: int
    title: str
    mark: Mark
    current: bool


def entries(steps: Sequence[Step], progress: Progress, plan: Plan | None, current: str) -> list[RailEntry]:
    """Read the contents off the progress."""
    glyphs = read_appearance().glyphs
    nodes = [step_nodes(step, plan) for step in steps]
    begun = [place for place, each in enumerate(nodes) if has_begun(each, progress)]
    furthest = max(begun, default=-1)
    going = bool(progress.began and progress.began.verb is Verb.TEARDOWN)
    return [
        RailEntry(
            number=place + 1,
            title=step.title,
            mark=step_mark(
                step,
                [progress.of_this_life(node.name) for node in nodes[place]],
                glyphs,
                now=step.key == current,
                passed=place < furthest,
                going=going,
            ),
            current=step.key == current,
        )
        for place, step in enumerate(steps)
    ]


def draw_entry(entry: RailEntry, width: int, glyphs: Glyphs) -> Line:
    """One line: where we are, the sign, the title, and the word at its end; a calm word gives way to a long title."""
    here = glyphs.here if entry.current else " "
    right: Line = [(f"{entry.mark.word} ", entry.mark.style)] if entry.mark.word else []
    room = width - 4 - sum(len(text) for text, _ in right)
    if entry.mark.word in CALM and len(entry.title) + 3 > room:
        right, room = [], width - 4
    title = clip(f"{entry.number:>2} {entry.title}", room, glyphs.cut)
    style = "bold" if entry.current else "" if entry.mark.word else MUTED
    return apart(
        [(here, "bold $accent"), (f"{entry.mark.glyph} ", entry.mark.style), (title, style)], right, width
    )


class Rail(OptionList):
    """The table of contents; choosing a line asks for that page."""

    DEFAULT_CSS = """
    Rail { width: 36%; min-width: 30; max-width: 36; height: 1fr; padding: 1 0; border: none;
           background: $panel; scrollbar-size-vertical: 1; }
    Rail:focus { border: none; }
    Rail > .option-list--option { padding: 0; }
    """

    @dataclass
    class StepChosen(Message):
        """The reader wants the page of this step."""

        key: str

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        self._entries = entries(self._steps, Progress(), None, "")
        super().__init__(*(Option(pad(step.title, 20), id=step.key) for step in self._steps), markup=False)

    def show(self, progress: Progress, plan: Plan | None, current: str) -> None:
        """Draw the contents as they stand now; the cursor goes with the reader when the page is turned."""
        before = [entry.current for entry in self._entries]
        self._entries = entries(self._steps, progress, plan, current)
        self._draw()
        after = [entry.current for entry in self._entries]
        if after != before and True in after:
            self.highlighted = after.index(True)

    @property
    def entries(self) -> list[RailEntry]:
        """The contents as they stand."""
        return self._entries

    def on_resize(self, _: Resize) -> None:
        """Titles have as much room as there is."""
        self._draw()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click."""
        event.stop()
        self.post_message(self.StepChosen(event.option_id or ""))

    def _draw(self) -> None:
        width = self.scrollable_content_region.width
        for place, entry in enumerate(self._entries):
            self.replace_option_prompt_at_index(place, prompt(entry, width))


def prompt(entry: RailEntry, width: int) -> Content:
    """An entry as the option list shows it."""
    return content([draw_entry(entry, width, read_appearance().glyphs)])
