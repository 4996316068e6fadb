"""Makes the receipt of a deployment as AWS shows it now, keeps it in the deployment's folder, and finds it there again."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from steps.aws.by_kind import GO_WITH_THEIR_PARENT
from steps.aws.prices import cost
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.memory.progress import Progress, State
from steps.engine.model.events import Verb
from steps.engine.model.graph import Handle
from steps.engine.model.resource import Resource
from steps.engine.model.sentences import capital
from steps.receipt.console import console_link
from steps.receipt.looks import Seen, look_everywhere
from steps.receipt.receipt import LATER, Left, Receipt, Thing
from steps.target.target import TargetKind

FILE = "receipt.json"


def make_receipt(work: Work) -> Receipt:
    """Look at AWS three times, and keep what that comes to."""
    seen = look_everywhere(work)
    left = [_left(work, *each) for each in seen.ours.values()]
    left += [_of_somebody(work, *each) for each in seen.others.values()]
    progress = work.record.progress
    made, parts = _made(progress, seen), _parts(progress, {thing.key for thing, _, _ in seen.ours.values()})
    gone = [thing for key, thing in made.items() if key not in seen.ours]
    receipt = Receipt(
        deployment=work.deployment.name,
        target=work.target,
        account=work.account,
        region=work.aws.region,
        made=(*made.values(), *parts),
        gone=(*gone, *parts),
        left=tuple(sorted(left, key=lambda each: (each.waits, not each.ours, each.key, each.id))),
        looks=tuple(seen.looks),
        an_hour=_an_hour(work, seen),
    )
    keep(work.deployment, receipt)
    return receipt


def keep(deployment: Deployment, receipt: Receipt) -> Path:
    """Write it into the deployment's folder, for its user alone."""
    path = deployment.folder / FILE
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(receipt), indent=1) + b"\n")
    return part.replace(path)


def kept(deployment: Deployment) -> Receipt | None:
    """The latest; None where there is none, or none that can be read."""
    try:
        return msgspec.json.decode((deployment.folder / FILE).read_bytes(), type=Receipt)
    except (OSError, msgspec.MsgspecError):
        return None


def _made(progress: Progress, seen: Seen) -> dict[str, Thing]:
    """Whatever was ever made, each once: by the journal, and what AWS shows of ours beside it."""
    recorded = (thing for thing in _recorded(progress) if thing.kind not in GO_WITH_THEIR_PARENT)
    made = {thing.identity: thing for thing in recorded}
    return made | {key: thing for key, (thing, _, _) in seen.ours.items() if key not in made}


def _parts(progress: Progress, standing: set[str]) -> list[Thing]:
    """What was part of something that is gone, such as a route, and went with it: no look at AWS tells of it alone."""
    parts = (thing for thing in _recorded(progress) if thing.kind in GO_WITH_THEIR_PARENT)
    return [thing for thing in parts if standing.isdisjoint(progress.node(thing.key).needs)]


def _recorded(progress: Progress) -> Iterator[Thing]:
    for each in (*progress.nodes.values(), *progress.replaced):
        if each.kind and each.ours and each.id and (each.exists or each.state is State.DELETED):
            yield Thing(each.name, each.kind, each.id, each.arn)


def _left(work: Work, thing: Thing, node: Resource, handle: Handle) -> Left:
    why, cure = _reason(work, thing, node, handle)
    return Left(thing.key, thing.kind, thing.id, thing.arn, why, cure, _console(work, thing))


def _reason(work: Work, thing: Thing, node: Resource, handle: Handle) -> tuple[str, str]:
    """Why it stands, and what to do: what holds it now, or why it could not be deleted, or that nobody has tried."""
    again = f"Run `fargate-wizard down {work.deployment.name}`."
    progress = work.record.progress
    if not progress.began or progress.began.verb is not Verb.TEARDOWN:
        return "It has not been taken down.", again
    run = work.new_run()
    for held in run.obstacles(run.at(node), node, handle):
        return f"{capital(held.what)}.", held.cure
    for each in (progress.node(thing.key), *progress.nodes.values()):
        told = each.trouble
        if told and (each.name == thing.key or (thing.arn or thing.id) in told.what):
            return told.what, told.cure or again
    if progress.node(thing.key).state is not State.FAILED:
        return LATER, again
    return "AWS still shows it.", again


def _of_somebody(work: Work, thing: Thing, owner: str) -> Left:
    return Left(
        thing.key, thing.kind, thing.id, why=f"It is of {owner}, and in this deployment's network.",
        cure="Ask its owner to take it away; the network stays until then.", console=_console(work, thing), ours=False,
    )  # fmt: skip


def _console(work: Work, thing: Thing) -> str:
    if work.aws.endpoint:
        return ""  # no console shows a practice cloud
    return console_link(
        thing.kind, thing.id, thing.arn, region=work.aws.region, partition=work.plan.partition
    )


def _an_hour(work: Work, seen: Seen) -> float:
    """What all that stands of ours is billed, in US dollars an hour."""
    if work.target == TargetKind.SANDBOX:
        return 0.0
    return cost(work.book, work.plan, {thing.key: thing.kind for thing, _, _ in seen.ours.values()}).an_hour
