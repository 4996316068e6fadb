"""Listings read to their last page, and calls kept to what one of them may name."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def read_all(client: Any, operation: str, key: str, **asked: Any) -> list[Any]:
    """Everything that an operation lists under `key`: AWS may cut a page anywhere, and only its token says that it did."""
    pages = client.get_paginator(operation).paginate(**asked)
    return [item for page in pages for item in page.get(key, [])]


def in_batches(items: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """The items, at most so many at a time."""
    for start in range(0, len(items), most):
        yield items[start : start + most]
