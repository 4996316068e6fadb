"""A dictation as commands: which calls a script needs, what it keeps of their answers, and under which names."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from steps.engine.cloud.answered_ids import changes
from steps.engine.cloud.cli_line import SECRET, cli_words, hyphenated
from steps.export.bash.forms import FORMS, Form, Until, filled, given, holes
from steps.export.bash.quoting import variable
from steps.export.bash.variable_names import variable_name
from steps.export.dictation import BALANCER, DictatedCall, DictatedThing, Dictation, texts

NO_FORM = Form()


class Spoken:
    """Says the calls of a dictation in a shell's words; `environment` is what must not stand in a script, as JSON by name."""

    def __init__(self, dictation: Dictation) -> None:
        self._dictation, self._account = dictation, re.compile(rf"(?<!\d){dictation.plan.account}(?!\d)")
        self.environment: dict[str, str] = {}
        self._whose = {call.place: made for made in dictation.made for call in made.calls}
        self._kept = self._find_kept()
        self._names = self._name()

    @staticmethod
    def form(call: DictatedCall) -> Form | None:
        """What belongs to the call, if its page has brought it."""
        return FORMS.get(f"{call.service} {hyphenated(call.operation)}")

    def calls(self, made: DictatedThing) -> Iterator[DictatedCall]:
        """Those that a script needs: what changes things, and the look-ups that others need."""
        return (call for call in made.calls if changes(call.operation) or self._kept.get(call.place))

    def keeps(self, call: DictatedCall) -> list[tuple[str, str]]:
        """The variables that take the call's answer, each with its JMESPath; one that nobody asks for, if there is no other."""
        paths = self._kept.get(call.place, {})
        return [(self._names[call.place, path], path) for path in paths]

    def noted(self, call: DictatedCall) -> str:
        """The variable that says that the call was made."""
        kept = self.keeps(call)
        return kept[0][0] if kept else self._names[call.place, ""]

    def command(self, call: DictatedCall) -> list[str]:
        """The call's words, with variables for what is known only when the script runs."""
        told = {name: value for name, value in call.parameters.items() if name not in call.hidden}
        hidden = {
            name: value if name.lower() == "tags" else self._without_secrets(value, call)
            for name, value in told.items()
        }
        put_away = re.compile(rf'"?{self._dictation.nonce}json([A-Z0-9_]+)z"?')
        words = cli_words(call.service, call.operation, hidden)
        return [self.with_variables(put_away.sub(lambda found: variable(found[1]), word)) for word in words]

    def filled(self, form: str, call: DictatedCall, made: DictatedThing) -> list[str]:
        """The words of a form of this call."""
        words = tuple(cli_words(call.service, call.operation, call.parameters))

        def fill(hole: str) -> list[str]:
            if hole.startswith("--"):
                return given(words, hole)
            return [variable(self._names[self._place(hole, call, made), hole.removeprefix("then:")])]

        return [self.with_variables(word) for word in filled(form, fill)]

    def with_variables(self, text: str) -> str:
        """The text with variables for marks and for the account's number."""
        marks, pattern = self._dictation.marks, self._dictation.pattern

        def told(found: re.Match[str]) -> str:
            mark = marks[found[0]]
            path, _, tail = mark.path.partition(BALANCER)
            if tail or mark.path.endswith(BALANCER):
                return variable(f"{self._names[mark.call.place, path]}##*{BALANCER}")
            return variable(self._names[mark.call.place, path])

        whole = re.compile(rf"({pattern.pattern}){BALANCER}{pattern.pattern}")
        return self._account.sub(variable("ACCOUNT"), pattern.sub(told, whole.sub(r"\1", text)))

    @staticmethod
    def _place(hole: str, call: DictatedCall, made: DictatedThing) -> int:
        """Whose answer a hole is about: the call's own, or after `then:` that of the look-up that follows it."""
        return made.calls[-1].place if hole.startswith("then:") else call.place

    def _without_secrets(self, value: Any, call: DictatedCall) -> Any:
        """The value with a variable in the place of each environment, which goes into the file beside the script."""
        match value:
            case Mapping():
                return {
                    key: self._put_away(key, each, call)
                    if SECRET.search(str(key)) and each
                    else self._without_secrets(each, call)
                    for key, each in value.items()
                }
            case list() | tuple():
                return [self._without_secrets(each, call) for each in value]
            case _:
                return value

    def _put_away(self, key: str, value: Any, call: DictatedCall) -> str:
        """Keep it for the file beside the script; what stands for it in the command is JSON as it is."""
        told = json.dumps(value, ensure_ascii=False)
        resource = self._whose[call.place].node.name
        others = frozenset(name for name, other in self.environment.items() if other != told)
        name = variable_name(resource.partition(".")[2] or resource, hyphenated(key), others)
        self.environment[name] = told
        return f"{self._dictation.nonce}json{name}z"

    def _find_kept(self) -> dict[int, dict[str, None]]:
        """By call, the paths of its answer that something names: a later call, a form, an address."""
        kept: dict[int, dict[str, None]] = {}

        def keep(text: str) -> None:
            for mark in map(self._dictation.marks.__getitem__, self._dictation.pattern.findall(text)):
                kept.setdefault(mark.call.place, {})[mark.path.partition(BALANCER)[0]] = None
                if not changes(mark.call.operation):
                    for each in texts(mark.call.parameters):
                        keep(each)

        for made in self._dictation.made:
            keep(made.handle.url)
            for call in made.calls:
                for text in texts(call.parameters) if changes(call.operation) else ():
                    keep(text)
                for hole in _holes(self.form(call)):
                    if not hole.startswith("--"):
                        place = self._place(hole, call, made)
                        kept.setdefault(place, {})[hole.removeprefix("then:")] = None
        return kept

    def _name(self) -> dict[tuple[int, str], str]:
        names: dict[tuple[int, str], str] = {}
        for made in self._dictation.made:
            for call in self.calls(made):
                done = "Made" if call is made.calls[0] else call.operation
                for path in self._kept.get(call.place) or ("",):
                    names[call.place, path] = variable_name(
                        made.node.name, path or done, frozenset(names.values())
                    )
        return names


def _holes(form: Form | None) -> Iterator[str]:
    for part in (form.ready, form.gone, *form.undo) if form else ():
        yield from holes(part.command if isinstance(part, Until) else part)
