"""Two transcripts side by side: every difference is one line."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.real.transcript import AnyEntry, Call, Closed, Found, Head, Reached, State

READS = ("Describe", "List", "Get", "BatchGet", "Discover")  # asked as often as the time needs
SLOWER, LONGER = 2.0, 5.0  # times and seconds: what differs by less is chance


@dataclass
class Seen:
    """What a transcript tells, by what it is about."""

    pace: float = 0.0
    calls: dict[tuple[str, str], list[Call]] = field(default_factory=lambda: defaultdict(list))
    states: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    reached: dict[tuple[str, str], list[Reached]] = field(default_factory=lambda: defaultdict(list))
    found: set[str] = field(default_factory=set)
    closed: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Sequence[AnyEntry]) -> "Seen":
        """A transcript, read."""
        seen = cls()
        for entry in entries:
            match entry:
                case Head(pace=pace):
                    seen.pace = pace
                case Call(stage=stage):
                    about = f"{entry.operation} ({entry.question})" if entry.question else entry.operation
                    seen.calls[stage, about].append(entry)
                case State(stage=stage, resource=resource, state=state):
                    states = seen.states[stage, resource]
                    states += [] if state in states else [state]
                case Reached(stage=stage, resource=resource):
                    seen.reached[stage, resource].append(entry)
                case Found(resource=resource, words=words):
                    seen.found.add(f"{resource or 'the whole'}: {words}")
                case Closed(stage=stage, code=code):
                    seen.closed[stage] = code
        return seen


def differences(real: Sequence[AnyEntry], practice: Sequence[AnyEntry]) -> list[str]:
    """All that the one shows and the other does not."""
    there, here = Seen.of(real), Seen.of(practice)
    return [*_ends(there, here), *_calls(there, here), *_states(there, here), *_times(there, here)]


def _ends(there: Seen, here: Seen) -> Iterator[str]:
    for stage in sorted({*there.closed, *here.closed}):
        if there.closed.get(stage) != here.closed.get(stage):
            yield f"{stage}: exit code {there.closed.get(stage)} on AWS, {here.closed.get(stage)} in the practice cloud"
    yield from _sets("status", there.found, here.found)


def _calls(there: Seen, here: Seen) -> Iterator[str]:
    for stage, about in sorted({*there.calls, *here.calls}):
        ours, theirs = here.calls.get((stage, about), []), there.calls.get((stage, about), [])
        where = f"{stage}: {about}"
        if not ours or not theirs:
            yield f"{where}: called {'on AWS' if theirs else 'in the practice cloud'} only"
            continue
        if len(ours) != len(theirs) and not about.partition(".")[2].startswith(READS):
            yield f"{where}: {len(theirs)} times on AWS, {len(ours)} in the practice cloud"
        yield from _sets(f"{where}, parameters", _names(theirs, "parameters"), _names(ours, "parameters"))
        yield from _sets(f"{where}, refusal", set(map(_refusal, theirs)), set(map(_refusal, ours)))
        if any(not call.error for call in theirs) and any(not call.error for call in ours):
            yield from _sets(f"{where}, answer", _names(theirs, "answered"), _names(ours, "answered"))


def _names(calls: Sequence[Call], which: str) -> set[str]:
    return {name for call in calls for name in getattr(call, which)}


def _refusal(call: Call) -> str:
    return f"{call.status} {call.error}: {call.message}" if call.error else "none"


def _states(there: Seen, here: Seen) -> Iterator[str]:
    for key in sorted({*there.states, *here.states}):
        theirs, ours = there.states.get(key, []), here.states.get(key, [])
        if theirs != ours:
            yield f"{': '.join(key)}, states: {_path(theirs)} on AWS, {_path(ours)} in the practice cloud"


def _path(states: Sequence[str]) -> str:
    return " → ".join(states) or "none"


def _times(there: Seen, here: Seen) -> Iterator[str]:
    for key in sorted({*there.reached, *here.reached}):
        theirs, ours = there.reached.get(key, []), here.reached.get(key, [])
        where = ": ".join(key)
        yield from _sets(where, set(map(_end, theirs)), set(map(_end, ours)))
        if theirs and ours and there.pace and here.pace:
            real, practice = theirs[-1].seconds * there.pace, ours[-1].seconds * here.pace
            shorter, longer = sorted((real, practice))
            if longer - shorter > LONGER and longer > SLOWER * shorter:
                yield f"{where}: {real:.0f} s on AWS, {practice:.0f} s in the practice cloud"


def _end(entry: Reached) -> str:
    return f"{entry.what} {entry.words}".strip()


def _sets(where: str, theirs: set[str], ours: set[str]) -> Iterator[str]:
    for name in sorted(theirs - ours):
        yield f"{where}: {name} on AWS only"
    for name in sorted(ours - theirs):
        yield f"{where}: {name} in the practice cloud only"
