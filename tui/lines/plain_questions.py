"""A question of the book in lines, and the plan that the answers come to."""

from collections.abc import Sequence
from typing import Any

from steps.aws.prices import cost
from steps.engine.build import settle
from steps.engine.model.step import Choice, Question
from tui.harmless import put
from tui.lines import prompts
from tui.plan_rows import how_dear, how_long, how_many, plan_rows, practises
from tui.sight import Sight
from tui.wording import as_text


def ask_again(sight: Sight, question: Question[Any]) -> None:
    """Ask one until its answer can be used here."""
    before = sight.plan.answers[question.key]
    choices = question.choices(sight.work.new_run()) if question.choices else ()
    prompts.offer(question.prompt, choices)
    if question.why:
        put(f"  {question.why}")

    def take(text: str) -> Any:
        value = _read(question, choices, text)
        settle.answer(sight.work, question, value)
        return value

    prompt = "Your answers, separated by commas" if question.many else "Your answer"
    if before == "" and (empty := question.words.get("")):
        prompt += f" (empty: {empty})"
    if prompts.ask_until_right(prompt, _default(choices, before), take) != before:
        sight.given.add(question.key)


def _read(question: Question[Any], choices: Sequence[Choice[Any]], text: str) -> Any:
    """A typed answer as a value: numbers and values of the choices, or whatever the question itself reads."""
    if not choices:
        return question.read(text)
    if question.many:
        return [prompts.pick(part.strip(), choices) for part in text.split(",") if part.strip()]
    return prompts.pick(text, choices)


def _default(choices: Sequence[Choice[Any]], value: Any) -> str:
    """The present answer as it would be typed: by number where there are choices."""
    if not choices:
        return as_text(value)
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(str(number) for number, each in enumerate(choices, start=1) if each.value in values)


def change(sight: Sight) -> None:
    """Choose one question and answer it again."""
    choices = [Choice(each, f"{each.key}: {each.prompt}") for each in sight.work.questions]
    ask_again(sight, prompts.choose("Which answer?", choices))


def print_plan(sight: Sight) -> None:
    """Everything that is about to be made, where it was decided, and what it costs."""
    put("\nThe plan")
    for (what, value, source), _ in plan_rows(sight):
        put(f"  {what}: {value} ({source})")
    print_sums(sight)
    put(cost(sight.book, sight.plan).note)


def print_sums(sight: Sight) -> None:
    """How much, how long, and what it costs."""
    put(f"{how_many(sight)} resources, {how_long(sight)}.")
    if practises(sight):
        put(f"Practising: nothing of this is billed. On AWS it would be {how_dear(sight)}.")
    else:
        put(f"It costs {how_dear(sight)}.")
