"""Every page but the first, and what they are made of: loaded once the first page is on the screen."""

from steps import STEPS
from steps.appfile.apps import BUNDLED
from steps.engine.build.settle import apps_of, scaled, settle
from steps.engine.model.events import Outcome, Verb
from steps.engine.troubles import Exit, Trouble
from tui.known import taken_names
from tui.screens.drift import DriftMenu
from tui.screens.everything import Everything
from tui.screens.finish import Finish
from tui.screens.help import Help, rows
from tui.screens.quit_menu import QuitMenu
from tui.screens.review import Review
from tui.screens.step import StepPage
from tui.screens.target import TargetPage
from tui.screens.teardown import Teardown
from tui.screens.trouble import TroubleMenu
from tui.sight import Sight, reached, stands_but_for, to_read
from tui.wizard.status import price, status

__all__ = [
    "BUNDLED",
    "STEPS",
    "DriftMenu",
    "Everything",
    "Finish",
    "Help",
    "Outcome",
    "QuitMenu",
    "Review",
    "Sight",
    "StepPage",
    "TargetPage",
    "Teardown",
    "TroubleMenu",
    "Verb",
    "apps_of",
    "exit_code",
    "price",
    "reached",
    "rows",
    "scaled",
    "settle",
    "stands_but_for",
    "status",
    "taken_names",
    "to_read",
    "trouble_menu",
]  # fmt: skip


def trouble_menu(sight: Sight) -> TroubleMenu | None:
    """The menu for the first trouble of the book that still stands."""
    for step in sight.book:
        if failed := sight.failed(step):
            trouble = Trouble(failed.what, why=failed.why, cure=failed.cure, step=failed.step)
            return TroubleMenu(trouble, step)
    return None


def exit_code(sight: Sight | None) -> Exit:
    """What the process tells a script of the latest run."""
    ended = sight.progress.ended if sight else None
    codes = {Outcome.FAILED: Exit.FAILED, Outcome.LEFT: Exit.LEFT_BEHIND, Outcome.STOPPED: Exit.STOPPED}
    return codes.get(Outcome(ended.outcome), Exit.DONE) if ended else Exit.DONE
