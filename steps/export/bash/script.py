"""One script that builds a platform in an empty account, and one that takes it away again."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from steps.book.images import Image
from steps.engine.cloud.answered_ids import changes
from steps.engine.model.graph import Milestone, Node
from steps.engine.model.partitions import dns_suffix
from steps.engine.model.plan import Plan
from steps.engine.model.step import Step
from steps.export.bash.docker_commands import docker_commands, folder_of_apps
from steps.export.bash.forms import Until
from steps.export.bash.quoting import folded, quoted, variable
from steps.export.bash.spoken import NO_FORM, Spoken
from steps.export.bash.variable_names import variable_name
from steps.export.dictation import DictatedCall, DictatedThing, Dictation
from steps.export.first_sentences import caption, comment, first_sentence

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Script:
    """A script, the file of environments that it reads, and the commands that it cannot undo."""

    text: str
    environment: str = ""
    left_out: tuple[str, ...] = ()


def up_script(dictation: Dictation) -> Script:
    """The script that builds all of this."""
    spoken, plan = Spoken(dictation), dictation.plan
    lines = list(Up(dictation, spoken).lines())
    environment = "".join(f"{name}={quoted(value)}\n" for name, value in sorted(spoken.environment.items()))
    file = f"{plan.deployment}.env"
    reading = ["# shellcheck source=/dev/null", f'. "$HERE/{file}"'] if environment else []
    text = _written(
        "up.sh", plan, lines,
        ENVIRONMENT=f"{file}, beside itself" if environment else "nothing",
        APPS=quoted(folder_of_apps(plan)) if folder_of_apps(plan) else '?"say where the apps are, in APPS"',
        DOMAIN=dns_suffix(plan.partition),
        SOURCE="\n".join(reading),
        ADDRESSES="\n".join(_addresses(dictation, spoken)),
    )  # fmt: skip
    return Script(text, environment)


def down_script(dictation: Dictation) -> Script:
    """The script that takes away what the other one made."""
    down = Down(dictation, Spoken(dictation))
    lines = list(down.lines())
    return Script(_written("down.sh", dictation.plan, lines), left_out=tuple(down.left_out))


class Up:
    """The commands that build, in written order; a wait comes before the first command that needs it."""

    def __init__(self, dictation: Dictation, spoken: Spoken) -> None:
        self._dictation, self._spoken = dictation, spoken
        self._waits: dict[Node, tuple[DictatedCall, DictatedThing]] = {}

    def lines(self) -> Iterator[str]:
        """All lines, by step."""
        for step, made in _by_step(self._dictation):
            if any(each.calls or isinstance(each.node, Image) for each in made):
                yield from _heading(f"{step.title}. {first_sentence(step)}")
            for each in made:
                yield from self._make(each)
        yield from ("", "# The rest only has to get ready.") if self._waits else ()
        for node in list(self._waits):
            yield from self._wait(node)

    def _make(self, made: DictatedThing) -> Iterator[str]:
        for need, milestone in made.node.needs.items():
            if milestone is Milestone.READY:
                yield from self._wait(need)
        if isinstance(made.node, Image):
            yield from ("", *self._image(made.node))
            return
        calls = list(self._spoken.calls(made))
        yield from ("", *comment(caption(made.node))) if calls else ()
        for call in calls:
            yield from self._call(call, made)

    def _call(self, call: DictatedCall, made: DictatedThing) -> Iterator[str]:
        form = self._spoken.form(call) or NO_FORM
        kept = self._spoken.keeps(call)
        words = self._spoken.command(call)
        match kept:
            case []:
                pass
            case [(_, path)]:
                words += ["--query", path, "--output", "text"]
            case _:
                words += ["--query", f"[{', '.join(path for _, path in kept)}]", "--output", "text"]
        start = f"make {','.join(name for name, _ in kept)}" if kept else f"once {self._spoken.noted(call)}"
        yield from self._wait(made.node)  # its own, before a look-up of what came of it
        if form.unless:
            look = folded("if !", self._spoken.filled(form.unless, call, made))
            yield f"{look} >/dev/null 2>&1; then"
            yield f"    {folded(start, words, '        ')}"
            yield "fi"
        else:
            yield folded(start, words)
        if form.ready:
            self._waits[made.node] = (call, made)

    def _wait(self, node: Node) -> Iterator[str]:
        if node not in self._waits:
            return
        call, made = self._waits.pop(node)
        form = self._spoken.form(call) or NO_FORM
        if isinstance(form.ready, Until):
            asked = [*self._spoken.filled(form.ready.command, call, made), "--output", "text"]
            yield folded(f"until_is {quoted(form.ready.answer)}", asked)
        else:
            yield folded("", self._spoken.filled(form.ready, call, made))

    def _image(self, image: Image) -> Iterator[str]:
        folder = f"{variable('APPS')}/{image.app.name}"
        made, push = docker_commands(image, self._dictation.plan, variable("REGISTRY"), folder)
        name = variable_name(image.name, "pushed")
        yield from comment(
            f"{caption(image)} The token lasts twelve hours, and is written nowhere by this script."
        )
        for words in made:
            yield folded(f"aloud {variable_name(image.name, words[1])}", words)
        yield f"if [[ -z ${{{name}:-}} ]]; then"
        yield '    aws ecr get-login-password | docker login --username AWS --password-stdin "${REGISTRY%%/*}"'
        yield "fi"
        yield folded(f"aloud {name}", push)


class Down:
    """The commands that take away, in the opposite order; all of a step's go before any of them is waited for."""

    def __init__(self, dictation: Dictation, spoken: Spoken) -> None:
        self._dictation, self._spoken = dictation, spoken
        self.left_out: list[str] = []

    def lines(self) -> Iterator[str]:
        """All lines, by step."""
        for step, made in reversed([(step, list(made)) for step, made in _by_step(self._dictation)]):
            calls = [
                (call, each) for each in reversed(made) for call in reversed(list(self._spoken.calls(each)))
            ]
            lines = [line for call, each in calls for line in self._undo(call, each)]
            lines += [line for call, each in calls for line in self._gone(call, each)]
            if lines:
                yield from (*_heading(f"{step.title}."), *lines)

    def _undo(self, call: DictatedCall, made: DictatedThing) -> Iterator[str]:
        form = self._spoken.form(call)
        if form is None and changes(call.operation):
            if made.node.kind not in self.left_out:
                self.left_out.append(made.node.kind)
            yield from comment(
                f"Left standing: {made.node.name} ({made.node.kind}). This script does not know how it goes."
            )
        for undo in form.undo if form else ():
            yield folded(f"made {self._spoken.noted(call)} patiently", self._spoken.filled(undo, call, made))

    def _gone(self, call: DictatedCall, made: DictatedThing) -> Iterator[str]:
        form = self._spoken.form(call) or NO_FORM
        name = self._spoken.noted(call)
        match form.gone:
            case Until(command, answer):
                asked = [*self._spoken.filled(command, call, made), "--output", "text"]
                yield folded(f"made {name} until_is {quoted(answer)}", asked)
            case str() as command if command:
                yield folded(f"made {name} patiently", self._spoken.filled(command, call, made))
            case _:
                pass
        if form.undo:
            yield f"gone {name}"


def _by_step(dictation: Dictation) -> Iterator[tuple[Step, list[DictatedThing]]]:
    for _, made in groupby(dictation.made, key=lambda each: each.step.key):
        found = list(made)
        yield found[0].step, found


def _heading(text: str) -> list[str]:
    return ["", "", f"# {'─' * 100}", *comment(text)]


def _addresses(dictation: Dictation, spoken: Spoken) -> Iterator[str]:
    """Where each app answers."""
    told: dict[str, str] = {}
    for made in dictation.made:
        if made.handle.url and (app := made.node.serves):
            idle = "" if app.count else "  (idle: no tasks)"
            told.setdefault(app.name, spoken.with_variables(made.handle.url) + idle)
    yield from ("", f"echo {quoted(f'{dictation.plan.deployment} stands:')}")
    for name, url in told.items():
        yield f"echo {quoted(f'  {name:20} {url}')}"


def _written(template: str, plan: Plan, commands: list[str], **more: str) -> str:
    filled = (HERE / template).read_text("utf-8")
    holes = {
        "COMMON": (HERE / "common.sh").read_text("utf-8"), "NAME": plan.deployment, "REGION": plan.region,
        "COMMANDS": "\n".join(commands), **more,
    }  # fmt: skip
    for hole, text in holes.items():
        filled = filled.replace(f"@{hole}@", text)
    return filled
