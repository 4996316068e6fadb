"""The book in lines: a page for each step with its questions, then what the reader wants of it."""

from collections.abc import Sequence
from typing import Literal

from steps.aws.page_prices import priced
from steps.engine.model.durations import lasting
from steps.engine.model.step import Choice, Step
from tui.harmless import put
from tui.lines import prompts
from tui.lines.page_text import as_lines, summary_and_details
from tui.lines.plain_questions import ask_again
from tui.sight import Sight, is_done

Way = Literal["build", "next", "details", "back", "all", "leave"]


def read_page(sight: Sight, step: Step) -> Way:
    """Print the step's page, ask its questions, and ask what to do; whoever asks for the details gets them first."""
    page = priced(step.prose, sight.plan.region)
    summary, details = summary_and_details(page)
    number = list(sight.book).index(step) + 1
    put(f"\nStep {number} of {len(sight.book)}: {step.title}\n")
    print_text(summary)
    if not _stands(sight, step):
        for question in step.questions:
            ask_again(sight, question)
    while (way := prompts.choose("What now?", _ways(sight, step, details))) == "details":
        put()
        print_text(details)
    return way


def print_text(page: str) -> None:
    """A part of a page, as plain lines."""
    for line in as_lines(page):
        put(line)


def _stands(sight: Sight, step: Step) -> bool:
    """Whether there is something of it, and all of that stands."""
    return bool(step.nodes(sight.plan)) and is_done(step, sight.plan, sight.progress)


def _ways(sight: Sight, step: Step, details: str) -> Sequence[Choice[Way]]:
    done = is_done(step, sight.plan, sight.progress)
    usual = max((sight.usual.seconds(node) for node in step.nodes(sight.plan)), default=0.0)
    time = f", usually in {lasting(usual)}" if usual >= 10 else ""
    onward = (
        "Next page; this step may be left out"
        if step.optional
        else "Next page, without building this one yet"
    )
    ways: list[Choice[Way]] = [] if done else [Choice("build", f"Build it{time}")]
    ways.append(
        Choice(
            "next", "Next page: this step stands" if _stands(sight, step) else "Next page" if done else onward
        )
    )
    ways += [Choice("details", "Read its details")] if details else []
    ways += [Choice("back", "Page before")] if step is not sight.book[0] else []
    return [
        *ways,
        Choice("all", "Build all that is left, without more pages"),
        Choice("leave", "Keep and quit"),
    ]
