"""Building and taking down in lines: what is asked before, what is told after, and the ways on from trouble."""

from steps.engine.build import down, drift, up
from steps.engine.memory.status import read_status
from steps.engine.model.events import Outcome
from steps.engine.model.holder import Held
from steps.engine.model.step import Choice, Step
from steps.engine.troubles import Exit, Trouble
from steps.receipt.make import make_receipt
from tui.drift_choices import DriftChoice
from tui.exits import exit_of
from tui.harmless import put
from tui.holder_ways import HOLDER_WAYS, HolderChoice
from tui.lines import prompts, receipt_command
from tui.lines.plain_questions import change, print_plan
from tui.plan_rows import price
from tui.sight import Sight, trouble_of
from tui.takedown import going, staying


def build(sight: Sight) -> Exit:
    """Build all of the agreed plan and go on as the user wishes."""
    return build_up_to(sight, None) or finish(sight)


def build_up_to(sight: Sight, until: Step | None) -> Exit | None:
    """Build up to this step (None: all); None when it stands, else how the user leaves."""
    while True:
        try:
            outcome = up.build(sight.work, until)
        except Held as held:
            if not settle_holder(sight, held):
                return Exit.FAILED
            continue
        if outcome is Outcome.DONE:
            return None
        if outcome is Outcome.STOPPED:
            put(f"\nStopped. {what_stays(sight)}")
            return Exit.STOPPED
        match _ask_after_trouble(sight):
            case "change":
                change(sight)
                if not agreed(sight):
                    return Exit.FAILED
            case "down":
                return take_down(sight)
            case "leave":
                put(f"\n{what_stays(sight)}")
                return Exit.FAILED


def what_stays(sight: Sight) -> str:
    """What it means to leave now, and the ways back."""
    if not sight.progress.recorded:
        return "Nothing was made."
    name = sight.plan.deployment
    stays = f"What was made stays, {price(sight)}; run it again to carry on."
    return f"{stays} Take it down with: fargate-wizard down {name}"


def agreed(sight: Sight) -> bool:
    """Show the plan and what it costs until it is to be built, or not."""
    while True:
        print_plan(sight)
        ways = [
            Choice("build", "Build it"),
            Choice("change", "Change an answer"),
            Choice("leave", "Leave; what stands is kept"),
        ]
        match prompts.choose("What now?", ways):
            case "build":
                return True
            case "leave":
                return False
            case _:
                change(sight)


def settle_drift(sight: Sight) -> bool:
    """Say what others deleted or changed in AWS, and ask what becomes of it; False when the user wants neither."""
    found = drift.look_for_drift(sight.work) if sight.progress.recorded else {}
    if not found:
        return True
    choice = prompts.ask_about_drift(found)
    if choice is DriftChoice.KEEP:
        drift.take_drift(sight.work, found)
    return choice is not DriftChoice.LEAVE


def settle_holder(sight: Sight, held: Held) -> bool:
    """Say who else works on it, and ask whether to try again or to take it over; False when the user wants neither."""
    prompts.say(Trouble(held.what, why=held.why))
    ways = [Choice(way.value, way.words) for way in HOLDER_WAYS]
    choice = prompts.choose("What now?", [*ways, Choice(HolderChoice.LEAVE, "Leave it at that")], default=2)
    if choice is HolderChoice.TAKE_OVER:
        sight.work.displaced = held.holder
    return choice is not HolderChoice.LEAVE


def _ask_after_trouble(sight: Sight) -> str:
    """Tell the first trouble once more, alone, and ask how to go on."""
    put("\nSomething went wrong.")
    for failed in filter(None, (sight.failed(step) for step in sight.book)):
        prompts.say(trouble_of(failed))
        break
    ways = [
        Choice("again", "Try again; what stands is kept"),
        Choice("change", "Change an answer, then build again"),
        Choice("down", "Take it down"),
        Choice("leave", "Keep and quit"),
    ]
    return prompts.choose("What now?", ways)


def finish(sight: Sight) -> Exit:
    """Say what stands and how to reach it."""
    name = sight.plan.deployment
    put(f"\n{name} stands, {price(sight)}.")
    for app, url in read_status(sight.work.deployment, sight.book).urls.items():
        put(f"  {app}: {url}")
    ways = [Choice("leave", "Leave it standing"), Choice("down", "Take it down")]
    if prompts.choose("What now?", ways) == "down":
        return take_down(sight)
    put(f"\nTake it down with: fargate-wizard down {name}")
    return Exit.DONE


def take_down(sight: Sight) -> Exit:
    """List what goes and what stays, ask for the name, delete, and give a receipt."""
    name = sight.plan.deployment
    goes, stays = going(sight, begun=False), staying(sight)
    put(f"\nThese {len(goes)} resources go, dependents first:")
    for node in goes:
        put(f"  {node.name}")
    for each in stays:
        put(f"  {each} stays: it is not this deployment's.")

    def sign(text: str) -> bool:
        if text not in (name, "no"):
            raise Trouble(
                "That is not its name. Nothing was deleted.", cure=f"Type {name}, or no to keep it."
            )
        return text == name

    if not prompts.ask_until_right(f"Type {name} to delete all of this, or no.", "no", sign):
        put("Nothing was deleted.")
        return Exit.STOPPED
    while True:
        sight.work.stop.clear()
        try:
            outcome = down.tear_down(sight.work)
        except Held as held:
            if not settle_holder(sight, held):
                return Exit.FAILED
        else:
            break
    if outcome is Outcome.STOPPED:
        put(f"\nStopped. Run it again to carry on, or: fargate-wizard down {name}")
        return Exit.STOPPED
    receipt = make_receipt(sight.work)
    put()
    receipt_command.tell(receipt, json=False)
    if outcome is not Outcome.DONE:
        put(f"Run it again to carry on, or: fargate-wizard down {name}")
    return exit_of(outcome) or receipt_command.exit_of(receipt)
