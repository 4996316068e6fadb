"""The page of a step: its prose, as the reader sees it."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownBlock

from tui.widgets.happened import Happened


class Prose(VerticalScroll):
    """Markdown with room around it, no wider than is pleasant to read."""

    DEFAULT_CSS = """
    Prose { scrollbar-size-vertical: 1; }
    Prose Markdown { padding: 0 2; margin: 0; max-width: 84; background: transparent; }
    Prose MarkdownH1 { content-align: left middle; color: $accent; text-style: bold; background: transparent;
                      margin: 1 0 1 0; padding: 0; border: none; }
    Prose MarkdownH2, Prose MarkdownH3 { color: $foreground; text-style: bold; margin: 1 0 1 0; }
    Prose MarkdownBullet { color: $accent; }
    Prose MarkdownBlock { link-color: $foreground; link-style: underline; link-color-hover: $background; }
    Prose MarkdownBlock.-found { background: $block-cursor-background; }
    Prose MarkdownFence { background: $panel; margin: 0 0 1 0; padding: 0 1; }
    """

    def __init__(self, prose: str = "") -> None:
        super().__init__()
        self._prose = prose

    def compose(self) -> ComposeResult:
        """What has just happened, if anything has, and the prose."""
        yield Happened()
        yield Markdown(self._prose, open_links=False)

    def text_for_copy(self) -> str:
        """The page as it was written."""
        return self._prose

    def places(self, wanted: str) -> list[int]:
        """The paragraphs that have these letters."""
        return [
            place for place, block in enumerate(self._blocks) if wanted.casefold() in _text(block).casefold()
        ]

    def go_to(self, place: int | None, wanted: str) -> None:
        """Bring this paragraph into sight, on another ground."""
        for each, block in enumerate(self._blocks):
            block.set_class(each == place and bool(wanted), "-found")
        if place is not None and wanted:
            self.scroll_to_widget(self._blocks[place], animate=False, immediate=True, center=True)

    @property
    def _blocks(self) -> list[MarkdownBlock]:
        """What has text of its own, from top to bottom."""
        return [block for block in self.query(MarkdownBlock) if _text(block).strip()]

    def tell(self, lines: Sequence[str]) -> None:
        """Say on top what has just happened, a line each; nothing for no lines."""
        self.query_one(Happened).show(lines)

    async def turn(self, prose: str) -> None:
        """Show another page, from its top."""
        self._prose = prose
        await self.query_one(Markdown).update(prose)
        self.scroll_home(animate=False, immediate=True)


def _text(block: MarkdownBlock) -> str:
    return block.content.plain if isinstance(block.content, Content) else ""
