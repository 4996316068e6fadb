"""Words on a line of a page, which is laid out again only where they have changed."""

from textual.content import Content
from textual.widgets import Static


def say(line: Static, words: Content) -> None:
    """Show these words on the line; while it shows them already, nothing is done."""
    if not (isinstance(line.content, Content) and line.content.is_same(words)):
        line.update(words)
