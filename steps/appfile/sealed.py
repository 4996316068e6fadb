"""An app that may be written down: the names of its environment and a digest of the values, never the values."""

import functools
import hashlib
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from steps.appfile.apps import App

COST = 2**14  # of scrypt: some 50 ms and 16 MB for each guess at a value
LEAST = 6  # characters: a shorter value, such as 8080 or true, is found in any text by chance
HIDDEN = "REDACTED"


def seal(app: App, salt: str) -> App:
    """The app without its environment's values; their digest shows a change and takes long to guess at.

    One salt gives one digest on every machine. An app that is sealed, or has no environment, stays as it is.
    """
    if app.sealed or not app.environment:
        return app
    digest = _digest(msgspec.json.encode(sorted(app.environment.items())), salt)
    return replace(app, environment=dict.fromkeys(sorted(app.environment), ""), sealed=digest)


@functools.lru_cache(maxsize=64)  # a run asks ten times for each app
def _digest(told: bytes, salt: str) -> str:
    return hashlib.scrypt(told, salt=salt.encode(), n=COST, r=8, p=1, dklen=16).hex()


def hide(text: str, secrets: Iterable[str]) -> str:
    """The text without these values, the longest first; those that are too short to be told from others stay."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= LEAST:
            text = text.replace(secret, HIDDEN)
    return text
