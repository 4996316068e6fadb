"""Networks: what EC2 refuses, what it shows, and the life of VPC endpoints and NAT gateways."""

from steps.sandbox.ec2 import (
    addresses,
    endpoint_services,
    gateways,
    groups,
    interfaces,
    nat,
    network_words,
    prefixes,
    subnets,
    tokens,
    vpc_endpoints,
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
        endpoint_services,
        vpc_endpoints,
        nat,
        tokens,
        network_words,
    ):
        part.install(world)
