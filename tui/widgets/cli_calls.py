"""What changed things in AWS, as commands to read, to copy and to save; a key shows every other call as well."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from steps.engine.model.events import AnyEvent
from steps.engine.model.plan import Plan
from steps.engine.model.step import Step
from steps.export.bash.overheard import Overheard, as_script
from steps.export.bash.retold import Line, Passage
from tui.widgets.text import MUTED, plain

EMPTY = "What changes things in AWS comes here, as the command that would do it."


class Commands(OptionList, inherit_bindings=False):
    """One command an option; what is said of a step is between them, and cannot be chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
    ]  # fmt: skip


class Calls(Vertical):
    """The commands by step; drawn anew by `show` when more was heard. `plan` gives what is wanted now."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy_one", "Copy this", tooltip="Copy this command as it was called, to be run by itself."),
        Binding("c", "copy_all", "Copy all", tooltip="Copy all commands that are shown, with variables, as a script."),
        Binding("w", "save", "Save", tooltip="Save all commands that are shown in a file in the current folder."),
        Binding("a", "show_all", "All calls", tooltip="Show every call, also those that only look; or what changes things."),
    ]  # fmt: skip
    DEFAULT_CSS = """
    Calls { height: 1fr; }
    Calls Commands { height: 1fr; border: none; padding: 0 1; background: transparent; }
    Calls Commands:focus { border: none; }
    Calls Static { padding: 0 2; color: $text-muted; }
    """

    def __init__(self, book: Callable[[], Sequence[Step]], plan: Callable[[], Plan]) -> None:
        super().__init__()
        self._book, self._plan = book, plan
        self._overheard, self._everything = Overheard(), False
        self._commands, self._empty = Commands(markup=False), Static(EMPTY)
        self._passages: tuple[Passage, ...] = ()
        self._shown: tuple[object, ...] = ()
        self._lines: list[Line] = []

    def compose(self) -> ComposeResult:
        """The commands."""
        yield self._empty
        yield self._commands

    def on_mount(self) -> None:
        """Draw what came before."""
        self.show()

    def take(self, event: AnyEvent) -> None:
        """One more event; it is drawn with the next `show`."""
        self._overheard.take(event)

    def show(self) -> None:
        """Draw what is new, at the end of which the cursor stays if it was there."""
        state = (self._overheard.count, self._everything)
        if state == self._shown or not self.is_mounted:
            return
        here, before = self._commands.highlighted, self._commands.option_count
        following = here is None or here >= before - 1
        self._shown = state
        self._passages = self._read()
        self._lines = [line for passage in self._passages for line in passage.lines]
        self._commands.set_options(_options(self._passages))
        self._empty.display = not self._lines
        self._commands.display = bool(self._lines)
        if self._lines:
            self._commands.highlighted = self._commands.option_count - 1 if following else here

    def places(self, wanted: str) -> list[int]:
        """The commands that have these letters, by their place among all lines."""
        options = enumerate(self._commands.options)
        return [
            place for place, each in options if each.id and wanted.casefold() in f"{each.prompt}".casefold()
        ]

    def go_to(self, place: int | None, wanted: str) -> None:
        """Put the cursor on this command."""
        if place is not None and wanted:
            self._commands.highlighted = place

    def text_for_copy(self) -> str:
        """All commands that are shown, as a script's lines."""
        return as_script(self._read(), self._plan().region)

    def _read(self) -> tuple[Passage, ...]:
        return self._overheard.read(self._book(), self._plan(), everything=self._everything)

    def focus_commands(self) -> None:
        """Put the cursor among the commands."""
        self._commands.focus()

    def action_copy_one(self) -> None:
        """Copy the command under the cursor with its ids, so that it can be run alone."""
        option = self._commands.highlighted_option
        if option and option.id:
            self.app.copy_to_clipboard(f"{self._lines[int(option.id)].alone}\n")
            self.notify("This command, as it was called, is in the clipboard.")

    def action_copy_all(self) -> None:
        """Copy all commands that are shown."""
        self.app.copy_to_clipboard(self.text_for_copy())
        self.notify(f"{len(self._lines)} commands are in the clipboard.")

    def action_save(self) -> None:
        """Save all commands that are shown, in a file that was not there."""
        name = f"{self._plan().deployment}-commands"
        names = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
        path = next(path for name in names if not (path := Path.cwd() / f"{name}.sh").exists())
        try:
            path.write_text(self.text_for_copy(), "utf-8")
        except OSError as error:
            self.notify(f"{path} cannot be written: {error.strerror}.", severity="error")
        else:
            self.notify(f"{len(self._lines)} commands are in {path}")

    def action_show_all(self) -> None:
        """Show the look-ups as well, or no longer."""
        self._everything = not self._everything
        self.show()


def _options(passages: Sequence[Passage]) -> Iterator[Option]:
    """Headings, which cannot be chosen, and commands, whose id is their place among all."""
    number = itertools.count()
    for passage in passages:
        yield Option(Content.styled("\n".join(passage.heading), "$accent"), disabled=True)
        for line in passage.lines:
            yield Option(_command(line), str(next(number)))


def _command(line: Line) -> Content:
    if not line.refused:
        return Content(plain(line.text))
    return Content.assemble((plain(line.text), MUTED), "\n", (f"# refused: {plain(line.refused)}", "$error"))
