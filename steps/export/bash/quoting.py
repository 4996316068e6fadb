"""Words of a command, as a shell reads them: texts that stay as they are, and variables in them.

In a word a variable is its name between two characters that no text has (Unicode's noncharacters), the first with a number
that nobody knows before: an app.toml with such characters in it makes no variable.
"""

import re
import secrets
import shlex
from collections.abc import Iterable

OPEN, SHUT = f"\ufdd0{secrets.token_hex(8)}:", "\ufdd1"
VARIABLE = re.compile(f"{OPEN}([^{SHUT}]+){SHUT}")
PLAIN = re.compile(
    r"[\w./:@%+=, *?()'\[\]{}-]*"
)  # means itself between double quotes, also to a shell that is typed into
WIDTH = 110


def variable(name: str) -> str:
    """A variable as a word or a part of one; `name` may be any parameter expansion, as `ARN##*/`."""
    return f"{OPEN}{name}{SHUT}"


def variables(word: str) -> list[str]:
    """The names of the variables in a word."""
    return [re.split(r"[^A-Z0-9_]", name)[0] for name in VARIABLE.findall(word)]


def quoted(word: str) -> str:
    """The word as a shell has to be given it; whatever is no variable means itself."""
    texts = VARIABLE.split(word)
    if len(texts) == 1:
        return shlex.quote(word)
    if all(PLAIN.fullmatch(text) for text in texts[::2]):
        inner = (_expansion(text, after) if at % 2 else text for at, text, after in _with_next(texts))
        return f'"{"".join(inner)}"'
    parts = (
        f'"{_expansion(text, "")}"' if at % 2 else text and shlex.quote(text)
        for at, text, _ in _with_next(texts)
    )
    return "".join(parts)


def command_line(words: Iterable[str]) -> str:
    """The command on one line."""
    return " ".join(map(quoted, words))


def folded(line_start: str, words: Iterable[str], indent: str = "    ") -> str:
    """The command with `line_start` before it: on one line where it fits, else an option a line."""
    texts = [quoted(word) for word in words]
    whole = " ".join([line_start, *texts]).strip()
    if len(whole) <= WIDTH:
        return whole
    lines = [line_start] if line_start else []
    for text in texts:
        if text.startswith("--") or not lines:
            lines.append(text)
        else:
            lines[-1] = f"{lines[-1]} {text}".strip()
    return f" \\\n{indent}".join(lines)


def _with_next(texts: list[str]) -> Iterable[tuple[int, str, str]]:
    return ((at, text, (texts[at + 1] if at + 1 < len(texts) else "")) for at, text in enumerate(texts))


def _expansion(name: str, after: str) -> str:
    """$NAME, or ${NAME} where what follows would be read as a part of it."""
    plain = re.fullmatch(r"[A-Z0-9_]+", name) and not re.match(r"[\w\[]", after)
    return f"${name}" if plain else f"${{{name}}}"
