"""The calls of a run told again as commands that belong together: by step, in variables, with the waits between."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from steps.engine.cloud.answered_ids import LEAST, LOOKS
from steps.engine.model.events import Called, Created, Deleted, Ready
from steps.engine.model.plan import Plan
from steps.engine.model.step import Step
from steps.export.bash.docker_commands import docker_lines
from steps.export.bash.forms import FORMS, Until, filled, given
from steps.export.bash.quoting import command_line, quoted, variable
from steps.export.bash.variable_names import variable_name
from steps.export.first_sentences import comment, first_sentence

OF_THE_CALL = ("--region", "--client-token", "--creator-request-id")
"""Options that belong to one call and not to what it is about."""


@dataclass(frozen=True)
class ValueSource:
    """Where a value comes from: the variable that has it, the call that told it, and where in its answer it is."""

    name: str
    call: Called
    path: str


Known = Mapping[str, ValueSource]
Heard = Called | Created | Ready | Deleted
WAITED_FOR = frozenset(key for key, form in FORMS.items() if form.ready or form.gone)


@dataclass(frozen=True)
class Line:
    """One line: as it reads in a script, and `alone`, to be run by itself; `refused` is AWS's code."""

    resource: str
    text: str
    alone: str
    refused: str = ""


@dataclass(frozen=True)
class Passage:
    """What was done for one step, in one direction; without a step for what belongs to none."""

    heading: tuple[str, ...]
    lines: tuple[Line, ...]


class Teller:
    """Turns what was heard into passages."""

    def __init__(self, heard: Sequence[Heard], book: Sequence[Step], plan: Plan, *, everything: bool) -> None:
        accepted = [each for each in heard if isinstance(each, Called) and not each.error]
        self._book, self._plan, self._everything = book, plan, everything
        self._places = {node.name: (step, node) for step in book for node in step.nodes(plan)}
        self._known = _variables(accepted)
        self._made = {call.resource: call for call in accepted if _key(call) in WAITED_FOR}
        self._told: dict[str, dict[str, str]] = {}
        for call in accepted:
            self._told.setdefault(call.resource, {}).update(call.gave)

    def passages(self, heard: Sequence[Heard], *, down: bool) -> Iterator[Passage]:
        """One for each step of which anything is to be told; `down` is from the last to the first."""
        by_step: dict[str, list[Heard]] = {}
        for event in heard:
            place = self._places.get(event.resource)
            by_step.setdefault(place[0].key if place else "", []).append(event)
        for step in (*(reversed(self._book) if down else self._book), None):
            if lines := tuple(self._lines(by_step.get(step.key if step else "", []), down=down)):
                yield Passage(tuple(comment(_title(step, down=down))), lines)

    def _lines(self, heard: Sequence[Heard], *, down: bool) -> Iterator[Line]:
        called: set[str] = set()
        for event in heard:
            name = event.resource
            match event:
                case Called() if self._everything or _changes(_key(event)) or self._sources(event):
                    called |= {name}
                    yield self._command(event)
                case Created() if name in self._places and name not in called:
                    yield from (
                        Line(name, text, text) for text in docker_lines(self._places[name][1], self._plan)
                    )
                case Ready() if name in called:
                    yield from self._wait(name, "ready")
                case Deleted() if down and name in called:
                    yield from self._wait(name, "gone")
                case _:
                    pass

    def _sources(self, call: Called) -> list[ValueSource]:
        """What this call told and others name."""
        return [
            source
            for value in call.gave.values()
            if (source := self._known.get(value)) and source.call is call
        ]

    def _command(self, call: Called) -> Line:
        text = command_line(_told_again(_words(call.line), self._known))
        match self._sources(call):
            case []:
                pass
            case [one]:
                text = f"{one.name}=$({text} --query {quoted(one.path)} --output text)"
            case several:
                query = quoted(f"[{', '.join(each.path for each in several)}]")
                names = " ".join(each.name for each in several)
                text = f'read -r {names} <<<"$({text} --query {query} --output text)"'
        return Line(call.resource, text, call.line, call.error)

    def _wait(self, name: str, until: Literal["ready", "gone"]) -> Iterator[Line]:
        """The wait that belongs to what was made; what was polled meanwhile says the same in many calls."""
        call = self._made.get(name)
        wait = getattr(FORMS[_key(call)], until) if call else ""
        if call and wait and not self._everything:
            words, gave = _words(call.line), self._told[name]
            asked = filled(
                wait.command if isinstance(wait, Until) else wait,
                lambda hole: given(words, hole) or [gave.get(hole.removeprefix("then:"), "")],
            )
            yield Line(name, _waiting(wait, _told_again(asked, self._known)), _waiting(wait, asked))


@lru_cache(maxsize=4096)
def _words(line: str) -> tuple[str, ...]:
    """The line taken apart, which takes long, and is asked for again with every event."""
    return tuple(shlex.split(line))


def _key(call: Called) -> str:
    """Service and operation in the CLI's words."""
    return " ".join(call.line.split(maxsplit=3)[1:3])


def _changes(key: str) -> bool:
    return LOOKS.match(key.partition(" ")[2].title().replace("-", "")) is None


def _title(step: Step | None, *, down: bool) -> str:
    if step is None:
        return "What belongs to no step."
    return f"{step.title}: taken down." if down else f"{step.title}: {first_sentence(step)}"


def _waiting(wait: str | Until, words: Sequence[str]) -> str:
    line = command_line(words)
    if isinstance(wait, str):
        return line
    return f'until [ "$({line} --output text)" = {quoted(wait.answer)} ]; do sleep 5; done'


def _told_again(words: Sequence[str], known: Known) -> list[str]:
    """The words with variables for what earlier answers gave, and without what belongs to this one call."""
    kept: list[str] = []
    skipping = False
    for word in words:
        skipping = word in OF_THE_CALL or (skipping and not word.startswith("--"))
        if not skipping:
            for value, source in known.items() if len(word) >= LEAST else ():
                word = word.replace(value, variable(source.name))  # noqa: PLW2901  (one after the other)
            kept.append(word)
    return kept


def _variables(calls: Sequence[Called]) -> Known:
    """What calls that change something name of earlier answers, and what those name again; the longest value first."""
    told: dict[str, tuple[Called, str]] = {}
    for call in calls:
        for path, value in call.gave.items():
            told.setdefault(value, (call, path))
    used: set[str] = set()
    for call in reversed(calls):  # a look-up counts once something later names what it told
        if _changes(_key(call)) or any(
            told[value][0] is call for value in call.gave.values() if value in used
        ):
            used |= {
                value for value, (source, _) in told.items() if source is not call and value in call.line
            }
    known: dict[str, ValueSource] = {}
    names: set[str] = set()
    for value, (call, path) in told.items():
        if value in used:
            names.add(name := variable_name(call.resource, path, names))
            known[value] = ValueSource(name, call, path)
    return dict(sorted(known.items(), key=lambda item: -len(item[0])))
