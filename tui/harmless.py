"""What others have written, made fit for a terminal: no character of it commands the terminal or turns the writing round."""

import contextlib
import json
import os
import re
import sys
from typing import Any, TextIO

import msgspec

from tui.streams import writing

COMMANDS = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0, with the escape that begins every sequence, and C1; but no tab and no newline
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, embeddings, overrides and isolates of direction
    "\u2028\u2029\ud800-\udfff"  # other ends of lines, and halves of characters
    "]"
)
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])")
"""Whole sequences, such as colours: without them the rest of a line can be read."""
COMMAND = re.compile(r"`([^`\n]+)`")
UNSAFE_SIGN = "\N{REPLACEMENT CHARACTER}"


def harmless(text: str, sign: str = UNSAFE_SIGN) -> str:
    """The text with this sign for each character that is not safe to print."""
    return text if text.isprintable() else COMMANDS.sub(sign, text)


def without_escapes(text: str) -> str:
    """A line of a program's output without what was meant for another terminal."""
    return ESCAPES.sub("", text).expandtabs(4)


def put(
    text: str = "", *, end: str = "\n", file: TextIO | None = None, flush: bool = False, ours: bool = False
) -> None:
    """Print a text: the one way to a terminal for all that is told in lines. In `ours`, commands stand in backticks."""
    told = harmless(str(text))
    told = without_backticks(told, file or sys.stdout) if ours else told
    with writing() if file is None else contextlib.nullcontext():
        print(told, end=end, file=file or sys.stdout, flush=flush)


def without_backticks(text: str, stream: TextIO) -> str:
    """What stands in them bold on a terminal, or as it is on one without colours; text in a file or a pipe keeps them."""
    if not stream.isatty():
        return text
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM", "dumb") == "dumb"
    return COMMAND.sub(r"\1" if plain else "\x1b[1m\\1\x1b[22m", text)


def put_labelled(label: str, text: str, colour: int = 0) -> None:
    """Print a line of a program's output after its label, which has one of the terminal's colours (31 to 36) or none."""
    name, body = harmless(label), harmless(without_escapes(text))
    print(f"\x1b[{colour}m{name}\x1b[0m  {body}" if colour else f"{name}  {body}", flush=True)


def put_json(value: Any) -> None:
    """Print a value as one line of JSON that means the same and is safe to look at."""
    told = msgspec.json.encode(value).decode()
    with writing():
        print(COMMANDS.sub(lambda found: json.dumps(found[0])[1:-1], told), flush=True)
