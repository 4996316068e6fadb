"""Logical ids: what CloudFormation calls parameters and resources, letters and digits only, and each of them once."""

import itertools
import re


def logical(name: str) -> str:
    """`route-table.public` → RouteTablePublic."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", name))


class LogicalIds:
    """Gives out an id a name, with a number where two names would have the same: `app.a1` and `app.a-1`."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, name: str) -> str:
        """An id that nothing has yet."""
        start = logical(name)
        numbered = (f"{start}{number}" for number in itertools.count(2))
        found = next(each for each in itertools.chain([start], numbered) if each not in self._taken)
        self._taken.add(found)
        return found
