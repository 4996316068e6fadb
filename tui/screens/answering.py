"""Asking questions of the book on a page: choices are looked up beside, answers checked before they count."""

from collections.abc import Sequence
from typing import Any

from textual.screen import Screen

from steps.engine.build import settle
from steps.engine.model.step import Choice, Question
from steps.engine.troubles import BadInput, Trouble
from tui.engine_room import beside
from tui.sight import Sight
from tui.widgets.questions import Field


async def field_for(sight: Sight, question: Question[Any]) -> Field:
    """Make the form field of a question, with its choices and its present answer. Raises Trouble."""

    def look() -> Sequence[Choice[Any]]:
        return question.choices(sight.work.new_run()) if question.choices else ()

    choices = await beside(look)
    return Field(question, choices, sight.plan.answers.get(question.key))


async def answer(sight: Sight, page: Screen[None], message: Field.AnswerGiven) -> bool:
    """Take the answer from now on and return True; an answer that cannot be used is objected to in its field."""
    field = next(each for each in page.query(Field) if each.question.key == message.question.key)
    question, value = message.question, message.value
    try:
        await beside(lambda: settle.answer(sight.work, question, value))
    except Trouble as trouble:
        field.object_to(BadInput(trouble.what, why=trouble.why, cure=trouble.cure))
        return False
    field.accept()
    sight.given.add(question.key)
    return True
