"""Cuts what moto lists into AWS's pages; a token's reader is told everything once, whatever comes and goes meanwhile."""

import base64
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from steps.sandbox.refusal import Refusal
from steps.sandbox.weather.short_pages import SmallPages
from steps.sandbox.wire.listings import Listing, listing
from steps.sandbox.wire.modelled_call import Answer, ModelledCall
from steps.sandbox.wire.refusal_words import INVALID, bad_token
from steps.sandbox.world import World

OTHERWISE = "InvalidInput"
KEPT = 10_000  # tokens that can still be used; AWS forgets them after a day at most
NAMING = ("arn", "id", "name", "key", "tag", "digest")
"""How the members are called that tell one item of a listing from another."""


@dataclass(frozen=True)
class Bookmark:
    """Where a token goes on: for which operation of which region, and what its reader has been told."""

    operation: str
    told: frozenset[str]


class Pages:
    """Every token that was given."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._bookmarks: OrderedDict[str, Bookmark] = OrderedDict()
        world.on_reset.append(self._bookmarks.clear)

    def answer(
        self, exchange: ModelledCall, asked: dict[str, Any], carry_out: Callable[[], Answer]
    ) -> Answer:
        """Carry out a call and give one page of what it lists; what does not list is only carried out."""
        how = listing(exchange.service, exchange.action)
        if how is None:
            return carry_out()
        told, size = self._told(exchange, how, asked), self._size(exchange, how, asked)
        answer, content, whole = everything(exchange, how, carry_out)
        items = content.get(how.keys[0]) or []
        left = [number for number, item in enumerate(items) if identity(item) not in told]
        if whole and len(left) == len(items) <= size:
            return answer
        page = left[:size]
        for key in how.keys:
            if len(content.get(key) or []) == len(items):
                content[key] = [content[key][number] for number in page]
        now_told = told | {identity(items[number]) for number in page}
        mark(content, how, self._bookmark(exchange, now_told) if len(left) > size else None)
        return exchange.write(answer, content)

    def _told(self, exchange: ModelledCall, how: Listing, asked: dict[str, Any]) -> frozenset[str]:
        token = asked.get(how.token)
        if token is None or (token == "" and exchange.service != "ec2"):
            return frozenset()
        there = self._bookmarks.get(token)
        if there is None or there.operation != operation(exchange):
            raise bad_token(exchange.service, token)
        return there.told

    def _size(self, exchange: ModelledCall, how: Listing, asked: dict[str, Any]) -> int:
        size = size_asked(exchange, how, asked)
        small = self._world.weather.find(SmallPages)
        return min(size, small.size) if small and small.means(exchange.service, exchange.action) else size

    def _bookmark(self, exchange: ModelledCall, told: frozenset[str]) -> str:
        words = json.dumps([operation(exchange), sorted(told)])
        token = base64.b64encode(hashlib.sha512(words.encode()).digest()).decode()
        self._bookmarks[token] = Bookmark(operation(exchange), told)
        self._bookmarks.move_to_end(token)
        if len(self._bookmarks) > KEPT:
            self._bookmarks.popitem(last=False)
        return token


def operation(exchange: ModelledCall) -> str:
    """Name an operation in its region."""
    return f"{exchange.service}:{exchange.action}:{exchange.response.region}"


def size_asked(exchange: ModelledCall, how: Listing, asked: dict[str, Any]) -> int:
    """Give the length of page that is asked for; refuse one that the service does not have and no model forbids."""
    wanted = asked.get(how.limit) if how.limit else None
    if wanted is None:
        return how.usual
    wanted = int(wanted)
    if exchange.service == "ec2":
        rules = exchange.model.input_shape.members[how.limit].metadata
        if wanted < rules.get("min", wanted):
            raise of_ec2(wanted, "greater", rules["min"])
        if wanted > rules.get("max", wanted):
            raise of_ec2(wanted, "smaller", rules["max"])
        return min(wanted, how.longest)
    if not 1 <= wanted <= how.longest:
        raise Refusal(
            INVALID.get(exchange.service, OTHERWISE), f"{how.limit} must be between 1 and {how.longest}"
        )
    return wanted


def of_ec2(wanted: int, word: str, bound: int) -> Refusal:
    """Refuse a page's length as EC2 does."""
    return Refusal(
        "InvalidParameterValue",
        f"Value ( {wanted} ) for parameter maxResults is invalid. Expecting a value {word} than {bound}.",
    )


def everything(
    exchange: ModelledCall, how: Listing, carry_out: Callable[[], Answer]
) -> tuple[Answer, dict[str, Any], bool]:
    """Carry out a call for all pages of moto's own: an answer, the content of all, whether it was one page or a refusal."""
    limit = None if exchange.service == "ec2" else how.longest  # EC2 in moto takes no limit beside ids
    ask = {how.limit: limit} if how.limit else {}
    exchange.ask(**{how.token: None}, **ask)
    answer = carry_out()
    if answer[0] >= 400:
        return answer, {}, True
    content = exchange.read(answer)
    following = content.get(how.next_token)
    whole = not following
    while following:
        exchange.ask(**{how.token: following}, **ask)
        more = exchange.read(carry_out())
        for key in how.keys:
            content[key] = (content.get(key) or []) + (more.get(key) or [])
        following = more.get(how.next_token)
    return answer, content, whole


def mark(content: dict[str, Any], how: Listing, token: str | None) -> None:
    """Say in an answer whether there is more."""
    if token:
        content[how.next_token] = token
    elif how.next_token == "PaginationToken":  # noqa: S105 - its last page has an empty one
        content[how.next_token] = ""
    else:
        content.pop(how.next_token, None)
    if how.more:
        content[how.more] = token is not None


def identity(item: Any) -> str:
    """Tell one item of a listing from all others, whatever else of it changes."""
    if not isinstance(item, dict):
        return str(item)
    names = {
        key: value for key, value in item.items() if isinstance(value, str) and key.lower().endswith(NAMING)
    }
    return json.dumps(names or item, sort_keys=True, default=str)
