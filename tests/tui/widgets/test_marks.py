"""Every state has a sign, a word and a colour; a step is as far as its resources are."""

import pytest

from steps.engine.memory.progress import Progress, Standing, State
from steps.engine.model.events import Creating
from tests.tui.widgets.scene import BOOK, Vpc, finished, history, plan, progress
from tui.widgets.marks import caption, node_mark, step_nodes
from tui.widgets.rail import entries
from tui.widgets.theme import ASCII, UNICODE


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_sign_and_a_word(state: State) -> None:
    for glyphs in (UNICODE, ASCII):
        mark = node_mark(Standing("x", state=state), glyphs)
        assert mark.glyph
        assert mark.word


def test_words_tell_states_apart_without_colour() -> None:
    words = [node_mark(Standing("x", state=state), UNICODE).word for state in State]
    assert len(set(words)) == len(words)


def test_overdue_is_a_word_as_well() -> None:
    assert node_mark(Standing("x", state=State.CREATED), UNICODE, late=True).word == "overdue"


def test_a_caption_is_the_first_line_of_the_docstring() -> None:
    assert caption(Vpc()) == "The network that everything is in; nobody else's traffic passes here."


def test_a_step_without_its_answers_shows_nothing_rather_than_failing() -> None:
    bare = plan()
    network = next(step for step in BOOK if step.key == "network")
    assert step_nodes(network, type(bare)(deployment="d", target="aws", account="1", region="x")) == ()
    assert step_nodes(network, None) == ()


def words(progress: Progress, current: str) -> dict[str, str]:
    return {entry.title: entry.mark.word for entry in entries(BOOK, progress, plan(), current)}


def test_the_rail_says_how_each_step_stands() -> None:
    assert words(progress(), "names") == {
        "Before we start": "done",
        "A private network": "done",
        "First light": "skipped",
        "The front door": "waiting",
        "Private endpoints": "waiting",
        "Names": "now",
        "Services": "failed",
        "Look at it": "",
    }


def test_nothing_is_done_at_the_beginning() -> None:
    assert set(words(Progress(), "preflight").values()) == {"now", ""}


def test_all_is_done_at_the_end() -> None:
    assert set(words(finished(), "look").values()) == {"done", "skipped"}


def test_a_step_that_has_begun_and_is_not_being_read_waits() -> None:
    begun = Progress.of([*history()[:1], Creating(resource="namespace", kind="x")])
    assert words(begun, "preflight")["Names"] == "waiting"
