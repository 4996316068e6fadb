"""The questions: what the plan calls their answers, and what may be typed."""

import pytest

from steps import STEPS
from steps.book.endpoints import ENDPOINT_ZONES
from steps.engine.model.step import Question

QUESTIONS = [question for step in STEPS for question in step.questions]


@pytest.mark.parametrize(
    ("typed", "answer"), [("one", "one"), ("both", "both"), ("all", "both"), (" all ", "both")]
)
def test_all_zones_are_what_was_called_both(typed: str, answer: str) -> None:
    assert ENDPOINT_ZONES.read(typed) == answer
    assert ENDPOINT_ZONES.words[answer].startswith("in ")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_the_plan_has_words_for_each(question: Question[object]) -> None:
    assert question.label
    assert len(question.label) <= 20  # cells of the plan's first column at 80
