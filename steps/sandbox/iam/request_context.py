"""The values that conditions are compared with: of the caller, of the request, of the resource.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from datetime import UTC, datetime

from steps.sandbox.iam.asked import GLOBAL, Asked
from steps.sandbox.iam.dependents import Need
from steps.sandbox.iam.patterns import Values
from steps.sandbox.iam.policy_documents import RequestedAction
from steps.sandbox.iam.principals import Principal
from steps.sandbox.iam.request_resources import facts, fill

KEYS = {
    "ec2:AvailabilityZone": "{AvailabilityZone}",
    "ec2:VpceServiceName": "{ServiceName}",
    "ecs:cluster": "cluster/{cluster=default}",
    "ecs:service": "service/{cluster=default}/{service}",
    "ecs:task": "task/{cluster=default}/{task}",
    "ecs:task-definition": "task-definition/{@revision}",
    "ecs:task-cpu": "{cpu}",
    "ecs:task-memory": "{memory}",
    "ecs:capacity-provider": "{capacityProviderStrategy.capacityProvider}",
    "ecs:compute-compatibility": "{requiresCompatibilities}",
    "ecs:container-name": "{container}",
    "ecs:enable-ecs-managed-tags": "{enableECSManagedTags}",
    "ecs:enable-execute-command": "{enableExecuteCommand}",
    "ecs:enable-service-connect": "{serviceConnectConfiguration.enabled}",
    "ecs:auto-assign-public-ip": "{networkConfiguration.awsvpcConfiguration.assignPublicIp}",
    "ecs:propagate-tags": "{propagateTags}",
    "ecs:subnet": "{networkConfiguration.awsvpcConfiguration.subnets}",
    "elasticloadbalancing:ListenerProtocol": "{Protocol}",
    "elasticloadbalancing:Scheme": "{Scheme}",
    "elasticloadbalancing:SecurityGroup": "{SecurityGroups}",
    "elasticloadbalancing:SecurityPolicy": "{SslPolicy}",
    "elasticloadbalancing:Subnet": "{Subnets}",
    "iam:AWSServiceName": "{AWSServiceName}",
    "iam:PermissionsBoundary": "{PermissionsBoundary}",
    "iam:PolicyARN": "{PolicyArn}",
    "servicediscovery:NamespaceArn": "namespace/{@namespace}",
    "servicediscovery:NamespaceName": "{NamespaceName}",
    "servicediscovery:ServiceArn": "service/{ServiceId}",
    "servicediscovery:ServiceName": "{ServiceName}",
    "sts:ExternalId": "{ExternalId}",
    "sts:RoleSessionName": "{RoleSessionName}",
    "sts:DurationSeconds": "{DurationSeconds}",
}
"""The keys of the services, each with where a request says its value, written as resources are in the table of actions."""

ARNS = {
    "ecs:cluster",
    "ecs:service",
    "ecs:task",
    "ecs:task-definition",
    "servicediscovery:NamespaceArn",
    "servicediscovery:ServiceArn",
}


def request_of(asked: Asked, need: Need, principal: Principal) -> RequestedAction:
    """Join everything that is known of one need of a call."""
    known = of_everything(asked) | dict(principal.facts)
    if need.action.startswith(f"{asked.service}:"):
        known |= of_request(asked, need)
    return RequestedAction(need.action, need.resource, known | facts(asked, need.resource) | need.context)


def of_everything(asked: Asked) -> Values:
    """Give the global keys."""
    now = datetime.now(UTC)
    return {
        "aws:currenttime": (now.strftime("%Y-%m-%dT%H:%M:%SZ"),),
        "aws:epochtime": (str(int(now.timestamp())),),
        "aws:requestedregion": (GLOBAL.get(asked.service, asked.region),),
        "aws:securetransport": ("true",),
        "aws:sourceip": ("127.0.0.1",),
        "aws:viaawsservice": ("false",),
        "aws:principalisawsservice": ("false",),
        "ec2:region": (asked.region,),
    }


def of_request(asked: Asked, need: Need) -> Values:
    """Give the tags that a request would put or take, and the keys of its service that it says."""
    tags = asked.tags(need.kind)
    keys = [*tags, *asked.values("TagKeys"), *asked.values("tagKeys")]
    known: Values = {f"aws:requesttag/{key.lower()}": (value,) for key, value in tags.items()}
    if keys:
        known["aws:tagkeys"] = tuple(keys)
    for key, place in KEYS.items():
        if key.startswith(f"{asked.service}:") and (said := list(fill(place, asked))):
            known[key.lower()] = tuple(asked.arn(one) if key in ARNS else one for one in said)
    return known
