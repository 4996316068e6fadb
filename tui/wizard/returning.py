"""Coming back to what stands: others may have deleted or changed things in AWS, and the user decides about that."""

from typing import TYPE_CHECKING

from tui.engine_room import beside

if TYPE_CHECKING:
    from tui.sight import Sight
    from tui.wizard.app import Wizard


async def settle_drift(wizard: "Wizard", sight: "Sight") -> bool | None:
    """Look, ask, and take as it is what the user wants so. Raises Trouble; call it from a worker.

    True when all that is left to do is to build such things again, False when there is nothing of the kind,
    None when the user has not decided.
    """
    from steps.engine.build.drift import take_drift
    from tui.wizard import pages

    if not sight.progress.recorded or wizard.room.busy:
        return False
    drift = await wizard.room.look_for_drift(sight.work)
    if not drift:
        return False
    match await wizard.push_screen_wait(pages.DriftMenu(drift)):
        case "keep":
            await beside(lambda: take_drift(sight.work, drift))
            return False
        case "rebuild":
            return pages.stands_but_for(drift, sight.book, sight.plan, sight.progress)
        case _:
            return None
