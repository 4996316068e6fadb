"""Everything of one region that stands and carries tags, service by service, by ARN.

IAM's roles are not among it: AWS tells of them in us-east-1 alone, and not of all.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.ec2 import ec2_backends
from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE
from moto.ecr import ecr_backends
from moto.ecs import ecs_backends
from moto.elbv2 import elbv2_backends
from moto.logs import logs_backends
from moto.servicediscovery import servicediscovery_backends

from steps.sandbox.world import ACCOUNT

Tagged = tuple[str, dict[str, str]]
"""An ARN and its tags."""

# Where the type in an ARN is another word than the one that moto makes ids with.
EC2_TYPES = {"nat": "natgateway", "eipalloc": "elastic-ip", "pl": "prefix-list"}
NO_MORE = ("INACTIVE", "STOPPED", "DELETE_IN_PROGRESS")


def cloudwatch(region: str) -> Iterator[Tagged]:
    """Alarms."""
    backend = cloudwatch_backends[ACCOUNT][region]
    return with_tags(backend.tagger, (alarm.alarm_arn for alarm in backend.alarms.values()))


def ec2(region: str) -> Iterator[Tagged]:
    """Networks and all that belongs to them; the type in an ARN follows from the id."""
    for resource_id, tags in ec2_backends[ACCOUNT][region].tags.items():
        prefix = resource_id.rpartition("-")[0]
        kind = EC2_TYPES.get(prefix) or EC2_PREFIX_TO_RESOURCE.get(prefix, prefix)
        yield f"arn:aws:ec2:{region}:{ACCOUNT}:{kind}/{resource_id}", tags


def ecs(region: str) -> Iterator[Tagged]:
    """Clusters, services and tasks that are not gone, and task definitions, deregistered ones too."""
    backend = ecs_backends[ACCOUNT][region]
    for cluster in backend.clusters.values():
        if cluster.status not in NO_MORE:
            yield cluster.arn, pairs(cluster.tags)
    for service in backend.services.values():
        if service.status not in NO_MORE:
            yield service.arn, pairs(service.tags)
    for tasks in backend.tasks.values():
        for task in tasks.values():
            if task.last_status not in NO_MORE:
                yield task.task_arn, pairs(task.tags)
    for revisions in backend.task_definitions.values():
        for definition in revisions.values():
            yield definition.arn, pairs(definition.tags)


def ecr(region: str) -> Iterator[Tagged]:
    """Repositories."""
    backend = ecr_backends[ACCOUNT][region]
    return with_tags(backend.tagger, (repository.arn for repository in backend.repositories.values()))


def elasticloadbalancing(region: str) -> Iterator[Tagged]:
    """Load balancers with their listeners and rules, and target groups."""
    backend = elbv2_backends[ACCOUNT][region]
    arns = list(backend.target_groups)
    for balancer in backend.load_balancers.values():
        arns.append(balancer.arn)
        for listener in balancer.listeners.values():
            arns += [listener.arn, *(rule.arn for rule in listener.rules.values())]
    return with_tags(backend.tagging_service, arns)


def logs(region: str) -> Iterator[Tagged]:
    """Log groups, by the ARN without the star at its end that their own service gives them."""
    backend = logs_backends[ACCOUNT][region]
    return with_tags(backend.tagger, (group.arn for group in backend.groups.values()))


def servicediscovery(region: str) -> Iterator[Tagged]:
    """Namespaces and services of Cloud Map."""
    backend = servicediscovery_backends[ACCOUNT][region]
    standing = [*backend.namespaces.values(), *backend.services.values()]
    return with_tags(backend.tagger, (thing.arn for thing in standing))


SERVICES = (cloudwatch, ec2, ecr, ecs, elasticloadbalancing, logs, servicediscovery)
"""Each named as ARNs and `ResourceTypeFilters` name its service."""


def tagged(region: str) -> list[Tagged]:
    """List what has a tag in these services, by ARN."""
    found = (one for service in SERVICES for one in service(region))
    return sorted((arn.removesuffix(":*"), dict(tags)) for arn, tags in found if tags)


def with_tags(tagger: Any, arns: Iterable[str]) -> Iterator[Tagged]:
    """Add its tags to each ARN."""
    for arn in arns:
        yield arn, tagger.get_tag_dict_for_resource(arn)


def pairs(tags: list[dict[str, str]] | None) -> dict[str, str]:
    """Read tags in ECS's form."""
    return {tag["key"]: tag.get("value", "") for tag in tags or []}
