"""Which rule of a listener takes a request: the rule conditions of an Application Load Balancer.

Source: Elastic Load Balancing user guide, "Condition types for listener rules".
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeAlias, TypeVar
from urllib.parse import parse_qsl

Condition: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class HttpRequest:
    """The parts of an HTTP request that a rule can look at; `host` is without its port."""

    method: str
    host: str
    path: str
    query: str
    headers: Sequence[tuple[str, str]]
    source: str


class Rule(Protocol):
    """What moto keeps for a listener rule, as far as routing looks at it."""

    conditions: list[dict[str, Any]]
    priority: int | str


R = TypeVar("R", bound=Rule)


def by_priority(rules: Iterable[R]) -> list[R]:
    """The rules in the order in which AWS evaluates and lists them, the default rule last."""
    return sorted(rules, key=lambda rule: (rule.priority == "default", _number(rule.priority)))


def takes(rule: Rule, asked: HttpRequest) -> bool:
    """Whether every condition of the rule holds for this request."""
    return all(_CONDITIONS[condition["Field"]](condition, asked) for condition in rule.conditions)


def _number(priority: int | str) -> int:
    return 0 if priority == "default" else int(priority)


def values_of(condition: Condition) -> list[str]:
    """A condition's values, whether given plainly or in the field's own Config structure."""
    for key, settings in condition.items():
        if key.endswith("Config") and settings.get("Values"):
            return list(settings["Values"])
    return list(condition.get("Values") or [])


@cache
def _pattern(text: str, *, any_case: bool) -> re.Pattern[str]:
    """AWS's wildcards: `*` stands for any run of characters (also none), `?` for exactly one."""
    spelled = re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(spelled, re.DOTALL | (re.IGNORECASE if any_case else 0))


def _like(patterns: Iterable[str], text: str, *, any_case: bool = True) -> bool:
    return any(_pattern(pattern, any_case=any_case).fullmatch(text) for pattern in patterns)


def _path(condition: Condition, asked: HttpRequest) -> bool:
    return _like(values_of(condition), asked.path, any_case=False)


def _host(condition: Condition, asked: HttpRequest) -> bool:
    return _like(values_of(condition), asked.host)


def _method(condition: Condition, asked: HttpRequest) -> bool:
    return asked.method in values_of(condition)


def _header(condition: Condition, asked: HttpRequest) -> bool:
    name = condition["HttpHeaderConfig"]["HttpHeaderName"].lower()
    found = [value for key, value in asked.headers if key.lower() == name]
    return any(_like(values_of(condition), value) for value in found)


def _query(condition: Condition, asked: HttpRequest) -> bool:
    pairs = parse_qsl(asked.query, keep_blank_values=True)
    wanted = condition["QueryStringConfig"]["Values"]
    return any(
        (want.get("Key") is None or _like([want["Key"]], key)) and _like([want["Value"]], value)
        for want in wanted
        for key, value in pairs
    )


def _source(condition: Condition, asked: HttpRequest) -> bool:
    address = ipaddress.ip_address(asked.source)
    return any(address in ipaddress.ip_network(block, strict=False) for block in values_of(condition))


_CONDITIONS: Mapping[str, Callable[[Condition, HttpRequest], bool]] = {
    "path-pattern": _path,
    "host-header": _host,
    "http-request-method": _method,
    "http-header": _header,
    "query-string": _query,
    "source-ip": _source,
}
