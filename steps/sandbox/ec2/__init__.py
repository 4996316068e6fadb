"""Networks: what EC2 refuses, what it shows, and the life of VPC endpoints and NAT gateways."""

from steps.sandbox.ec2 import (
    addresses,
    endpoints,
    gateways,
    groups,
    interfaces,
    nat,
    prefixes,
    services,
    subnets,
    tokens,
    words,
)
from steps.sandbox.world import World


def install(world: World) -> None:
    """Lay every part of EC2 on moto."""
    for part in (
        subnets,
        gateways,
        groups,
        interfaces,
        addresses,
        prefixes,
        services,
        endpoints,
        nat,
        tokens,
        words,
    ):
        part.install(world)
