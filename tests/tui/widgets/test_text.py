"""Cells, not characters: nothing overflows, nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.widgets.text import LONGEST, apart, clip, clock, fold, hang, pad, plain, squeeze, width_of

TEXTS = st.text(
    alphabet=st.characters(min_codepoint=32, exclude_categories=("Cc", "Cs", "Mn", "Me", "Cf", "Zl", "Zp"))
)
WIDTHS = st.integers(min_value=1, max_value=60)


@given(TEXTS, WIDTHS)
def test_clipping_never_overflows(text: str, width: int) -> None:
    assert cell_len(clip(text, width)) <= width


@given(TEXTS, st.integers(min_value=0, max_value=60))
def test_padding_is_exact(text: str, width: int) -> None:
    assert cell_len(pad(text, width)) == width


@given(st.text(alphabet="abc.-", max_size=60), WIDTHS)
def test_squeezing_keeps_both_ends(text: str, width: int) -> None:
    short = squeeze(text, width)
    assert len(short) <= width
    if len(text) > width >= 5:
        assert short[0] == text[0]
        assert short[-1] == text[-1]


@given(TEXTS, st.integers(min_value=2, max_value=60))
def test_folding_loses_nothing_and_fits(text: str, width: int) -> None:
    rows = fold(text, width)
    assert "".join(rows) == text
    assert all(cell_len(row) <= width for row in rows)


def test_folding_prefers_a_space() -> None:
    assert fold("one two three four", 10) == ["one two ", "three four"]


def test_a_clock_reads_like_a_clock() -> None:
    times = (0, 4.4, 59.6, 151, 3723, 90_000)
    assert [clock(seconds) for seconds in times] == ["0:00", "0:04", "1:00", "2:31", "1 h 02", "25 h"]


@given(st.floats(min_value=0, max_value=3.5e6))
def test_a_clock_has_six_cells_at_most(seconds: float) -> None:
    assert len(clock(seconds)) <= 6


def test_the_ends_of_a_line_are_apart() -> None:
    assert width_of(apart([("left", "")], [("right", "")], 20)) == 20


def test_output_is_plain_text() -> None:
    assert plain("\x1b[32mRUN\x1b[0m pip\tinstall\r\n") == "RUN pip install"
    assert plain("\x1b]8;;https://example.org\x07link\x1b]8;;\x07") == "link"


def test_what_a_carriage_return_overwrote_is_gone() -> None:
    assert plain("Pulling 10%\rPulling 100%") == "Pulling 100%"


def test_control_characters_never_reach_the_terminal() -> None:
    assert plain("a\x07b\x00c\x9bd") == "abcd"


def test_an_endless_line_is_cut() -> None:
    assert len(plain("x" * 10 * LONGEST)) == LONGEST + 1


def test_what_hangs_is_as_far_from_the_left_in_every_row() -> None:
    assert (
        hang("    All of it stays: nothing is billed.", 24) == "    All of it stays:\n    nothing is billed."
    )
    assert hang("short", 24) == "short"
