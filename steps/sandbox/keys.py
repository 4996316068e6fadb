"""The access keys that the practice cloud has given out, and whose each is."""

import json
import os
import secrets
import string
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from moto.iam.models import AccessKey, get_account_id_from, iam_backends
from moto.sts.models import AssumedRole, sts_backends
from moto.sts.responses import TokenResponse
from moto.utilities.utils import PARTITION_NAMES

from steps.sandbox.key import Key
from steps.sandbox.patch import around
from steps.sandbox.world import World

FILE = "keys.json"
UNLOCKED = (
    "get_session_token",
    "get_federation_token",
    "assume_role_with_web_identity",
    "assume_role_with_saml",
)
"""The operations whose keys moto makes up, or gives to anybody: the practice cloud does not have them."""


class Keyring:
    """Finds keys by their ids: the practice cloud's own, those that it made on request, and IAM's and STS's."""

    def __init__(self, home: Path) -> None:
        self.own = read_pair(home / FILE)
        self._made: dict[str, Key] = {}

    def find(self, identifier: str) -> Key | None:
        """Give a key that holds (or whose session has ended); None when it was never given out, or is inactive."""
        if identifier == self.own.id:
            return self.own
        return self._made.get(identifier) or of_account(identifier)

    def make(self, seconds: float | None = None) -> Key:
        """Make a new pair for the person who practises, as a new login does: with seconds, of a session that ends."""
        if seconds is None:
            key = Key(new_id("AKIA"), secrets.token_urlsafe(30))
        else:
            ends = datetime.now(UTC) + timedelta(seconds=seconds)
            key = Key(new_id("ASIA"), secrets.token_urlsafe(30), secrets.token_urlsafe(60), ends)
        self._made[key.id] = key
        return key

    def clear(self) -> None:
        """Forget what was made on request."""
        self._made.clear()


def of_account(identifier: str) -> Key | None:
    """Look a key up in the accounts: a user's, or that of an assumed role's session."""
    account = get_account_id_from(identifier)
    for partition in PARTITION_NAMES:
        backend = iam_backends[account][partition]
        found = backend.access_keys.get(identifier)
        if found is None or found.status != "Active":
            continue
        session = sts_backends[account][partition].get_assumed_role_from_access_key(identifier)
        if session:
            ends = session.expiration.replace(tzinfo=UTC)
            return Key(identifier, found.secret_access_key, session.session_token, ends, account, session.arn)
        arn = f"arn:{partition}:iam::{account}:user/{found.user_name}"
        return Key(identifier, found.secret_access_key, account=account, arn=arn)
    return None


def new_id(prefix: str) -> str:
    """Make an access key's id, of AWS's length."""
    return prefix + "".join(secrets.choice(string.ascii_uppercase + "234567") for _ in range(16))


def read_pair(file: Path) -> Key:
    """Read a practice cloud's own pair, or make and keep it at the first start; for its user's eyes only."""
    try:
        kept = json.loads(file.read_text())
        return Key(kept["id"], kept["secret"])
    except FileNotFoundError:
        key = Key(new_id("AKIA"), secrets.token_urlsafe(30))
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as fresh:
            json.dump({"id": key.id, "secret": key.secret}, fresh)
        return key


def make_key(plain: Any, key: Any, *args: Any, **kwargs: Any) -> None:
    """Draw a key's secret where nobody can foresee it: what moto draws follows from the request, so that ids repeat."""
    plain(key, *args, **kwargs)
    key.secret_access_key = secrets.token_urlsafe(30)


def begin_session(plain: Any, role: Any, *args: Any, **kwargs: Any) -> None:
    """Draw a session's token likewise."""
    plain(role, *args, **kwargs)
    role.session_token = secrets.token_urlsafe(60)


def install(world: World) -> None:
    """Give the world its keys."""
    world.keys = Keyring(world.home)
    world.on_reset.append(world.keys.clear)
    around(AccessKey, "__init__", make_key)
    around(AssumedRole, "__init__", begin_session)
    for operation in UNLOCKED:
        setattr(TokenResponse, operation, None)
