"""Everything that a page shows of things, in full: names, ids, addresses, reasons, whatever the width of the terminal."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from steps.engine.memory.progress import Progress, Standing
from steps.engine.model.resource import Node
from tui.screens.layout import LAYOUT
from tui.widgets.marks import caption, is_check, node_mark
from tui.widgets.text import MUTED, ours
from tui.widgets.theme import read_appearance


class Details(ModalScreen[None]):
    """One thing after another, what is in trouble first, and nothing of it cut."""

    CSS_PATH = LAYOUT
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,i,enter,q", "dismiss", "Close", tooltip="Close this list."),
        Binding("c", "copy", "Copy", tooltip="Copy all of it."),
    ]
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, nodes: Iterable[Node], progress: Progress) -> None:
        super().__init__()
        standings = ((node, progress.node(node.name)) for node in nodes)
        in_trouble_first = sorted(standings, key=lambda pair: not pair[1].trouble)
        self._found = [described(*pair) for pair in in_trouble_first]

    def compose(self) -> ComposeResult:
        """Lay them out below each other."""
        with Vertical(classes="panel -high"):
            yield Static("In full", classes="title")
            with VerticalScroll(classes="prose"):
                for each in self._found or [Content("Nothing is made on this page.")]:
                    yield Static(each)
            yield Static("c copies all of it. Esc closes this.", classes="hint")

    def action_copy(self) -> None:
        """Copy all of it."""
        self.app.copy_to_clipboard("\n\n".join(each.plain.strip() for each in self._found))
        self.notify("All of it is in the clipboard.")


def described(node: Node, standing: Standing) -> Content:
    """Its name and what it is, its state, and each thing that is known of it in a line of its own."""
    mark = node_mark(standing, read_appearance().glyphs, check=is_check(node))
    head = Content.assemble(
        (f"{mark.glyph} ", mark.style), (node.name, "bold"), (f"  {mark.word}", mark.style)
    )
    rows = (Content.assemble((f"  {word}: ", MUTED), text) for word, text in _facts(node, standing) if text)
    return Content("\n").join([head, *rows, Content("")])


def _facts(node: Node, standing: Standing) -> Iterator[tuple[str, str | Content]]:
    yield "what it is", caption(node)
    yield "type", standing.kind
    yield "id", standing.id
    yield "ARN", standing.arn if standing.arn != standing.id else ""
    yield "address", standing.url
    yield "AWS says", standing.waiting
    yield "seen", standing.said
    yield "changed by somebody else", standing.drift
    if standing.trouble:
        yield "what happened", standing.trouble.what
        yield "why", standing.trouble.why
        yield "what to do", ours(standing.trouble.cure)
    yield "needs", ", ".join(need.name for need in node.needs)
