"""Trouble: what happened, why, what to do, and the ways to go on."""

from textual.content import Content

from steps.engine.model.step import Step
from steps.engine.troubles import Trouble
from tui.screens.menu import Line, Menu
from tui.widgets.text import MUTED


class TroubleMenu(Menu):
    """Returns `again`, `tear_down`, `quit`, `skip`, or the page with the answer behind it: `review` or a step's key."""

    def __init__(self, trouble: Trouble, step: Step | None) -> None:
        lines = [Line("again", "t", "Try again", "What stands is kept and carried on.")]
        if trouble.step and (not step or trouble.step != step.key):
            lines.append(Line(trouble.step, "a", "Go to the step that fixes it"))
        lines.append(Line("review", "r", "Change an answer", "Then build again; the rest stays."))
        if step and step.optional:
            lines.append(Line("skip", "s", "Skip this step", "It is optional; nothing else needs it."))
        lines += [
            Line("tear_down", "d", "Take down", "See what would go, and delete it all."),
            Line("quit", "k", "Keep and quit", "All of it stays; go on at any time."),
        ]
        super().__init__("Something went wrong", told(trouble), lines)
        self.add_class("-trouble")


def told(trouble: Trouble) -> Content:
    """A trouble in its three parts."""
    parts = [Content.styled(trouble.what, "bold")]
    parts += [Content.styled(trouble.why, MUTED)] if trouble.why else []
    parts += [Content.assemble(("What to do: ", "$accent"), trouble.cure)] if trouble.cure else []
    return Content("\n\n").join(parts)
