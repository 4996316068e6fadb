"""Requests as they are answered: when, by which task of which app, what was asked, and the answer."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from steps.aws.requests import AnsweredRequest
from tui.widgets.scrollback import MARKS, Entry, Scrollback
from tui.widgets.text import MUTED, dotted, hour

LIT = 3.0  # seconds for which a task that has answered is lit in the picture
EMPTY = "Requests come here, each with the task that answered it."
WRONG = 400  # the least of HTTP's statuses that say that something was wrong


class Requests(Vertical):
    """The requests, the newest last, and above them how many there were and what is wrong with looking."""

    DEFAULT_CSS = "Requests { height: 1fr; } Requests > Static { height: auto; padding: 0 2; }"

    def __init__(self) -> None:
        super().__init__()
        self._lines, self._sums = Scrollback(EMPTY, gutter=23), Static()
        self._marks: dict[str, str] = {}
        self._lit: dict[str, float] = {}  # until when, by task
        self._trouble = ""

    def compose(self) -> ComposeResult:
        """The sums and the lines."""
        yield self._sums
        yield self._lines

    def on_mount(self) -> None:
        """Say nothing yet."""
        self._say()

    def take(self, requests: Iterable[AnsweredRequest], now: float) -> None:
        """Show these; who answered is lit from `now` on, for a moment."""
        for request in requests:
            mark = self._marks.setdefault(request.task, MARKS[len(self._marks) % len(MARKS)])
            text = f"{hour(request.at)} {request.status} {request.method} {request.path}"
            tone = "warning" if request.status >= WRONG else "plain"
            self._lines.add(Entry(f"{request.task} {request.app}", text, tone, mark))
            self._lit[request.task] = now + LIT
        self._say()

    def tell(self, trouble: str) -> None:
        """Say what was wrong with looking."""
        if trouble != self._trouble:
            self._trouble = trouble
            self._say()

    @property
    def any(self) -> bool:
        """Whether there was a request."""
        return self._lines.count > 0

    def lit(self, now: float) -> frozenset[str]:
        """The short ids of the tasks that have just answered."""
        return frozenset(task for task, until in self._lit.items() if until > now)

    def _say(self) -> None:
        many, tasks = self._lines.count, len(self._marks)
        counted = (
            f"{many} request{'' if many == 1 else 's'}, answered by {tasks} task{'' if tasks == 1 else 's'}"
        )
        self._sums.update(
            dotted((counted, MUTED) if many else "", (self._trouble, "$warning") if self._trouble else "")
        )
        self._sums.display = bool(many or self._trouble)
