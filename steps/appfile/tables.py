"""Turns a table of a configuration file into a frozen struct, or names everything that is wrong with it."""

from difflib import get_close_matches
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

T = TypeVar("T", bound=msgspec.Struct)

SECRET = "secret"  # noqa: S105  (a mark, not a password)
"""Marks the type of a key whose value is told to nobody, not even where it is wrong."""

KINDS = {
    str: "a text",
    int: "a number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


def read_table(
    kind: type[T], table: dict[str, Any], inside: str = "", **given: Any
) -> tuple[T | None, tuple[str, ...]]:
    """Give the struct, or None and one sentence for each key that is unknown, missing or of a wrong value.

    What a key allows is said by the `description` of its type's `msgspec.Meta`; `inside` is the name of the
    table that this one is written in, for the messages; fields `given` are not keys of the table.
    """
    fields = {each.encode_name: each for each in msgspec.structs.fields(kind) if each.name not in given}
    hints = get_type_hints(kind, include_extras=True)
    values: dict[str, Any] = {**given}
    problems = [_unknown(inside + key, inside, list(fields)) for key in table if key not in fields]
    for key, field in fields.items():
        if key in table:
            value, found = _read_value(hints[field.name], table[key], inside + key)
            values[field.name] = value
            problems += found
        elif field.required:
            problems.append(f"`{inside}{key}` is missing: it is {allowed(hints[field.name])}.")
    return (None if problems else kind(**values)), tuple(problems)


def allowed(hint: Any) -> str:
    """Say what a type allows, as its field's declaration words it."""
    if get_origin(hint) is Annotated:
        return next(mark.description or "" for mark in get_args(hint)[1:] if isinstance(mark, msgspec.Meta))
    if _is_table(hint):
        required = [each.encode_name for each in msgspec.structs.fields(hint) if each.required]
        return " ".join(["a table", *(["with", ", ".join(required)] if required else [])])
    return "one of " + ", ".join(f'"{each}"' for each in hint)


def _read_value(hint: Any, value: Any, key: str) -> tuple[Any, tuple[str, ...]]:
    if _is_table(hint) and isinstance(value, dict):
        return read_table(hint, value, f"{key}.")
    try:
        return msgspec.convert(value, hint), ()
    except msgspec.ValidationError:
        shown = _outline(value) if SECRET in getattr(hint, "__metadata__", ()) else _written(value)
        return None, (f"`{key}` is {shown}: it must be {allowed(hint)}.",)


def _is_table(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)


def _written(value: Any) -> str:
    """Show a value as the file has it."""
    return msgspec.json.encode(value, enc_hook=str).decode()


def _outline(value: Any) -> str:
    """Show the keys of a table and the kinds of its values, which may be secrets."""
    if isinstance(value, dict):
        return "a table of " + (
            ", ".join(f"{key} ({KINDS.get(type(each), 'no text')})" for key, each in value.items())
            or "nothing"
        )
    return KINDS.get(type(value), "no table")


def _unknown(key: str, inside: str, known: list[str]) -> str:
    near = get_close_matches(key.removeprefix(inside), known, n=1)
    meant = f" Did you mean `{inside}{near[0]}`?" if near else ""
    where = f"in [{inside[:-1]}]" if inside else "here"
    return f"`{key}` is not a key.{meant} Allowed {where}: {', '.join(known)}."
