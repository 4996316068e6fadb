"""An access key, as the boundary of every call sees it."""

from dataclasses import dataclass, field
from datetime import datetime

ACCOUNT = "123456789012"
PERSON = f"arn:aws:iam::{ACCOUNT}:user/practice"


@dataclass(frozen=True)
class Key:
    """An access key: its secret, its session's token and end (None: it has none), and who calls with it.

    `arn` is the caller as GetCallerIdentity names it, `account` its account.
    """

    id: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)
    ends: datetime | None = None
    account: str = ACCOUNT
    arn: str = PERSON
