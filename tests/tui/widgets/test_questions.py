"""Questions as form fields: what is typed is read, what is wrong is said in place."""

import pytest
from textual.color import Color
from textual.pilot import Pilot
from textual.widgets import Input

from steps.aws.given_role import GIVEN_ROLE
from steps.engine.troubles import BadInput
from tests.tui.widgets.scene import COUNT, REGION, REGION_CHOICES, WHICH, ZONE_CHOICES
from tests.tui.widgets.stage import Stage, perform
from tui.widgets.questions import Field
from tui.widgets.theme import THEMES
from tui.wording import as_text


def answers(field: Field, *keys: str) -> tuple[list[object], str]:
    """The values that are answered when these keys are pressed, and the screen at the end."""
    stage = Stage(field)

    async def script(pilot: Pilot[None]) -> None:
        field.focus_answer()
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()

    shown = perform(stage, script)
    return [message.value for message in stage.heard if isinstance(message, Field.AnswerGiven)], shown


def test_a_text_is_read_by_its_question() -> None:
    assert answers(Field(COUNT, (), 2), "backspace", "3", "enter")[0] == [3]


def test_enter_takes_the_default() -> None:
    assert answers(Field(COUNT, (), 2), "enter")[0] == [2]


def test_what_cannot_be_read_is_said_in_place() -> None:
    field = Field(COUNT, (), 2)
    values, shown = answers(field, "backspace", "x", "enter")
    assert values == []
    assert "“x” is not a number." in shown
    assert "Write one like 2." in shown
    assert field.value == 2


def test_a_right_answer_takes_the_objection_away() -> None:
    values, shown = answers(Field(COUNT, (), 2), "backspace", "x", "enter", "backspace", "4", "enter")
    assert values == [4]
    assert "is not a number" not in shown


def test_leaving_the_field_answers_when_it_was_changed() -> None:
    fields = Field(COUNT, (), 2), Field(REGION, (), "eu")
    stage = Stage(*fields)

    async def script(pilot: Pilot[None]) -> None:
        fields[0].focus_answer()
        await pilot.pause()
        await pilot.press("tab", "shift+tab", "backspace", "7", "tab")
        await pilot.pause()

    perform(stage, script)
    assert [
        (message.question.key, message.value)
        for message in stage.heard
        if isinstance(message, Field.AnswerGiven)
    ] == [("count", 7)]


def test_the_screen_can_object_too() -> None:
    field = Field(COUNT, (), 2)

    async def script(pilot: Pilot[None]) -> None:
        field.object_to(BadInput("Too many.", why="The quota is 10.", cure="Write 10 or less."))
        await pilot.pause()

    assert "Too many. The quota is 10. Write 10 or less." in " ".join(perform(Stage(field), script).split())


def test_one_choice_is_one_value() -> None:
    field = Field(REGION, REGION_CHOICES[:3], "eu-central-1")
    assert answers(field, "down", "enter")[0] == ["eu-central-2"]
    assert field.value == "eu-central-2"


def test_several_choices_are_a_list_in_the_offered_order() -> None:
    assert answers(Field(WHICH, ZONE_CHOICES, ["eu-central-1b"]), "home", "space")[0] == [
        ["eu-central-1a", "eu-central-1b"]
    ]


def test_taking_again_gives_back() -> None:
    assert answers(Field(WHICH, ZONE_CHOICES, ["eu-central-1a"]), "space")[0] == [[]]


def test_what_cannot_be_chosen_says_why_and_is_passed_over() -> None:
    values, shown = answers(Field(WHICH, ZONE_CHOICES, ["eu-central-1a"]), "end", "space")
    assert "eu-central-1c" not in str(values)
    assert "(it has no endpoint for ecr.dkr)" in shown


def test_a_long_list_is_narrowed_by_typing() -> None:
    field = Field(REGION, REGION_CHOICES, "eu-central-1")
    stage = Stage(field)

    async def script(pilot: Pilot[None]) -> None:
        field.query_one(Input).focus()
        await pilot.press(*"us 3", "enter")
        await pilot.pause()

    shown = perform(stage, script)
    assert [message.value for message in stage.heard if isinstance(message, Field.AnswerGiven)] == [
        "us-central-3"
    ]
    assert "eu-west-1" not in shown


def test_narrowing_to_nothing_takes_nothing() -> None:
    field = Field(REGION, REGION_CHOICES, "eu-central-1")
    stage = Stage(field)

    async def script(pilot: Pilot[None]) -> None:
        field.query_one(Input).focus()
        await pilot.press(*"mars", "enter", "down", "enter")
        await pilot.pause()

    perform(stage, script)
    assert stage.heard == []


def test_values_are_shown_as_they_would_be_typed() -> None:
    assert (as_text(["a", "b"]), as_text(2), as_text("x"), as_text(True)) == ("a, b", "2", "x", "yes")


def test_an_empty_text_says_what_empty_means() -> None:
    field, hints = Field(GIVEN_ROLE, (), ""), []

    async def script(_: Pilot[None]) -> None:
        hints.append(field.query_one(Input).placeholder)

    perform(Stage(field), script)
    assert hints == ["(empty: one of its own)"]


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
def test_a_text_field_stands_out_from_its_page(theme: str) -> None:
    field = Field(COUNT, (), 2)
    stage = Stage(field, theme=theme)
    grounds: list[Color] = []

    async def script(_: Pilot[None]) -> None:
        stage.set_focus(None)
        grounds.extend([field.query_one(Input).background_colors[1], stage.screen.background_colors[1]])

    perform(stage, script)
    assert grounds[0] != grounds[1]
