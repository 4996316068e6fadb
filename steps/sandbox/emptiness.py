"""Whether anything is deployed: what decides if an idle practice cloud may end itself."""

from moto.ec2 import ec2_backends
from moto.ecr import ecr_backends
from moto.ecs import ecs_backends

from steps.sandbox.world import World


def empty(world: World) -> bool:
    """Tell whether no region has a VPC but the default one, a repository or a living cluster."""
    with world.lock:
        vpcs = [
            vpc
            for _, _, ec2 in ec2_backends.iter_backends()
            for vpc in ec2.vpcs.values()
            if not vpc.is_default
        ]
        repositories = [name for _, _, ecr in ecr_backends.iter_backends() for name in ecr.repositories]
        clusters = [
            cluster
            for _, _, ecs in ecs_backends.iter_backends()
            for cluster in ecs.clusters.values()
            if cluster.status == "ACTIVE"
        ]
        return not (vpcs or repositories or clusters)
