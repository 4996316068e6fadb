"""Somebody else's things inside ours: theirs stays, and so does whatever of ours it stands in or on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from steps.engine.model.events import Failed
from steps.engine.model.graph import Handle, Node
from steps.engine.model.kind_words import kind_in_words
from steps.engine.model.sentences import capital
from steps.engine.model.site import Run


@dataclass(frozen=True)
class Stranger:
    """One thing of somebody else's: AWS's type name, its id, whose it is as far as AWS tells, the ids that hold it.

    `inside` is the id of the one that it is directly in or on.
    """

    kind: str
    id: str
    owner: str
    holders: frozenset[str]
    inside: str = ""


def held(
    nodes: Collection[Node], handles: Mapping[Node, Handle], strangers: Collection[Stranger]
) -> set[Node]:
    """Those of these nodes that must stay: what holds a stranger, and what that is made of and in."""
    ids = {id_ for stranger in strangers for id_ in stranger.holders}
    kept = {node for node in nodes if (handle := handles.get(node)) and ids & {handle.id, handle.arn}}
    names = {node: node for node in nodes}
    while more := {names[need] for node in kept for need in node.needs if need in names} - kept:
        kept |= more
    return kept


def tell(run: Run, strangers: Collection[Stranger]) -> None:
    """Name each of them, whose it is, and what has to stay because of it."""
    for each in strangers:
        run.tell(
            Failed(
                resource=each.id,
                what=f"{capital(kind_in_words(each.kind))} of {each.owner}, {each.id}, stays, and with it what it is in: "
                f"{', '.join(sorted(each.holders))}.",
                why="This deployment did not make it, and deleting what is around it would break it.",
                cure="Ask its owner to take it away; then run the same command again, which deletes the rest.",
            )
        )
