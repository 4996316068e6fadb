"""Questions as lines of text, one answer a line: for a screen reader, a poor terminal, or a file of answers."""

import contextlib
import os
import select
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from steps.engine.model.step import Choice
from steps.engine.troubles import Exit, Trouble
from steps.target.mfa import no_code
from tui.drift_choices import DRIFT_WAYS, WHAT_HAPPENED, DriftChoice
from tui.harmless import harmless, put, without_escapes
from tui.lines.stopping import heard_again

T = TypeVar("T")

SOON = 0.5  # seconds in which whoever pipes answers in begins to
YES = {"y": True, "yes": True, "n": False, "no": False}


def are_given() -> bool:
    """Whether answers come from something that is no terminal: a file, or a pipe that somebody writes to."""
    if sys.stdin.isatty():
        return False
    try:
        ready, _, _ = select.select([sys.stdin], [], [], SOON)
    except (OSError, ValueError):  # a closed one, or one that is not of the system
        return False
    return bool(ready and sys.stdin.buffer.peek(1))  # type: ignore[union-attr]  # it is a BufferedReader


def ask(prompt: str, default: str = "") -> str:
    """What was answered; an empty answer is the default. Raises Trouble when the answers have ended."""
    prompt = f"{prompt} [{default}]" if default else prompt
    if _has_editing():
        import questionary

        with heard_again():
            return str(questionary.text(harmless(prompt)).unsafe_ask()).strip() or default
    put(prompt, end=" ", flush=True)
    with _interruptible():
        line = sys.stdin.readline()
    if not line:
        put()
        raise Trouble(
            "There are no more answers.",
            cure="Run it again where you can answer; it goes on from here.",
            exit_code=Exit.STOPPED,
        )
    if not sys.stdin.isatty():
        put(line.rstrip("\n"), flush=True)  # nobody typed it, so nobody has seen it
    return line.strip() or default


def ask_code(device: str) -> str:
    """A code of an MFA device, from any thread. Raises Trouble where nobody is at a terminal."""
    if not sys.stdin.isatty():
        raise no_code(device, "There is no terminal here to type it at.")
    put(f"\nAWS asks for a code of your MFA device {device}:", end=" ", file=sys.stderr, flush=True)
    if code := sys.stdin.readline().strip():
        return code
    raise no_code(device, "No code was given.")


def ask_until_right(prompt: str, default: str, read: Callable[[str], T]) -> T:
    """Ask again, with the reason, as long as `read` raises Trouble."""
    while True:
        try:
            return read(ask(prompt, default))
        except Trouble as bad:
            if bad.exit_code is Exit.STOPPED:
                raise
            say(bad)


def choose(prompt: str, choices: Sequence[Choice[T]], default: int = 0) -> T:
    """One of the choices, by its number or its value; `default` is the place of the likely one."""
    offer(prompt, choices)
    number = str(default + 1) if choices else ""
    return ask_until_right("Your choice", number, lambda text: pick(text, choices))


def offer(prompt: str, choices: Sequence[Choice[Any]]) -> None:
    """Print the choices with their numbers, and why one cannot be taken."""
    put(f"\n{prompt}")
    for number, choice in enumerate(choices, start=1):
        reason = f" (cannot be chosen: {choice.unavailable})" if choice.unavailable else ""
        put(f"  {number}. {choice.label}{reason}")


def pick(text: str, choices: Sequence[Choice[T]]) -> T:
    """The choice of this number or value. Raises Trouble for none and for one that cannot be taken."""
    for number, choice in enumerate(choices, start=1):
        if text in (str(number), str(choice.value)):
            if choice.unavailable:
                raise Trouble(
                    f"{choice.label} cannot be chosen: {choice.unavailable}.", cure="Choose another."
                )
            return choice.value
    raise Trouble(f"“{text}” is none of the choices.", cure=f"Type a number from 1 to {len(choices)}.")


def agree(prompt: str, *, default: bool) -> bool:
    """Yes or no."""

    def read(text: str) -> bool:
        if text.lower() not in YES:
            raise Trouble(f"“{text}” is neither yes nor no.", cure="Type yes or no.")
        return YES[text.lower()]

    return ask_until_right(f"{prompt} yes or no", "yes" if default else "no", read)


def confirm(question: str) -> bool:
    """Yes or no at a terminal; where nobody can be asked the answer is no."""
    return sys.stdin.isatty() and agree(question, default=False)


def ask_about_drift(drift: Mapping[str, str], *, answered: bool = True) -> DriftChoice:
    """Say what others deleted or changed, and ask what becomes of it, if questions are `answered` here at all."""
    put(f"\n{WHAT_HAPPENED}")
    for name, what in drift.items():
        put(f"  {name}: {what}")
    if not answered:
        return DriftChoice.LEAVE
    ways = [Choice(way.value, way.words) for way in DRIFT_WAYS]
    ways.append(Choice(DriftChoice.LEAVE, "Leave. Nothing is done."))
    return choose("What should be done about it?", ways)


def say(trouble: Trouble) -> None:
    """What is wrong and what to do, a line each."""
    for part in (trouble.what, trouble.why, trouble.cure and f"What to do: {trouble.cure}"):
        if part:
            put(f"  {part}", ours=True)
    for line in trouble.lines:
        put(f"    {without_escapes(line)}")


def _has_editing() -> bool:
    """Whether the terminal can move its cursor, which is what editing a line takes."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C end a question at once, whatever it does to a run."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
