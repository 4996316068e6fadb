"""Networks: what EC2 refuses, and the life of VPC endpoints."""

from steps.sandbox.ec2 import endpoints, gateways, groups, prefixes, services, subnets, tokens, words
from steps.sandbox.world import World


def install(world: World) -> None:
    """Lay every part of EC2 on moto."""
    for part in (subnets, gateways, groups, prefixes, services, endpoints, tokens, words):
        part.install(world)
