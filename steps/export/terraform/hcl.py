"""Values as Terraform's language writes them, in the layout of `terraform fmt`."""

import re
from collections.abc import Mapping, Sequence

IDENTIFIER = re.compile(r"(?!(?:for|null|true|false)$)[A-Za-z_][A-Za-z0-9_-]*")
"""A key that needs no quotation; the four words mean something else there."""

Value = str | int | bool | Sequence["Value"] | Mapping[str, "Value"]


def text(value: str) -> str:
    """A text that means itself, whatever is in it."""
    for character, told in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        value = value.replace(character, told)
    return f'"{value.replace("${", "$${").replace("%{", "%%{")}"'


def inline(value: Value) -> str:
    """The value on one line."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return text(value)
        case Mapping():
            inner = ", ".join(f"{key(name)} = {inline(each)}" for name, each in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case _:
            return f"[{', '.join(inline(each) for each in value)}]"


def aligned(values: Mapping[str, Value], indent: str = "") -> list[str]:
    """One line each, with their equals signs below each other."""
    width = max((len(key(name)) for name in values), default=0)
    return [f"{indent}{key(name):{width}} = {inline(value)}" for name, value in values.items()]


def key(name: str) -> str:
    """The name as a key, in quotes where it needs them."""
    return name if IDENTIFIER.fullmatch(name) else text(name)
