"""Fragments of output become the lines that a terminal would have left."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.docker.lines import LONGEST, Lines, clean


def read(*fragments: str) -> list[str]:
    lines = Lines()
    return [line for fragment in fragments for line in lines.feed(fragment)] + list(lines.end())


def test_a_line_that_arrives_in_pieces_is_one_line() -> None:
    assert read("Step 1/6 : FROM x", "\n", "li", "ne 3\nne", "xt") == ["Step 1/6 : FROM x", "line 3", "next"]


def test_colours_are_taken_off_even_when_they_are_cut_in_two() -> None:
    assert read("\x1b[9", "1mWARNING\x1b[0", "m: old pip\n") == ["WARNING: old pip"]


def test_of_a_progress_bar_its_last_state_is_kept() -> None:
    assert read("  10%\r  50%\r 100%\n") == [" 100%"]
    assert read("done\r\n") == ["done"]


def test_titles_links_and_controls_cannot_reach_the_terminal() -> None:
    assert read("\x1b]0;owned\x07a\x1b]8;;http://x\x1b\\b\x08\x00c\x9b31m\n") == ["abc31m"]


def test_a_line_that_never_ends_is_cut() -> None:
    lines = read("x" * (2 * LONGEST + 5))
    assert [len(line) for line in lines] == [LONGEST, LONGEST, 5]


def test_tabs_become_spaces() -> None:
    assert clean("a\tb") == "a   b"


@given(st.text(), st.lists(st.integers(min_value=0, max_value=200), max_size=5))
def test_where_the_text_was_cut_makes_no_difference(text: str, cuts: list[int]) -> None:
    edges = sorted({0, len(text), *(min(cut, len(text)) for cut in cuts)})
    pieces = [text[start:end] for start, end in pairwise(edges)]
    assert read(*pieces) == read(text)


@pytest.mark.parametrize("line", ["", "\r", "\x1b[0m"])
def test_a_line_of_nothing_is_empty(line: str) -> None:
    assert clean(line) == ""
