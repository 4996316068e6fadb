"""What belongs to a command beside itself: the wait after it, its opposite, and the wait after that.

By the CLI's own words, such as `ec2 create-vpc`. In a form, `{Vpc.VpcId}` is what that command answered there, and
`{--cluster}` what was given to it. A page that makes something new brings its form here; a command that makes something
and has none is named in the script as left standing.
"""

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass

HOLE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Until:
    """Asks again and again until the answer is this one, for what has no `wait` in the CLI."""

    command: str
    answer: str


@dataclass(frozen=True)
class Form:
    """`ready` waits for what was made, `undo` are the commands that take it away, `gone` waits for that.

    `unless` is a look-up that succeeds where it is there already, and then it is not made; `stays` says why it is not
    taken away.
    """

    ready: str | Until = ""
    undo: tuple[str, ...] = ()
    gone: str | Until = ""
    unless: str = ""
    stays: str = ""


_RULE = "--group-id {--group-id} --security-group-rule-ids {SecurityGroupRules[0].SecurityGroupRuleId}"
_PART = Form(stays="it is a part of something else, and goes with it")

FORMS: Mapping[str, Form] = {
    "ecr create-repository": Form(undo=("ecr delete-repository --repository-name {--repository-name} --force",)),
    "ecr put-image": _PART,
    "iam create-service-linked-role": Form(
        unless="iam get-role --role-name AWSServiceRoleForECS", stays="it is the account's, and other clusters use it"
    ),
    "ecs create-cluster": Form(undo=("ecs delete-cluster --cluster {--cluster-name}",)),
    "iam create-role": Form(
        ready="iam wait role-exists --role-name {--role-name}", undo=("iam delete-role --role-name {--role-name}",)
    ),
    "iam put-role-policy": Form(
        undo=("iam delete-role-policy --role-name {--role-name} --policy-name {--policy-name}",)
    ),
    "logs create-log-group": Form(undo=("logs delete-log-group --log-group-name {--log-group-name}",)),
    "logs put-retention-policy": _PART,
    "ecs register-task-definition": Form(
        undo=(
            "ecs deregister-task-definition --task-definition {taskDefinition.taskDefinitionArn}",
            "ecs delete-task-definitions --task-definitions {taskDefinition.taskDefinitionArn}",
        )
    ),
    "ec2 create-vpc": Form(
        ready="ec2 wait vpc-available --vpc-ids {Vpc.VpcId}", undo=("ec2 delete-vpc --vpc-id {Vpc.VpcId}",)
    ),
    "ec2 modify-vpc-attribute": _PART,
    "ec2 create-subnet": Form(undo=("ec2 delete-subnet --subnet-id {Subnet.SubnetId}",)),
    "ec2 create-internet-gateway": Form(
        undo=("ec2 delete-internet-gateway --internet-gateway-id {InternetGateway.InternetGatewayId}",)
    ),
    "ec2 attach-internet-gateway": Form(
        undo=("ec2 detach-internet-gateway --internet-gateway-id {--internet-gateway-id} --vpc-id {--vpc-id}",)
    ),
    "ec2 create-route-table": Form(undo=("ec2 delete-route-table --route-table-id {RouteTable.RouteTableId}",)),
    "ec2 create-route": _PART,
    "ec2 associate-route-table": Form(undo=("ec2 disassociate-route-table --association-id {AssociationId}",)),
    "ec2 create-security-group": Form(undo=("ec2 delete-security-group --group-id {GroupId}",)),
    "ec2 revoke-security-group-ingress": _PART,
    "ec2 revoke-security-group-egress": _PART,
    "ec2 authorize-security-group-ingress": Form(
        undo=(
            f"ec2 revoke-security-group-ingress {_RULE}",
        )
    ),
    "ec2 authorize-security-group-egress": Form(
        undo=(
            f"ec2 revoke-security-group-egress {_RULE}",
        )
    ),
    "ec2 create-vpc-endpoint": Form(
        ready=Until(
            "ec2 describe-vpc-endpoints --vpc-endpoint-ids {VpcEndpoint.VpcEndpointId} --query VpcEndpoints[0].State",
            "available",
        ),
        undo=("ec2 delete-vpc-endpoints --vpc-endpoint-ids {VpcEndpoint.VpcEndpointId}",),
        gone=Until(
            "ec2 describe-vpc-endpoints --filters Name=vpc-endpoint-id,Values={VpcEndpoint.VpcEndpointId}"
            " --query 'length(VpcEndpoints[?State!=`deleted`])'",
            "0",
        ),
    ),
    "elbv2 create-load-balancer": Form(
        ready="elbv2 wait load-balancer-available --load-balancer-arns {LoadBalancers[0].LoadBalancerArn}",
        undo=("elbv2 delete-load-balancer --load-balancer-arn {LoadBalancers[0].LoadBalancerArn}",),
        gone="elbv2 wait load-balancers-deleted --load-balancer-arns {LoadBalancers[0].LoadBalancerArn}",
    ),
    "elbv2 modify-load-balancer-attributes": _PART,
    "elbv2 create-target-group": Form(
        undo=("elbv2 delete-target-group --target-group-arn {TargetGroups[0].TargetGroupArn}",)
    ),
    "elbv2 modify-target-group-attributes": _PART,
    "elbv2 create-listener": Form(undo=("elbv2 delete-listener --listener-arn {Listeners[0].ListenerArn}",)),
    "elbv2 create-rule": Form(undo=("elbv2 delete-rule --rule-arn {Rules[0].RuleArn}",)),
    "ecs create-service": Form(
        ready="ecs wait services-stable --cluster {--cluster} --services {--service-name}",
        undo=("ecs delete-service --cluster {--cluster} --service {--service-name} --force",),
        gone="ecs wait services-inactive --cluster {--cluster} --services {--service-name}",
    ),
    "servicediscovery create-private-dns-namespace": Form(
        ready=Until(
            "servicediscovery get-operation --operation-id {OperationId} --query Operation.Status", "SUCCESS"
        ),
        undo=("servicediscovery delete-namespace --id {then:Operation.Targets.NAMESPACE}",),
        gone=Until(
            "servicediscovery list-namespaces --query \"length(Namespaces[?Id=='{then:Operation.Targets.NAMESPACE}'])\"",
            "0",
        ),
    ),
    "servicediscovery create-service": Form(undo=("servicediscovery delete-service --id {Service.Id}",)),
    "cloudwatch put-metric-alarm": Form(undo=("cloudwatch delete-alarms --alarm-names {--alarm-name}",)),
}  # fmt: skip


def filled(form: str, fill: Callable[[str], list[str]]) -> tuple[str, ...]:
    """The words of a form; `fill` gives what stands for a hole, of which each may be several words."""
    words: list[str] = ["aws"]
    for word in shlex.split(form):
        hole = HOLE.fullmatch(word)
        words += fill(hole[1]) if hole else [HOLE.sub(lambda found: " ".join(fill(found[1])), word)]
    return tuple(words)


def holes(form: str) -> list[str]:
    """What has to be filled in."""
    return HOLE.findall(form)


def given(words: tuple[str, ...], option: str) -> list[str]:
    """What a command was given for an option; nothing where it was not given."""
    if option not in words:
        return []
    rest = words[words.index(option) + 1 :]
    end = next((at for at, word in enumerate(rest) if word.startswith("--")), len(rest))
    return list(rest[:end])
