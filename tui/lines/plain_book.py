"""The wizard in lines from its plan on: page by page, or everything at once."""

from steps.engine.model.step import Choice, Step
from steps.engine.troubles import Exit
from tui.harmless import put
from tui.lines import prompts
from tui.lines.plain_pages import read_page
from tui.lines.plain_questions import change, print_plan
from tui.lines.plain_run import build, build_up_to, finish, what_stays
from tui.sight import Sight, reached, to_read


def walk_through(sight: Sight) -> Exit:
    """Show the plan and what it costs, and build it as its user wants to."""
    while True:
        print_plan(sight)
        match prompts.choose("How do you want to build it?", WAYS):
            case "pages":
                put("\nThe keys and tabs that a page names are those of the wizard's screen.")
                put("What a word means: `fargate-wizard help glossary`.", ours=True)
                return read_book(sight, to_read(sight.book, sight.plan, sight.progress) or sight.book[0])
            case "all":
                return build(sight)
            case "change":
                change(sight)
            case _:
                put("Nothing was changed." if sight.progress.recorded else "Nothing was made.")
                return Exit.STOPPED


WAYS = (
    Choice("pages", "Page by page: read each step, decide, and see it built"),
    Choice("all", "Everything at once"),
    Choice("change", "Change an answer first"),
    Choice("leave", "Leave it"),
)


def read_book(sight: Sight, step: Step) -> Exit:
    """Turn the pages from this one on; each is built when its reader says so."""
    while True:
        way = read_page(sight, step)
        match way:
            case "leave":
                put(f"\n{what_stays(sight)}")
                return Exit.STOPPED
            case "all":
                return build(sight)
            case "back":
                step = sight.neighbour(step, -1) or step
                continue
            case "build":
                if ended := build_up_to(sight, step):
                    return ended
        following = sight.neighbour(step, 1)
        if following is None:
            return build(sight) if reached(sight.book, sight.plan, sight.progress) else finish(sight)
        step = following
