"""Ids that repeat: a fresh practice cloud gives equal requests equal ids, so transcripts can be replayed."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.core.base_backend import AccountSpecificBackend
from moto.moto_api._internal import mock_random

from steps.sandbox.world import World

# Fresh in every call that an SDK makes, so no part of what a request asks for.
TOKENS = frozenset(
    {"ClientToken", "clientToken", "CreatorRequestId", "clientRequestToken", "IdempotencyToken"}
)


@contextmanager
def seeded(*words: object) -> Iterator[None]:
    """Make what moto draws inside follow from `words` alone, and leave what it draws outside undisturbed."""
    before = mock_random.getstate()
    mock_random.seed(" ".join(map(str, words)))
    try:
        yield
    finally:
        mock_random.setstate(before)


class Sightings:
    """How often the same request has succeeded: what tells the second of two equal ones from the first."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def words(self, request: str) -> tuple[str, int]:
        """Tell what to seed with for this request."""
        return request, self._seen[request]

    def add(self, request: str) -> None:
        """Count one success."""
        self._seen[request] += 1

    def clear(self) -> None:
        """Begin anew."""
        self._seen.clear()


def canonical(service: str, region: str, action: str, body: str, query: dict[str, Any]) -> str:
    """Write one request as a text that does not depend on the order of its parameters or on an SDK's tokens.

    `body` is a JSON document for the JSON protocols, `query` the parsed form for the others.
    """
    asked = json.loads(body) if body.startswith("{") else query
    kept = {name: value for name, value in asked.items() if name not in TOKENS}
    return f"{service} {region} {action} {json.dumps(kept, sort_keys=True, default=str)}"


def install(_world: World) -> None:
    """Seed what a region brings by itself (default VPC, subnets), whichever request comes there first."""
    plain = AccountSpecificBackend.__getitem__

    def region(self: Any, name: str) -> Any:
        if name in self.keys():
            return plain(self, name)
        with seeded("region", self.service_name, self.account_id, name):
            return plain(self, name)

    AccountSpecificBackend.__getitem__ = region
