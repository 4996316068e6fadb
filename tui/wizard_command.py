"""The command without a name: the wizard on the screen, or in lines. Little is loaded here: the first page comes at once."""

import argparse
import contextlib
import logging
import os
import sys
from pathlib import Path
from typing import NoReturn

from steps.engine.troubles import Exit


def open_wizard(options: argparse.Namespace | None = None) -> Exit:
    """On the screen, or in lines where it cannot draw or shall not; help where nobody answers."""
    folder = _apps_folder(options)
    draws = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    if draws and not (options and options.plain):
        from tui.wizard.app import run as run_screen

        end_at_once(Exit(run_screen(apps=folder)))
    from tui.lines import prompts
    from tui.lines.arguments import parser

    options = options or parser().parse_args([])
    if sys.stdin.isatty() or (options.plain and prompts.are_given()):
        from tui.lines.plain_wizard import walk

        return walk(options, folder)
    from tui.harmless import put

    put(parser().format_help(), file=sys.stderr)
    put(
        "fargate-wizard: There is no terminal here on which the wizard could ask. Name a command, such as one of these.",
        file=sys.stderr,
    )
    return Exit.USAGE


def _apps_folder(options: argparse.Namespace | None) -> Path | None:
    """The folder of the user's own apps, if one is named. Raises AppError at once, and not after ten questions."""
    if not (options and options.apps):
        return None
    from steps.appfile.apps import load

    folder = Path(options.apps).expanduser()
    load(folder)
    return folder


def end_at_once(code: Exit) -> NoReturn:
    """End this process with everything written, but without Python taking itself apart: with boto3 that takes a second."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
