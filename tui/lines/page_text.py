"""A page of the book as plain lines: without Markdown's signs, no wider than is pleasant to read."""

import re
import shutil
import textwrap
from collections.abc import Iterator

WIDEST = 84
SIGNS = re.compile(r"\*\*(.+?)\*\*|`([^`]+)`|(?<![\w*])\*([^\s*][^*]*?)\*(?![\w*])")
ITEM = re.compile(r"(?:[-*]|\d+\.) ")


def plain_words(text: str) -> str:
    """The text without the signs for bold, italic and code."""
    return SIGNS.sub(lambda found: next(part for part in found.groups() if part is not None), text)


def summary_and_details(page: str) -> tuple[str, str]:
    """The page's first part, without its title, and what comes from its first heading on."""
    body = page.strip().partition("\n")[2]
    first, heading, rest = body.partition("\n## ")
    return first.strip(), f"## {rest}" if heading else ""


def as_lines(page: str, width: int = 0) -> Iterator[str]:
    """Each line of the page, folded to this width or else to the terminal's; pictures and tables are left as they are."""
    width = min(width or shutil.get_terminal_size().columns, WIDEST)
    for number, block in enumerate(_blocks(page.strip())):
        if number:
            yield ""
        if block.startswith("```"):
            yield from (f"    {line}" for line in block.splitlines()[1:-1])
        elif block.startswith("|"):
            yield from block.splitlines()
        else:
            yield from _folded(block, width)


def _blocks(page: str) -> Iterator[str]:
    """What stands between empty lines; a fence is one, whatever is in it."""
    for number, part in enumerate(re.split(r"^(```[^\n]*\n.*?^```)$", page, flags=re.MULTILINE | re.DOTALL)):
        yield from [part] if number % 2 else (each for each in part.strip().split("\n\n") if each.strip())


def _folded(block: str, width: int) -> Iterator[str]:
    """A heading, a paragraph, or a list whose items each begin a line."""
    paragraphs: list[str] = []
    for line in block.strip().splitlines():
        if not paragraphs or ITEM.match(line):
            paragraphs.append(line.strip())
        else:
            paragraphs[-1] += f" {line.strip()}"
    for text in paragraphs:
        inset = "  " if ITEM.match(text) or text.startswith("> ") else ""
        words = plain_words(text.lstrip("#").removeprefix("> ").strip())
        first = inset if text.startswith("> ") else ""
        yield from textwrap.wrap(
            words, width, initial_indent=first, subsequent_indent=inset, break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip
