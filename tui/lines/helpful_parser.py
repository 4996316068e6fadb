"""A parser of the command line whose refusals say what was probably meant, and what there is."""

import argparse
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from steps.engine.troubles import BadInput
from tui.lines.meant import meant

NO_CHOICE = re.compile(r"argument (?P<what>.+?): invalid choice: '(?P<word>.*)' \(choose from (?P<all>.*)\)")
NO_NUMBER = re.compile(r"argument (?P<what>.+?): invalid (?:int|float) value: '(?P<word>.*)'")
MISSING = "the following arguments are required: "
NO_VALUE = re.compile(r"argument (?P<what>.+?): expected (?:one|at least one) argument")
CALLED = {
    "NAME": "a deployment's name",
    "APP": "an app's name",
    "COUNT": "a number of tasks",
    "--format": "--format bash, terraform or cloudformation",
    "shell": "the name of a shell",
}
KINDS = {"COMMAND": "command", "ACTION": "action"}


class HelpfulParser(argparse.ArgumentParser):
    """argparse's, but its errors are a Trouble: what is wrong, what may have been meant, how to see the rest."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Refuse what a command does not know there and then: the whole grammar would name its own options."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self._refuse(unknown[0])
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """Say it in our words. Raises BadInput."""
        see = f"`{self.prog} --help` shows what there is."
        if found := NO_CHOICE.fullmatch(message):
            words = re.findall(r"[\w-]+", found["all"])
            raise BadInput(
                f"There is no {KINDS.get(found['what'], found['what'])} “{found['word']}”.",
                cure=f"{meant(found['word'], words)}There are: {', '.join(words)}.",
            )
        if found := NO_NUMBER.fullmatch(message):
            raise BadInput(
                f"{found['what']} is a number, and “{found['word']}” is none.", cure="Write one, such as 3."
            )
        if found := NO_VALUE.fullmatch(message):
            raise BadInput(f"{found['what']} needs a value after it.", cure=see)
        if message.startswith(MISSING):
            names = message.removeprefix(MISSING).split(", ")
            words = [CALLED.get(name, name) for name in names]
            raise BadInput(
                f"`{self._command}` needs {' and '.join(words)}.",
                cure=f"Write: `{' '.join(self._usage())}`. {see}",
            )
        raise BadInput(f"{message[:1].upper()}{message[1:]}.", cure=see)

    @property
    def _command(self) -> str:
        """The words of it behind the program's own, which stands before every message."""
        return self.prog.partition(" ")[2] or self.prog

    def _refuse(self, word: str) -> NoReturn:
        see = f"`{self.prog} --help` shows what there is."
        if word.startswith("-"):
            near = meant(word, self._option_string_actions)
            raise BadInput(f"`{self._command}` has no option “{word}”.", cure=f"{near}{see}")
        raise BadInput(f"`{self._command}` does not know what “{word}” is for.", cure=see)

    def _usage(self) -> Iterator[str]:
        """The shortest line that it takes."""
        yield self.prog
        for each in self._actions:
            if each.required:
                yield from each.option_strings[-1:]
                yield next(iter(each.choices or ()), f"{each.metavar}")
