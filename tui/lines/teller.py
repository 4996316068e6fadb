"""How a command tells of its run: drawn calmly on a terminal, a line for each change where it is piped, JSON for programs."""

import argparse
import contextlib
import os
import sys

from steps.engine.build.work import Work
from tui.lines.plain import EventLines, json_lines
from tui.lines.step_lines import StepLines
from tui.lines.stopping import Stop
from tui.lines.voice import Tell, Voice
from tui.widgets.theme import read_appearance


def teller(options: argparse.Namespace, work: Work, voice: Voice, shown: contextlib.ExitStack) -> Tell:
    """What these options and this terminal ask for; what is drawn is taken away when `shown` is closed."""
    if getattr(options, "json", False):
        return json_lines
    if options.verbose:
        return EventLines(verbose=True)
    if options.plain or (sys.stdout.isatty() and not may_move()):
        return StepLines(work)
    if not sys.stdout.isatty():
        return EventLines()
    from tui.lines.live_view import LiveView

    until = getattr(options, "until", None)
    view = LiveView(work, next((step for step in work.book if step.key == until), None))
    shown.callback(view.close)
    voice.aside = view.aside
    if isinstance(work.stop, Stop):
        work.stop.answer = view.answer
    return view


def may_move() -> bool:
    """Whether lines may be drawn anew: not on a terminal without a cursor, nor for who wants no colour or no motion."""
    return (
        os.environ.get("TERM", "dumb") != "dumb"
        and "NO_COLOR" not in os.environ
        and not read_appearance().still
    )


def has_colours() -> bool:
    """Whether what is printed may have colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
