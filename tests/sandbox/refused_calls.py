"""How a call is refused: what a client gets in place of an answer."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError


def refusal_of(call: Callable[..., Any], **asked: Any) -> Any:
    """All of the refusal that a call gets, with its HTTP status and the further members of its shape."""
    with pytest.raises(ClientError) as caught:
        call(**asked)
    return caught.value.response


def refused(call: Callable[..., Any], **asked: Any) -> tuple[str, str]:
    """The code and the words of the refusal that a call gets."""
    error = refusal_of(call, **asked)["Error"]
    return error["Code"], error["Message"]


def code(call: Callable[..., Any], **asked: Any) -> str:
    """The code of the refusal that a call gets."""
    return refused(call, **asked)[0]
