"""How our modules are laid on moto's classes."""

import functools
from collections.abc import Callable
from typing import Any


def around(owner: type, name: str, ours: Callable[..., Any]) -> None:
    """Let `ours(plain, self, …)` answer in place of a method of `owner`; `plain` is what answered before."""
    plain = getattr(owner, name)

    @functools.wraps(plain)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return ours(plain, self, *args, **kwargs)

    setattr(owner, name, method)
