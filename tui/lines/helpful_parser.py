"""A parser of the command line whose refusals say what was probably meant, and what there is."""

import argparse
import re
from typing import NoReturn

from steps.engine.troubles import BadInput
from tui.lines.meant import meant

NO_CHOICE = re.compile(r"argument (?P<what>.+?): invalid choice: '(?P<word>.*)' \(choose from (?P<all>.*)\)")
NO_NUMBER = re.compile(r"argument (?P<what>.+?): invalid (?:int|float) value: '(?P<word>.*)'")
MISSING = "the following arguments are required: "
UNKNOWN = "unrecognized arguments: "
NO_VALUE = re.compile(r"argument (?P<what>.+?): expected (?:one|at least one) argument")
CALLED = {
    "NAME": "a deployment's name",
    "APP": "an app's name",
    "COUNT": "a number of tasks",
    "--format": "--format bash, terraform or cloudformation",
}
KINDS = {"COMMAND": "command", "ACTION": "action"}


class HelpfulParser(argparse.ArgumentParser):
    """argparse's, but its errors are a Trouble: what is wrong, what may have been meant, how to see the rest."""

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
            raise BadInput(f"{self.prog} needs {' and '.join(words)}.", cure=f"{self._usage()} {see}")
        if message.startswith(UNKNOWN):
            word = message.removeprefix(UNKNOWN).split()[0]
            options = re.findall(r"--[a-z-]+", self.format_help())
            raise BadInput(f"{self.prog} knows no “{word}”.", cure=f"{meant(word, options)}{see}")
        raise BadInput(f"{message[:1].upper()}{message[1:]}.", cure=see)

    def _usage(self) -> str:
        needed = [part for part in self.format_usage().split() if part.isupper() and part.isalpha()]
        return f"Write: `{' '.join([self.prog, *needed])}`." if needed else ""
