"""The command without a name: the wizard on the screen, or in lines. Little is loaded here: the first page comes at once."""

import contextlib
import logging
import os
import sys
from typing import NoReturn

from steps.engine.troubles import Exit


def open_wizard(*, plain: bool = False) -> Exit:
    """On the screen, or in lines where it cannot draw or shall not; help where nobody answers."""
    draws = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    if draws and not plain:
        from tui.wizard.app import run as run_screen

        end_at_once(Exit(run_screen()))
    from tui.lines import prompts

    if sys.stdin.isatty() or (plain and prompts.are_given()):
        from tui.lines.plain_wizard import walk

        return walk()
    from tui.harmless import put
    from tui.lines.arguments import parser

    put(parser().format_help(), file=sys.stderr)
    return Exit.USAGE


def end_at_once(code: Exit) -> NoReturn:
    """End this process with everything written, but without Python taking itself apart: with boto3 that takes a second."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
