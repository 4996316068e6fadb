"""Trouble: what happened, why, what to do, and the ways to go on."""

from textwrap import shorten

from textual.content import Content

from steps.engine.model.diagnosed import Diagnosed
from steps.engine.model.step import Step
from steps.engine.troubles import Trouble
from tui.screens.menu import Menu
from tui.ways import Way
from tui.widgets.looked_at import looked_at
from tui.widgets.text import MUTED, ours
from tui.widgets.wrote import wrote_last

ROOMY = 32  # rows with room for AWS's words in full beside what was found; the output has them in any case
SHORT = 150  # characters of them where there is less
BESIDES = 20  # rows that the words and the ways on take, mostly


class TroubleMenu(Menu):
    """Returns `again`, `logs`, `tear_down`, `quit`, `skip`, or the page with the answer behind it: `review` or a step's key.

    On a screen of so many rows, of what the app wrote last it shows what there is room for.
    """

    def __init__(
        self, trouble: Trouble, step: Step | None, *, rows: int = 0, diagnosis: Diagnosed | None = None
    ) -> None:
        lines = [again(diagnosis)]
        if trouble.lines:
            lines.append(Way("logs", "l", "Read its output", "All that its tasks wrote."))
        if trouble.step and (not step or trouble.step != step.key):
            lines.append(Way(trouble.step, "a", "Go to the step that fixes it"))
        lines.append(Way("review", "r", "Change an answer", "Then build again; the rest stays."))
        if step and step.optional:
            lines.append(Way("skip", "s", "Skip this step", "It is optional; nothing else needs it."))
        lines += [
            Way("tear_down", "d", "Take down", "See what would go, and delete it all."),
            Way("quit", "k", "Keep and quit", "All of it stays; go on at any time."),
        ]
        super().__init__("Something went wrong", told(trouble, rows, diagnosis), lines)
        self.add_class("-trouble")


def again(diagnosis: Diagnosed | None) -> Way[str]:
    """The way that does it once more, which is the cure of much."""
    if diagnosis is not None and diagnosis.rebuild:
        return Way("again", "t", "Build again", "What is broken is made right first.")
    return Way("again", "t", "Try again", "What stands is kept and carried on.")


def told(trouble: Trouble, rows: int = 0, diagnosis: Diagnosed | None = None) -> Content:
    """A trouble in its three parts, what was looked at, and the last lines that its app wrote, where they stay in sight."""
    parts = [Content.styled(trouble.what, "bold")]
    found = diagnosis is not None and any(probed.ok is False for probed in diagnosis.probes)
    why = shorten(trouble.why, SHORT, placeholder=" …") if found and rows < ROOMY else trouble.why
    parts += [Content.styled(why, MUTED)] if why else []
    parts += [looked_at(diagnosis.probes)] if diagnosis and diagnosis.probes else []
    parts += [Content.assemble(("What to do: ", "$accent"), ours(trouble.cure))] if trouble.cure else []
    if lines := wrote_last(trouble.lines, rows - BESIDES):
        parts.append(Content.assemble(("It wrote last:", MUTED), *(f"\n  {line}" for line in lines)))
    return Content("\n\n").join(parts)
