"""The receipt of a deployment: what was made, what is gone, what is left and what that costs."""

import time

import msgspec

from steps.engine.model.kind_words import kind_in_words

EC2_AND_IAM = ("AWS::EC2::", "AWS::IAM::")
"""Whose ids are enough, and whose ARNs are not told everywhere."""
COSTS_NOTHING = "running cost now $0.00/h"
LATER = "What is in it or made of it has to go first."


class Thing(msgspec.Struct, frozen=True):
    """One object: the resource of ours that it is (`key`), AWS's type name, its id and ARN."""

    key: str
    kind: str
    id: str
    arn: str = ""

    @property
    def identity(self) -> str:
        """The same whoever tells of it: some know the others by their names, but only by one ARN."""
        return f"{self.kind} {self.id}" if self.kind.startswith(EC2_AND_IAM) or not self.arn else self.arn


class Left(msgspec.Struct, frozen=True):
    """One that still stands: `why`, what to do, and where the AWS console shows it; `ours` unless somebody else made it."""

    key: str
    kind: str
    id: str
    arn: str = ""
    why: str = ""
    cure: str = ""
    console: str = ""
    ours: bool = True

    @property
    def waits(self) -> bool:
        """Whether nothing is wrong with it: it goes when others have gone."""
        return self.why == LATER

    @property
    def named(self) -> str:
        """Our name for it, with its id; AWS's type name where we have none."""
        return f"{kind_in_words(self.kind)} {self.id}" if self.key == self.kind else f"{self.key} ({self.id})"


class Look(msgspec.Struct, frozen=True):
    """One of the three looks at AWS: for how many things it looked or how many it saw, and how many of them stand.

    `refused` says why AWS did not answer: then this look tells nothing.
    """

    where: str
    looked: int = 0
    found: int = 0
    refused: str = ""


class Receipt(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="receipt"):
    """One deployment's receipt, `at` epoch seconds; `an_hour` is in US dollars, 0 in the practice cloud."""

    deployment: str
    target: str
    account: str
    region: str
    made: tuple[Thing, ...]
    gone: tuple[Thing, ...]
    left: tuple[Left, ...]
    looks: tuple[Look, ...]
    an_hour: float = 0.0
    at: float = msgspec.field(default_factory=time.time)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left, and AWS has answered every look."""
        return not self.left and not any(look.refused for look in self.looks)

    @property
    def words(self) -> str:
        """The line to sign off with."""
        otherwise = COSTS_NOTHING if self.is_clean else "but not all of AWS could be looked at"
        return sign_off(len(self.made), len(self.gone), len(self.left), otherwise)


def sign_off(made: int, gone: int, left: int, otherwise: str = COSTS_NOTHING) -> str:
    """How many things there were and what became of them; `otherwise` is what is said when none is left."""
    return f"{made} made, {gone} gone, {f'{left} left' if left else otherwise}"
