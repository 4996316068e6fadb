"""A Dockerfile read as far as questions about it go: its instructions, its stages, what it asks to be given."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

DIRECTIVE = re.compile(r"^#\s*(syntax|escape)\s*=\s*(\S+)\s*$", re.IGNORECASE)
HEREDOC = re.compile(r"""^\d*<<(-?)(["']?)([A-Za-z0-9_][^<>\s"']*)\2""")
STAGE = re.compile(r"\sas\s+(\S+)\s*$", re.IGNORECASE)
SECRET = re.compile(r"--mount=(\S*type=secret\S*)")


@dataclass(frozen=True)
class Instruction:
    """One instruction: the line it begins in, its word in capitals, what follows with continued lines joined."""

    line: int
    word: str
    rest: str

    @property
    def flags(self) -> tuple[str, ...]:
        """Its options, such as --from=build."""
        words = self.rest.split()
        end = next((at for at, word in enumerate(words) if not word.startswith("--")), len(words))
        return tuple(words[:end])

    @property
    def heredocs(self) -> tuple[str, ...]:
        """The words that end the here-documents that it begins."""
        if self.word not in ("RUN", "COPY", "ADD"):
            return ()
        return tuple(found[3] for word in self.rest.split() if (found := HEREDOC.match(word)))


@dataclass(frozen=True)
class Dockerfile:
    """A file's directives, by name with their line, and its instructions in order."""

    directives: Mapping[str, tuple[int, str]]
    instructions: tuple[Instruction, ...]

    @property
    def stages(self) -> tuple[str, ...]:
        """The names of its stages, in order; one without a name is known by its number."""
        froms = [each for each in self.instructions if each.word == "FROM"]
        return tuple(
            found[1] if (found := STAGE.search(each.rest)) else str(at) for at, each in enumerate(froms)
        )

    @property
    def args(self) -> tuple[str, ...]:
        """The build arguments that have no value of their own."""
        names = (name for each in self.instructions if each.word == "ARG" for name in each.rest.split())
        return tuple(dict.fromkeys(name for name in names if "=" not in name))

    @property
    def secrets(self) -> Mapping[str, int]:
        """The ids of the secrets that it mounts, with the line of the first."""
        found: dict[str, int] = {}
        for each in self.instructions:
            for mount in SECRET.findall(each.rest):
                said = dict(part.partition("=")[::2] for part in mount.split(","))
                name = said.get("id") or Path(said.get("target") or said.get("dst") or "").name
                found.setdefault(name, each.line)
        return found


def read_dockerfile(file: Path) -> Dockerfile:
    """Read it; one that is not there or not text has nothing in it, which Docker itself says best."""
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    directives = _directives(lines)
    escape = directives.get("escape", (0, "\\"))[1]
    return Dockerfile(directives, tuple(_instructions(lines, escape)))


def _directives(lines: list[str]) -> dict[str, tuple[int, str]]:
    """Directives are the comments before anything else."""
    found: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(lines, 1):
        if not (said := DIRECTIVE.match(line)):
            if not line.startswith("#"):
                break
            continue
        found.setdefault(said[1].lower(), (number, said[2]))
    return found


def _first_word(text: str) -> tuple[str, str]:
    """Part an instruction's word, in capitals, from what follows, be it after spaces or tabs."""
    word, rest = [*text.split(maxsplit=1), "", ""][:2]
    return word.upper(), rest.strip()


def _instructions(lines: list[str], escape: str) -> Iterator[Instruction]:
    numbered = iter(enumerate(lines, 1))
    for number, line in numbered:
        if not (text := line.strip()) or text.startswith("#"):
            continue
        while text.endswith(escape):
            text = text[: -len(escape)]
            for _, more in numbered:
                if more.strip() and not more.lstrip().startswith("#"):
                    text += " " + more.strip()
                    break
            else:
                break
        word, rest = _first_word(text)
        if word == "ONBUILD":
            word, rest = _first_word(rest)
        each = Instruction(number, word, rest)
        yield each
        for end in each.heredocs:  # what is in a here-document is no instruction
            for _, more in numbered:
                if more.strip() == end:
                    break
