"""Resources that a request does not name by themselves, looked up in what stands."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from moto.core.exceptions import ServiceException
from moto.ec2 import ec2_backends
from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE
from moto.ecs import ecs_backends
from moto.iam import iam_backends
from moto.secretsmanager import secretsmanager_backends
from moto.servicediscovery import servicediscovery_backends

from steps.sandbox.iam.asked import Asked
from steps.sandbox.iam.roles import linked_name
from steps.sandbox.tagging.standing import EC2_TYPES

BALANCERS = {"network": "net", "gateway": "gwy"}


def ec2_kind(identifier: str) -> str:
    """Name the kind of thing that has such an id, as in its ARN."""
    prefix = identifier.rpartition("-")[0]
    return str(EC2_TYPES.get(prefix) or EC2_PREFIX_TO_RESOURCE.get(prefix, prefix))


def tagged(asked: Asked) -> list[str]:
    """Give what is to be tagged by CreateTags."""
    return [f"{ec2_kind(one)}/{one}" for one in asked.values("Resources")]


def group(asked: Asked) -> list[str]:
    """Give a security group's id, where the request may say its name."""
    if found := asked.values("GroupId"):
        return found
    groups = ec2_backends[asked.account][asked.region].groups.values()
    return [one.id for of_vpc in groups for one in of_vpc.values() if one.name == asked.first("GroupName")]


def address(asked: Asked) -> list[str]:
    """Give the Elastic IP of an association."""
    addresses = ec2_backends[asked.account][asked.region].addresses
    return [one.allocation_id for one in addresses if one.association_id in asked.values("AssociationId")]


def table(asked: Asked) -> list[str]:
    """Give the route table of an association."""
    tables = ec2_backends[asked.account][asked.region].route_tables.values()
    return [one.id for one in tables if asked.first("AssociationId") in one.associations]


def subnet(asked: Asked) -> list[str]:
    """Give the subnet of an association with a route table."""
    association = asked.first("AssociationId")
    tables = ec2_backends[asked.account][asked.region].route_tables.values()
    return [one.associations[association] for one in tables if association in one.associations]


def balancer_type(asked: Asked) -> list[str]:
    """Give a load balancer's type, as in its ARN."""
    return [BALANCERS.get(asked.first("Type"), "app")]


def revision(asked: Asked) -> list[str]:
    """Give the task definition that is meant, with its revision."""
    definition = definition_of(asked)
    name = asked.first("taskDefinition").rpartition("/")[2]
    return [f"{definition.family}:{definition.revision}" if definition else name] if name else []


def definition_of(asked: Asked) -> Any:
    """Find the task definition that a request means, None when there is none."""
    name = asked.first("taskDefinition")
    if not name:
        return None
    with suppress(ServiceException):
        return ecs_backends[asked.account][asked.region].describe_task_definition(name)
    return None


def services(asked: Asked) -> list[str]:
    """Give the services of deployments and revisions, whose ARNs name them."""
    named = asked.values("serviceDeploymentArns") + asked.values("serviceRevisionArns")
    return ["/".join(one.split("/")[1:3]) for one in named]


def role(asked: Asked) -> list[str]:
    """Give the role that a name stands for, with its path."""
    return _of_iam(asked, "role", asked.first("RoleName"))


def user(asked: Asked) -> list[str]:
    """Give the user that a name stands for, with its path."""
    return _of_iam(asked, "user", asked.first("UserName"))


def _of_iam(asked: Asked, kind: str, name: str) -> list[str]:
    iam = iam_backends[asked.account]["aws"]
    standing = (iam.roles if kind == "role" else iam.users).values()
    if not name:
        return []
    found = next((one.arn for one in standing if one.name == name), None)
    return [found or f"{kind}{asked.first('Path', '/')}{name}"]


def linked(asked: Asked) -> list[str]:
    """Give the name of a service's own role."""
    return [linked_name(asked.first("AWSServiceName"))]


def deletion(asked: Asked) -> list[str]:
    """Give the role whose deletion a task is about."""
    return [f"role/{asked.first('DeletionTaskId').removeprefix('task/').rpartition('/')[0]}"]


def log_group(asked: Asked) -> list[str]:
    """Give a log group's name, where the request may say its ARN."""
    identifier = asked.first("logGroupIdentifier")
    return [asked.first("logGroupName") or identifier.partition(":log-group:")[2] or identifier]


def namespace(asked: Asked) -> list[str]:
    """Give the namespace that a service of Cloud Map is to be in."""
    return asked.values("NamespaceId") or asked.values("DnsConfig.NamespaceId")


def named_namespace(asked: Asked) -> list[str]:
    """Give the namespace of this name."""
    standing = servicediscovery_backends[asked.account][asked.region].namespaces.values()
    return [one.id for one in standing if one.name == asked.first("NamespaceName")]


def found_service(asked: Asked) -> list[str]:
    """Give the service of this name in the namespace of that name."""
    standing = servicediscovery_backends[asked.account][asked.region].services.values()
    inside = named_namespace(asked)
    return [
        one.id for one in standing if one.name == asked.first("ServiceName") and one.namespace_id in inside
    ]


def subject(asked: Asked) -> list[str]:
    """Give what an operation of Cloud Map is about."""
    operation = servicediscovery_backends[asked.account][asked.region].operations.get(
        asked.first("OperationId")
    )
    targets = operation.targets if operation else {}
    return [f"{kind.lower()}/{one}" for kind, one in targets.items() if kind in {"NAMESPACE", "SERVICE"}]


def secret(asked: Asked) -> list[str]:
    """Give the ARN of a secret, which the request may name; one that is not there has no six letters at its end yet."""
    name = asked.first("SecretId")
    standing = secretsmanager_backends[asked.account][asked.region].secrets.values()
    found = [one.arn for one in standing if name in {one.arn, one.name}]
    return found or [name if name.startswith("arn:") else f"secret:{name}-??????"]


def parameter(asked: Asked) -> list[str]:
    """Give the names of parameters, as they are in ARNs: without the first slash, a version or a label."""
    named = [one for path in ("Name", "Names", "Path", "ResourceId") for one in asked.values(path)]
    return [one.rpartition(":parameter")[2].lstrip("/").partition(":")[0] for one in named]


LOOKUPS: Mapping[str, Callable[[Asked], list[str]]] = {
    "address": address,
    "deletion": deletion,
    "found": found_service,
    "group": group,
    "linked": linked,
    "loggroup": log_group,
    "named": named_namespace,
    "namespace": namespace,
    "parameter": parameter,
    "revision": revision,
    "role": role,
    "secret": secret,
    "services": services,
    "subject": subject,
    "subnet": subnet,
    "table": table,
    "tagged": tagged,
    "type": balancer_type,
    "user": user,
}
"""The words of the table of actions."""
