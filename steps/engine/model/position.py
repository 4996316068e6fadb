"""Where a resource stands in the picture of the platform, as the resource itself says it."""

from enum import StrEnum
from typing import NamedTuple


class Part(StrEnum):
    """What the picture has room for."""

    NETWORK = "network"
    GATEWAY = "gateway"
    LOAD_BALANCER = "load balancer"
    PUBLIC_SUBNET = "public subnet"
    PRIVATE_SUBNET = "private subnet"
    ENDPOINT = "endpoint"
    GATEWAY_ENDPOINT = "gateway endpoint"
    NAMES = "names"
    SERVICE = "service"


class Position(NamedTuple):
    """A part, and which of them: the zone of a subnet, the AWS service of an endpoint, the app of a service."""

    part: Part
    of: str = ""
