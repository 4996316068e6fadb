"""AWS's words for a network that is not there, where moto has others."""

from collections.abc import Iterable
from typing import Any

from moto.ec2.exceptions import (
    EC2ClientError,
    InvalidAllocationIdError,
    InvalidInternetGatewayIdError,
    InvalidSecurityGroupNotFoundError,
    InvalidVPCIdError,
)

from steps.sandbox.world import World

NOT_FOUND = (
    (InvalidAllocationIdError, "InvalidAllocationID.NotFound", "The allocation ID '{}' does not exist"),
    (InvalidVPCIdError, "InvalidVpcID.NotFound", "The vpc ID '{}' does not exist"),
    (InvalidSecurityGroupNotFoundError, "InvalidGroup.NotFound", "The security group '{}' does not exist"),
    (
        InvalidInternetGatewayIdError,
        "InvalidInternetGatewayID.NotFound",
        "The internetGateway ID '{}' does not exist",
    ),
)


def install(_world: World) -> None:
    """Let moto's errors speak as AWS's do."""
    for error, code, words in NOT_FOUND:
        error.__init__ = saying(code, words)


def saying(code: str, words: str) -> Any:
    """Make the initialiser of an error that names the things, one or several."""

    def initialise(self: Any, missing: str | Iterable[str]) -> None:
        names = missing if isinstance(missing, str) else ", ".join(sorted(missing))
        EC2ClientError.__init__(self, code, words.format(names))

    return initialise
