"""What only BuildKit reads in a Dockerfile, found before the classic builder fails at it or silently builds something else.

https://docs.docker.com/reference/dockerfile/ says of each since which version of the syntax it is there.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from steps.docker.docker_troubles import DockerTrouble
from steps.docker.dockerfile import Dockerfile, Instruction, read_dockerfile

AUTOMATIC = frozenset(
    f"{side}{part}"
    for side in ("TARGET", "BUILD")
    for part in ("PLATFORM", "OS", "OSVERSION", "ARCH", "VARIANT")
) | {"TARGETSTAGE"}
"""Build arguments that BuildKit sets by itself; in the classic builder they are empty."""

CLASSIC_FLAGS = {
    "FROM": ("--platform",),
    "COPY": ("--from", "--chown"),
    "ADD": ("--chown",),
    "RUN": (),
}
EXPANDED = ("ADD", "ARG", "COPY", "ENV", "EXPOSE", "FROM", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR")
"""Where Docker itself puts in the values of variables; in a command the shell does."""

GIT = re.compile(r"^(git@\S+|git://\S+|https?://\S+\.git(#\S*)?)$")
CUT = re.compile(r"\$\{\w+[#%/]")
ASKED = re.compile(r"\$\{?(\w+)")


class Beyond(NamedTuple):
    """What the classic builder does not read: in which line, and how it is written."""

    line: int
    what: str


def beyond_classic(file: Dockerfile, args: Collection[str] = ()) -> Beyond | None:
    """Give the first thing that the two builders do not read alike; `args` are given by the user."""
    found = [Beyond(line, f"# syntax={value}") for line, value in _syntax(file)]
    found += [Beyond(each.line, what) for each in file.instructions for what in _of(each, args)]
    return min(found, default=None)


def refuse_classic(name: str, dockerfile: Path, args: Collection[str], install: str) -> None:
    """Raise DockerTrouble where this Dockerfile needs BuildKit; `install` says how it is had."""
    found = beyond_classic(read_dockerfile(dockerfile), args)
    if found is None:
        return
    raise DockerTrouble(
        f"{name} needs BuildKit, and there is none here: line {found.line} of {dockerfile} has `{found.what}`.",
        why="The builder without it fails at that or silently builds another image. Nothing was sent to Docker.",
        cure=install,
    )


def _syntax(file: Dockerfile) -> Iterator[tuple[int, str]]:
    if "syntax" in file.directives:
        yield file.directives["syntax"]


def _of(each: Instruction, args: Collection[str]) -> Iterator[str]:
    allowed = CLASSIC_FLAGS.get(each.word)
    if allowed is not None:
        for flag in each.flags:
            if flag.partition("=")[0] not in allowed:
                yield f"{each.word} {flag}"
    if each.heredocs:
        yield f"{each.word} <<{each.heredocs[0]}"
    if each.word == "ARG":
        yield from (f"ARG {name}" for name in each.rest.split() if name in AUTOMATIC and name not in args)
    if each.word == "FROM":
        yield from (f"FROM … ${name}" for name in ASKED.findall(each.rest) if name in AUTOMATIC)
    if each.word == "ADD":
        yield from (f"ADD {word}" for word in each.rest.split() if GIT.match(word))
    if each.word in EXPANDED and (cut := CUT.search(each.rest)):
        yield f"{each.word} {cut[0]}…}}"
