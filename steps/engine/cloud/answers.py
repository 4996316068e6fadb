"""What comes back from a call, read with care: whether AWS has answered at all, and whether it can be understood.

botocore takes a web page, or an answer that broke off, for an empty one; and whatever is odd in an answer breaks whoever
reads it.
"""

import re
from collections.abc import Mapping
from typing import Any

from botocore.parsers import ResponseParserError, ResponseParserFactory

from steps.engine.cloud.refusals import BROKEN_OFF, NOT_AWS, NOT_UNDERSTOOD
from steps.engine.troubles import Trouble

LONGEST_LENGTH = 19  # digits; whoever says more is not AWS, and Python converts only so many
SIGN_IN_FIRST = 511  # RFC 6585: what a network answers that wants a login of its own
SCALARS: Mapping[str, type | tuple[type, ...]] = {
    "string": str, "boolean": bool, "integer": int, "long": int, "float": (float, int), "double": (float, int),
}  # fmt: skip
CONTAINERS: Mapping[str, type] = {"structure": dict, "map": dict, "list": list}
PAGE = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


class CarefulFactory(ResponseParserFactory):
    """Makes botocore's parsers, each of them careful; a session's `response_parser_factory`."""

    def create_parser(self, protocol_name: str) -> Any:
        """The parser of this protocol."""
        return Careful(super().create_parser(protocol_name))


class Careful:
    """A parser to which a page is an error, and what cannot be understood too; a single odd value is as if it were not there."""

    def __init__(self, parser: Any) -> None:
        self._parser = parser

    def parse(self, response: Mapping[str, Any], shape: Any) -> dict[str, Any]:
        """The answer, every part of which is of its kind, or an answer that says what is wrong."""
        if is_page(response):
            return _wrong(NOT_AWS, _title(response["body"]))
        if has_broken_off(response):
            return _wrong(BROKEN_OFF, f"{len(response['body'])} bytes came of {_announced(response)}")
        try:
            parsed = self._parser.parse(response, shape)
            refused = response["status_code"] >= 300
            return Answer(parsed) if refused else Answer({**parsed, **_checked(parsed, shape, "")})
        except (ResponseParserError, ValueError, TypeError, AttributeError, LookupError) as error:
            return _wrong(NOT_UNDERSTOOD, " ".join(f"{error}".split())[:300])


class Answer(dict[str, Any]):
    """What AWS answered; to ask for a part that it lacks is a trouble of AWS's and not a fault of whoever asks."""

    def __missing__(self, key: str) -> Any:
        raise Lacking(key)


class Listed(list[Any]):
    """A list in it; to take what is not there is AWS's trouble too."""

    def __getitem__(self, place: Any) -> Any:
        try:
            return super().__getitem__(place)
        except IndexError:
            raise Lacking(f"[{place}]") from None


class Lacking(Trouble, LookupError):
    """An answer of AWS's has no such part."""

    def __init__(self, part: str) -> None:
        super().__init__(
            f"AWS's answer has no “{part}”, which it always has.",
            why="What answers is not quite AWS, or AWS has a fault of its own.",
            cure="Try again: what stands is kept and carried on from here.",
        )


def is_page(response: Mapping[str, Any]) -> bool:
    """Whether this is a web page; AWS itself says with one that it is out of order, and never anything else."""
    status = response["status_code"]
    moved_on = status == SIGN_IN_FIRST or 300 <= status < 400
    return moved_on or (status < 500 and PAGE.match(response["body"]) is not None)


def has_broken_off(response: Mapping[str, Any]) -> bool:
    """Whether the connection ended before the body did, which botocore does not ask (`enforce_content_length=False`)."""
    bodiless = str(response.get("context", {}).get("operation_name", "")).startswith("Head")
    return (
        not bodiless and isinstance(response["body"], bytes) and len(response["body"]) < _announced(response)
    )


def _announced(response: Mapping[str, Any]) -> int:
    """How many bytes the body was to have; 0 where that is not said."""
    length = str(response["headers"].get("Content-Length", ""))
    return int(length) if length.isdecimal() and len(length) <= LONGEST_LENGTH else 0


def _wrong(code: str, message: str) -> dict[str, Any]:
    return {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {
            "HTTPStatusCode": 502,
            "HTTPHeaders": {},
        },  # a gateway without an answer from behind it
    }


def _title(body: bytes) -> str:
    found = TITLE.search(body)
    return " ".join(found[1].decode("utf-8", "replace").split())[:100] if found else ""


def _checked(value: Any, shape: Any, path: str) -> Any:
    """The value without what is not of the kind that AWS's own model says. Raises TypeError where a list or more would go.

    Who leaves out a list would say that nothing is there.
    """
    kind = shape.type_name if shape else ""
    if kind in CONTAINERS and not isinstance(value, CONTAINERS[kind]):
        raise TypeError(f"{path or 'it'} is no {kind}")
    match kind:
        case "structure":
            members = {name: each for name, each in shape.members.items() if _fits(value.get(name), each)}
            return Answer({name: _checked(value[name], each, name) for name, each in members.items()})
        case "list":
            if not all(_fits(each, shape.member) for each in value):
                raise TypeError(f"{path} has something else in it than {shape.member.type_name}")
            return Listed(_checked(each, shape.member, f"{path}[]") for each in value)
        case "map":
            return Answer({key: _checked(each, shape.value, f"{path}.{key}") for key, each in value.items()})
        case _:
            return value


def _fits(value: Any, shape: Any) -> bool:
    """Whether it is there, and a scalar is of its kind."""
    kind = SCALARS.get(shape.type_name, object)
    return value is not None and isinstance(value, kind) and not (isinstance(value, bool) and kind is int)
