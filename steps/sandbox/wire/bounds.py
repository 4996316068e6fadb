"""What botocore's models allow as parameters (lengths, values, patterns, words), enforced as AWS's services enforce it."""

import functools
import re
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

from steps.sandbox.wire.modelled_call import ModelledCall
from steps.sandbox.wire.refusal_words import INVALID, out_of_bounds

Fault = tuple[str, str, str]
"""Where, what is there, and the constraint that it fails."""

EC2_LIMIT = "MaxResults"


def check(exchange: ModelledCall, asked: dict[str, Any]) -> None:
    """Refuse parameters that the model does not allow, in the service's own words."""
    if exchange.service not in INVALID or exchange.model.input_shape is None:
        return
    if faults := list(inside(exchange.model.input_shape, asked, "")):
        raise out_of_bounds(exchange.service, exchange.action, faults)


def inside(shape: Any, value: Any, where: str) -> Iterator[Fault]:
    """Find the faults in a value and in what it holds."""
    if value is None:
        return
    yield from own_faults(shape, value, where)
    match shape.type_name, value:
        case "structure", dict():
            yield from members(shape, value, where)
        case "list", list():
            for number, item in enumerate(value, 1):
                yield from inside(shape.member, item, f"{where}.{number}.member")
        case "map", dict():
            for key, item in value.items():
                yield from inside(shape.value, item, f"{where}.{key}.member")


def members(shape: Any, value: dict[str, Any], where: str) -> Iterator[Fault]:
    """Find the faults in a structure: members that are wanted and missing, and those inside the others."""
    for name, member in shape.members.items():
        place = f"{where}.{camel(name)}" if where else camel(name)
        if name in shape.required_members and value.get(name) is None:
            yield place, "null", "Member must not be null"
        else:
            yield from inside(member, value.get(name), place)


def own_faults(shape: Any, value: Any, where: str) -> Iterator[Fault]:
    """Find what is wrong with the value itself."""
    rules = shape.metadata
    if shape.type_name in {"integer", "long", "float", "double"}:
        measured, what = value, "value"
    elif shape.type_name in {"string", "blob", "list", "map"} and hasattr(value, "__len__"):
        measured, what = len(value), "length"
    else:
        return
    if isinstance(measured, int | float):
        if "min" in rules and measured < rules["min"]:
            yield where, shown(value), f"Member must have {what} greater than or equal to {rules['min']}"
        if "max" in rules and measured > rules["max"]:
            yield where, shown(value), f"Member must have {what} less than or equal to {rules['max']}"
    if not isinstance(value, str):
        return
    if "enum" in rules and value not in rules["enum"]:
        yield where, shown(value), f"Member must satisfy enum value set: [{', '.join(rules['enum'])}]"
    if "pattern" in rules and not re.compile(python(rules["pattern"]), re.ASCII).fullmatch(value):
        yield where, shown(value), f"Member must satisfy regular expression pattern: {rules['pattern']}"


def shown(value: Any) -> str:
    """Write a value as AWS's refusals do."""
    if isinstance(value, list):
        return f"'[{', '.join(map(str, value))}]'"
    return f"'{value}'"


def camel(name: str) -> str:
    """Write a member's name as AWS's refusals do."""
    return name[0].lower() + name[1:]


@functools.cache
def python(pattern: str) -> str:
    """Write one of the models' Java patterns for Python, which lacks Unicode's categories; Java's words are ASCII."""
    return re.sub(r"\\p\{(?:Is)?([A-Z][a-z]?)\}", lambda found: category(found[1]), pattern)


@functools.cache
def category(name: str) -> str:
    """Write a category of Unicode's as the inside of a set of characters."""
    ranges: list[list[int]] = []
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code)).startswith(name):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)
