"""How long each kind of thing usually takes: as AWS is known to, and after a first run as this user's own runs took."""

import contextlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import msgspec

from steps.engine.memory.progress import Progress, Standing, State
from steps.engine.model.events import Verb
from steps.engine.model.graph import Node
from steps.engine.model.resource import Resource

KEPT = 5  # runs, the latest: AWS grows faster, and people move
Sections = dict[str, dict[str, list[float]]]


@dataclass(frozen=True)
class Usual:
    """Seconds as a person's clock counts them, where AWS's clock runs `pace` times as fast.

    `learned` has the median of each of the latest runs, by what was done to which kind: `build load-balancer`.
    """

    pace: float = 1.0
    learned: Mapping[str, list[float]] = field(default_factory=dict)

    def seconds(self, node: Node, verb: Verb = Verb.BUILD) -> float:
        """How long it usually takes until this node is ready, or is gone; 0 where nobody knows, as of a check."""
        if known := self.learned.get(_key(verb, node.name)):
            return median(known)
        if not isinstance(node, Resource):
            return 0.0
        typical = node.typical_deletion if verb is Verb.TEARDOWN else node.typical
        return (0.0 if verb is Verb.TEARDOWN and node.vanishes else typical) / self.pace


def read_usual(home: Path, target: str, pace: float) -> Usual:
    """What is usual there; what was learned of another cloud, or of the practice cloud at another speed, does not count."""
    return Usual(pace, _read(home).get(_section(target, pace), {}))


def learn(home: Path, progress: Progress, pace: float) -> None:
    """Remember how long everything took that the run took from its beginning to its end, once the run is over.

    A run that had to wait for the world outside teaches nothing. Nothing depends on it: where it cannot be written, it is not.
    """
    if progress.began is None or progress.pauses:
        return
    took: defaultdict[str, list[float]] = defaultdict(list)
    for node in _whole(progress):
        took[_key(progress.began.verb, node.name)].append(node.seconds)
    if not took:
        return
    sections = _read(home)
    known = sections.setdefault(_section(progress.began.target, pace), {})
    for key, seconds in took.items():
        known[key] = [*known.get(key, []), round(median(seconds), 2)][-KEPT:]
    draft = _file(home).with_suffix(".new")
    with contextlib.suppress(OSError):
        draft.write_bytes(msgspec.json.format(msgspec.json.encode(sections)))
        draft.replace(_file(home))


def _whole(progress: Progress) -> Iterator[Standing]:
    """What this run made, looked at, or deleted."""
    began = progress.began
    assert began is not None
    for node in progress.nodes.values():
        if began.verb is Verb.TEARDOWN:
            whole = node.state is State.DELETED and node.since >= began.at
        else:
            made = not node.kind or node.asked >= began.at
            whole = node.state is State.READY and node.since >= began.at and made
        if whole:
            yield node


def _key(verb: Verb, name: str) -> str:
    return f"{verb} {name.partition('.')[0]}"


def _section(target: str, pace: float) -> str:
    return target if pace == 1 else f"{target} at {pace:g} times AWS's speed"


def _read(home: Path) -> Sections:
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode(_file(home).read_bytes(), type=Sections)
    return {}


def _file(home: Path) -> Path:
    return home / "usual-times.json"
