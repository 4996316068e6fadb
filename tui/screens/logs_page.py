"""What the tasks write: merged by time, each task with a colour and its short id, and searched by typing."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from steps.aws.task_output import OutputLine, OutputReader
from tui.screens.following import follow
from tui.screens.frame import WAYS_OUT, Frame
from tui.widgets.scrollback import CAP, MARKS, Entry, Scrollback
from tui.widgets.text import MUTED, dotted, hour
from tui.widgets.text_input import TextInput

BACK = 3600.0  # seconds: ECS, too, remembers tasks that stopped for an hour


class LogsPage(Frame, inherit_bindings=False):
    """Reads for as long as it is open, without the deployment's lock and beside whatever is under way."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "find",
            "Find",
            key_display="/",
            tooltip="Show only lines, tasks or apps with these letters.",
        ),
        Binding("c", "copy", "Copy", tooltip="Copy the lines that are shown."),
        Binding("y", "copy_commands", "Commands", tooltip="Copy the `aws logs` commands that show the same."),
        *WAYS_OUT,
    ]
    AUTO_FOCUS = "Scrollback"

    def page(self) -> ComposeResult:
        """Lay out how much there is, the lines, the search, and the commands."""
        sight = self.sight
        self._reader = OutputReader(
            sight.work.aws,
            sight.plan.deployment,
            [app.name for app in sight.plan.apps],
            since=self.wizard.now() - BACK,
        )
        self._commands = self._reader.commands
        self._tasks: dict[str, str] = {}
        self._trouble = ""
        self._lines = Scrollback("What the tasks write comes here, that of the last hour first.", gutter=23)
        with Vertical(id="main"):
            yield Static(id="wrote")
            yield self._lines
            yield TextInput(id="find", compact=True, placeholder="letters of a line, a task or an app")
            yield Static(self._command(), id="command")

    def on_mount(self) -> None:
        """Read."""
        self._read()

    def redraw(self) -> None:
        """Draw how much there is."""
        super().redraw()
        self.query_one("#wrote", Static).update(self._summary())

    def _summary(self) -> Content:
        lines, wanted = self._lines, self.query_one("#find", Input).value
        kept = min(lines.count, CAP)
        count = f"{lines.found:,} of {kept:,} lines with “{wanted}”" if wanted else f"{kept:,} lines"
        return dotted(
            (f"What the tasks of {self.sight.plan.deployment} write", "bold"),
            (count, "$accent" if wanted else MUTED),
            *([] if wanted else [(f"{len(self._tasks)} tasks", MUTED)]),
            *([(self._trouble, "$warning")] if self._trouble else []),
        )

    def _command(self) -> Content:
        many = len(self._commands)
        return Content.styled(
            f"y copies {f'all {many}' if many > 1 else 'it'}:  $ {self._commands[0]}", MUTED
        )

    @work(exclusive=True, group="logs")
    async def _read(self) -> None:
        """Look again and again while the page is open; what AWS refuses is said."""
        await follow(self._reader, self.sight.pace, self._show, self._tell)

    def _tell(self, trouble: str) -> None:
        self._trouble = trouble
        self.wizard.redraw_soon()

    def _show(self, lines: list[OutputLine]) -> None:
        for line in lines:
            mark = self._tasks.setdefault(line.task, MARKS[len(self._tasks) % len(MARKS)])
            self._lines.add(Entry(f"{line.task} {line.app}", f"{hour(line.at)} {line.text}", mark=mark))
        self.wizard.redraw_soon()

    def action_find(self) -> None:
        """Type what to look for."""
        self.query_one("#find").focus()

    @on(Input.Changed, "#find")
    def _narrow(self, event: Input.Changed) -> None:
        self._lines.narrow(event.value)
        self.redraw()

    @on(Input.Submitted, "#find")
    def _found(self) -> None:
        self._lines.focus()

    def action_back(self) -> None:
        """End the search, or show the page before."""
        find = self.query_one("#find", Input)
        if find.value or find.has_focus:
            find.clear()
            self._lines.focus()
        else:
            super().action_back()

    def action_copy(self) -> None:
        """Copy the lines."""
        if text := self._lines.text_for_copy():
            self.app.copy_to_clipboard(text)
            self.notify(f"What is shown is in the clipboard: {len(text.splitlines())} lines.")
        else:
            self.notify("There is nothing to copy yet.", severity="warning")

    def action_copy_commands(self) -> None:
        """Copy the commands."""
        self.app.copy_to_clipboard("\n".join(self._commands))
        self.notify("The `aws logs` commands are in the clipboard.")
