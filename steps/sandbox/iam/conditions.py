"""The operators of a policy's conditions.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import base64
import operator
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

from steps.sandbox.iam.patterns import Context, filled, matches, matches_arn

Compare = Callable[[str, str, Context | None], bool]
"""Whether a value of the request (first) is what the policy says (second)."""

SETS = re.compile(r"^(ForAllValues|ForAnyValue):")


def _plain(compare: Callable[[str, str], bool]) -> Compare:
    """Compare without wildcards; what cannot be read as this operator's type is never equal."""

    def compared(value: str, said: str, context: Context | None) -> bool:
        try:
            return compare(value, filled(said, context))
        except ValueError:
            return False

    return compared


def _numeric(compare: Callable[[float, float], bool]) -> Compare:
    return _plain(lambda value, said: compare(float(value), float(said)))


def _dated(compare: Callable[[float, float], bool]) -> Compare:
    return _plain(lambda value, said: compare(_moment(value), _moment(said)))


def _moment(text: str) -> float:
    """Read a date in ISO 8601, or seconds since 1970."""
    if re.fullmatch(r"\d{5,}(\.\d+)?", text):
        return float(text)
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def _binary(value: str, said: str) -> bool:
    return base64.b64decode(value) == base64.b64decode(said)


OPERATORS: Mapping[str, Compare] = {
    "StringEquals": _plain(operator.eq),
    "StringEqualsIgnoreCase": _plain(lambda value, said: value.lower() == said.lower()),
    "StringLike": lambda value, said, context: matches(said, value, context),
    "ArnEquals": lambda value, said, context: matches_arn(said, value, context),
    "ArnLike": lambda value, said, context: matches_arn(said, value, context),
    "Bool": _plain(lambda value, said: value.lower() == said.lower()),
    "BinaryEquals": _plain(_binary),
    "NumericEquals": _numeric(operator.eq),
    "NumericLessThan": _numeric(operator.lt),
    "NumericLessThanEquals": _numeric(operator.le),
    "NumericGreaterThan": _numeric(operator.gt),
    "NumericGreaterThanEquals": _numeric(operator.ge),
    "DateEquals": _dated(operator.eq),
    "DateLessThan": _dated(operator.lt),
    "DateLessThanEquals": _dated(operator.le),
    "DateGreaterThan": _dated(operator.gt),
    "DateGreaterThanEquals": _dated(operator.ge),
    "IpAddress": _plain(lambda value, said: ip_address(value) in ip_network(said, strict=False)),
}
NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
}
LOWER = {name.lower(): name for name in (*OPERATORS, *NEGATED, "Null")}


def known(name: str) -> str | None:
    """Give an operator's proper name without prefix and `IfExists`; None when IAM has none of this name."""
    bare = SETS.sub("", name)
    return LOWER.get(bare.removesuffix("IfExists").lower())


def holds(name: str, key: str, said: list[str], context: Context, variables: Context | None) -> bool:
    """Whether one line of a condition block holds: an operator, a key, and any of the values that are said.

    `variables` is the context where the policy's version knows variables, else None. Raises NoSuchValue.
    """
    proper, values = known(name) or "", context.get(key.lower())
    if proper == "Null":
        return any((values is None) == (wanted.lower() == "true") for wanted in said)
    negated, every = proper in NEGATED, name.startswith("ForAllValues:")
    if values is None:
        return name.endswith("IfExists") or every or (negated and not name.startswith("ForAnyValue:"))
    compare = OPERATORS[NEGATED.get(proper, proper)]
    agree = [any(compare(value, wanted, variables) for wanted in said) != negated for value in values]
    return all(agree) if every or (negated and not name.startswith("ForAnyValue:")) else any(agree)


def all_hold(block: Mapping[str, Mapping[str, Any]], context: Context, variables: Context | None) -> bool:
    """Whether every line of a condition block holds. Raises NoSuchValue."""
    return all(
        holds(name, key, texts(said), context, variables)
        for name, lines in block.items()
        for key, said in lines.items()
    )


def texts(said: Any) -> list[str]:
    """Give values, of which JSON has one or several and of several types, as texts."""
    return [
        str(one).lower() if isinstance(one, bool) else str(one)
        for one in (said if isinstance(said, list) else [said])
    ]
