"""Which cases run only with `--long`."""

from typing import Any

import pytest


def long(*case: Any) -> Any:
    """A case for which another of its kind stands in most runs."""
    return pytest.param(*case, marks=pytest.mark.long)
