"""What goes wrong between the wizard and a Docker engine, in words a first-time user can act on."""

import re
from enum import StrEnum
from typing import Generic, TypeVar

from steps.engine.troubles import Trouble

K = TypeVar("K", bound=StrEnum)


class DockerTrouble(Trouble):
    """Building, rehearsing or pushing an image failed."""


class BaseImageTrouble(DockerTrouble):
    """An image could not be fetched from its registry, for no fault of the app: offline, a proxy, too many pulls."""


class SortedTrouble(DockerTrouble, Generic[K]):
    """One of which callers tell the `kind`."""

    def __init__(self, kind: K, what: str, *, why: str = "", cure: str = "") -> None:
        super().__init__(what, why=why, cure=cure)
        self.kind = kind


class Unusable(StrEnum):
    """Why there is no engine to work with: each has a cure of its own."""

    NOT_INSTALLED = "not installed"
    NOT_RUNNING = "not running"
    NO_PERMISSION = "no permission"
    WRONG_KIND = "wrong kind"


class EngineTrouble(SortedTrouble[Unusable]):
    """There is no engine that could be used; `kind` says why, `cure` holds the command that changes it."""


class PushRefusal(StrEnum):
    """Why a push ended; engines of both image stores say each in words of their own."""

    TOKEN = "token"  # noqa: S105  (a word, not a password)
    PERMISSION = "permission"
    REPOSITORY = "repository"
    TAG = "tag"
    ROUTE = "route"
    DISK = "disk"
    IMAGE = "image"
    BUSY = "busy"
    BROKEN = "broken"


class PushTrouble(SortedTrouble[PushRefusal]):
    """The image is not in the registry; `kind` says why."""


def full_disk(message: str) -> bool:
    """Whether the engine says that its disk has no room left."""
    return bool(re.search(r"no space left on device|disk quota exceeded", message, re.IGNORECASE))


FREE_DISK = "Free some with `docker system prune`, or give Docker Desktop a larger disk, and try again."


def engine_gone(error: Exception) -> DockerTrouble:
    """Say that the engine ended a conversation without an answer."""
    return DockerTrouble(
        "The Docker engine stopped answering in the middle of the work.",
        why=f"It said: {error}." if str(error) else "",
        cure="Look whether it is running with `docker info`, and try again.",
    )
