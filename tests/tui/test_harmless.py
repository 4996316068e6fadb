"""Whatever AWS, a build or an app writes, no character of it commands the terminal, on no way to it."""

import io
import json
from collections.abc import Callable

import msgspec
import pytest
from textual.content import Content
from textual.widgets import Static

from steps.engine.memory.status import ResourceStatus, Status
from steps.engine.model.event import Event
from steps.engine.model.events import (
    Called,
    Checked,
    Failed,
    LastLines,
    Observed,
    Said,
    Task,
    TaskEvent,
    Waiting,
)
from steps.engine.model.step import Choice
from steps.engine.troubles import Trouble
from tests.tui.conftest import settled, until
from tui.harmless import COMMANDS, harmless, put
from tui.lines import plain, prompts, telling
from tui.screens.trouble_menu import told
from tui.widgets.text import plain as plain_line
from tui.wizard.app import Wizard

SEQUENCES = ("\x1b[2J", "\x1b]0;owned\x07", "\x9b31m", "\x1bP0q\x1b\\", "\r", "\x08", "\x7f", "\x00")
TURNS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"
EVIL = "[red]evil[/red] " + "".join(SEQUENCES) + TURNS
Capture = pytest.CaptureFixture[str]


def test_every_control_and_every_turn_is_known_and_nothing_else() -> None:
    controls = [chr(code) for code in (*range(9), *range(11, 32), *range(127, 160))]
    assert all(harmless(sign) == "\N{REPLACEMENT CHARACTER}" for sign in [*controls, *TURNS])
    fine = "Grüße\t名前 \N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER} [red]\n\N{HEBREW LETTER ALEF}"
    assert harmless(fine) == fine


@pytest.mark.parametrize("event", [
    Said(resource="image.a", line=EVIL), TaskEvent(resource="service.a", text=EVIL),
    LastLines(resource="a", task="1", lines=(EVIL,)),
    Failed(resource="a", what=EVIL, why=EVIL, cure=EVIL, lines=(EVIL,)), Checked(check="a", said=EVIL),
    Waiting(resource="a", state=EVIL, seconds=1.0), Called(resource="a", line=EVIL, seconds=1.0, error=EVIL),
    Observed(resource="a", tasks=(Task(id="1", status="STOPPED", stopped=EVIL),), wanted=1, service="a"),
], ids=lambda event: type(event).__name__)  # fmt: skip
def test_an_event_is_printed_and_encoded_without(event: Event, capsys: Capture) -> None:
    plain.EventLines(verbose=True)(event)  # type: ignore[arg-type]  # each of them is one of AnyEvent
    line = capsys.readouterr().out
    assert "[red]evil" in line
    assert not COMMANDS.search(line)
    plain.json_lines(event)  # type: ignore[arg-type]  # as above
    encoded = capsys.readouterr().out
    assert not COMMANDS.search(encoded)
    assert json.loads(encoded) == json.loads(msgspec.json.encode(event))


@pytest.mark.parametrize("show", [
    lambda: plain.print_trouble(Trouble(EVIL, why=EVIL, cure=EVIL)),
    lambda: prompts.say(Trouble(EVIL, why=EVIL, cure=EVIL)),
    lambda: prompts.offer(EVIL, [Choice(EVIL, EVIL, EVIL)]),
    lambda: telling.print_status(Status(EVIL, resources=[
        ResourceStatus(EVIL, EVIL, EVIL, EVIL, EVIL, True, 0.0, drift=EVIL)], urls={EVIL: EVIL})),
    lambda: prompts.ask_about_drift({EVIL: EVIL}, answered=False),
])  # fmt: skip
def test_troubles_prompts_and_lists_are_printed_without(show: Callable[[], object], capsys: Capture) -> None:
    show()
    told_ = capsys.readouterr()
    assert "evil" in told_.out + told_.err
    assert not COMMANDS.search(told_.out + told_.err)


def test_a_line_of_output_has_none_and_keeps_its_brackets() -> None:
    line = plain_line(f"[red]x {TURNS}\x1b[2Jy\x9bz")
    assert line == "[red]x yz"


def drawn(wizard: Wizard) -> str:
    """All that is on the screen."""
    strips = wizard.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def test_no_widget_draws_one_and_no_bracket_is_markup(wizard: Wizard) -> None:
    async with wizard.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        said = wizard.screen.query_one("#said", Static)
        wizard.notify(f"noticed {EVIL}")
        for shown in (Content(f"said {EVIL}"), told(Trouble(f"said {EVIL}"))):
            said.update(shown)
            await until(pilot, lambda: "said [red]evil[/red]" in drawn(wizard))
            await until(pilot, lambda: "noticed [red]evil[/red]" in drawn(wizard))
            assert not COMMANDS.search(drawn(wizard).replace("\n", ""))
            said.update("")


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "told"), [({}, "Run \x1b[1maws login\x1b[22m."), ({"NO_COLOR": "1"}, "Run aws login.")]
)
def test_commands_in_our_words_are_bold_on_a_terminal_and_in_backticks_elsewhere(
    environ: dict[str, str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in {"TERM": "xterm", **environ}.items():
        monkeypatch.setenv(name, value)
    put("Run `aws login`.", file=(screen := Screen()), ours=True)
    assert screen.getvalue() == f"{told}\n"
    put("Run `aws login`.", file=(pipe := io.StringIO()), ours=True)
    put("an app's `own`", file=(screen := Screen()))
    assert (pipe.getvalue(), screen.getvalue()) == ("Run `aws login`.\n", "an app's `own`\n")
