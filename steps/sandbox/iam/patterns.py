"""Patterns of policies: wildcards, policy variables, and ARNs, whose parts are compared one by one.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

import functools
import re
from collections.abc import Mapping

Values = dict[str, tuple[str, ...]]
Context = Mapping[str, tuple[str, ...]]
"""What is known of a request: condition keys in lower case, each with its values."""

VARIABLE = re.compile(r"\$\{([^}]*)\}")
LITERALS = {"*": "*", "?": "?", "$": "$"}
WILDCARDS = re.compile(r"([*?])")
PARTS = 6  # of an ARN


class NoSuchValue(Exception):
    """A policy variable has no value in this request, so that the statement does not apply."""


def matches(pattern: str, text: str, context: Context | None = None) -> bool:
    """Whether a text is what a pattern means. Raises NoSuchValue."""
    return bool(_compiled(_regex(pattern, context)).fullmatch(text))


def matches_arn(pattern: str, arn: str, context: Context | None = None) -> bool:
    """Whether an ARN is what a pattern means: no wildcard before the resource spans a colon. Raises NoSuchValue."""
    parts = pattern.split(":", PARTS - 1)
    if pattern == "*" or len(parts) < PARTS or "${" in ":".join(parts[:-1]):
        return matches(pattern, arn, context)
    before = ":".join(_wildcards(part, "[^:]") for part in parts[:-1])
    return bool(_compiled(f"{before}:{_regex(parts[-1], context)}").fullmatch(arn))


def filled(text: str, context: Context | None) -> str:
    """Put values in the place of variables, for operators that know no wildcards. Raises NoSuchValue."""
    return text if context is None else VARIABLE.sub(lambda found: _value(found[1], context), text)


@functools.cache
def _wildcards(text: str, one: str = ".") -> str:
    regexes = {"*": f"{one}*", "?": one}
    return "".join(regexes.get(piece) or re.escape(piece) for piece in WILDCARDS.split(text))


def _regex(pattern: str, context: Context | None) -> str:
    """Write a pattern as a regular expression; what stands in a variable is never a wildcard."""
    if context is None or "${" not in pattern:
        return _wildcards(pattern)
    pieces = VARIABLE.split(pattern)
    return "".join(
        re.escape(_value(piece, context)) if number % 2 else _wildcards(piece)
        for number, piece in enumerate(pieces)
    )


def _value(variable: str, context: Context) -> str:
    """Give the one value of `aws:username`, or of `aws:PrincipalTag/team, 'company-wide'`, which has a default."""
    if variable in LITERALS:
        return LITERALS[variable]
    name, comma, default = variable.partition(",")
    values = context.get(name.strip().lower(), ())
    if len(values) == 1:
        return values[0]
    if comma:
        return default.strip().strip("'")
    raise NoSuchValue(variable)


@functools.lru_cache(4096)
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex, re.DOTALL)
