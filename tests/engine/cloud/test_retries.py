"""The table of the refusals that pass by themselves: AWS's own words, and which entry each of them meets."""

import itertools
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pytest
from botocore.exceptions import ClientError

from steps.engine.build.builder import build
from steps.engine.cloud.retries import TRANSIENT, TRANSIENT_ON_DELETE, Transient, transient
from steps.engine.model.events import AnyEvent, Creating, Waiting
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.service_clients import Banner
from steps.engine.model.site import Run, Site

LATE = [
    ("InvalidParameterException", "Unable to assume the service linked role. Please verify that it exists.", 120),
    ("InvalidParameterException", "Please verify that the ECS service role being passed has the proper permissions.", 240),
    ("ClientException", "ECS was unable to assume the role 'arn:x' that was provided for this task.", 240),
    ("MalformedPolicyDocument", 'Invalid principal in policy: "AWS":"arn:aws:iam::1:role/x"', 120),
    ("InvalidParameterException", "The target group with arn:x does not have an associated load balancer.", 240),
    ("InvalidParameterException", "The target group with targetGroupArn arn:aws:x does not exist.", 240),
    ("ClusterNotFoundException", "Cluster not found.", 120),
    ("InvalidParameterException", "The referenced cluster was inactive.", 120),
    ("ServiceNotFoundException", "Service not found.", 120),
    ("InvalidParameterException", "The service registry arn:aws:x does not exist.", 120),
    ("ClientException", "TaskDefinition not found.", 120),
    ("InvalidParameterException", "Error retrieving subnet information for [subnet-1]: The subnet ID does not exist", 300),
    ("InvalidParameterException", "Error retrieving security group information for [sg-1]: The group does not exist", 300),
    *((f"Invalid{kind}.NotFound", "The ID does not exist", 300) for kind in (
        "VpcID", "SubnetID", "SubnetId", "Group", "RouteTableID", "RouteTableId", "InternetGatewayID", "GatewayID",
        "VpcEndpointId", "NetworkInterfaceID", "SecurityGroupId",
    )),
    *((f"{kind}NotFound", "One or more were not found", 300) for kind in ("LoadBalancer", "TargetGroup", "Listener", "Subnet")),
    ("InvalidSecurityGroup", "The security group 'sg-1' does not exist in VPC 'vpc-1'", 300),
    ("InvalidSubnet", "VPC vpc-1 has no internet gateway", 300),
    ("ValidationError", "The VPC ID 'vpc-1' is not found", 300),
    ("NoSuchEntity", "The role with name x cannot be found.", 120),
    ("RepositoryNotFoundException", "The repository with name 'x' does not exist", 120),
    ("ResourceNotFoundException", "The specified log group does not exist.", 120),
    ("NamespaceNotFound", "ns-1", 120),
    ("OperationNotFound", "op-1", 120),
    ("InvalidParameter", "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames", 300),
    ("InvalidParameterException", "Unable to Start a service that is still Draining.", 600),
    ("InvalidParameter", "there is already a conflicting DNS domain for api.ecr in the VPC", 600),
    ("ConcurrentModification", "The request was rejected.", 120),
    ("EntityTemporarilyUnmodifiable", "The entity is temporarily unmodifiable.", 120),
    ("OperationAborted", "A conflicting operation is in progress.", 120),
    ("UpdateInProgressException", "The cluster is being updated.", 600),
    ("ClientException", "Cluster was not ACTIVE", 600),
    ("RequestLimitExceeded", "Request limit exceeded.", 300),
    ("ThrottlingException", "Rate exceeded", 300),
]  # fmt: skip
HELD = [
    ("DependencyViolation", "The subnet 'subnet-1' has dependencies and cannot be deleted.", 1200),
    ("ResourceInUse", "Target group 'x' is currently in use by a listener or a rule", 1200),
    ("ResourceInUse", "Service contains registered instances; delete the instances before deleting the service", 1200),
    ("InvalidParameterException", "DependencyViolation: resource sg-1 has a dependent object", 1200),
    ("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.", 600),
    ("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.", 600),
    ("UpdateInProgressException", "The cluster is being updated.", 600),
    ("InvalidParameterException", "The service cannot be stopped while deployments are active.", 600),
    ("DeleteConflict", "Cannot delete entity, must detach all policies first.", 600),
    ("OperationNotPermitted", "Load balancer 'x' cannot be deleted because deletion protection is enabled", 600),
    ("EntityTemporarilyUnmodifiable", "The entity is temporarily unmodifiable.", 120),
    ("OperationAborted", "A conflicting operation is in progress.", 120),
    ("Throttling", "Rate exceeded", 300),
]  # fmt: skip
LASTING = [
    ("AccessDeniedException", "User is not authorized to perform: iam:PassRole"),
    ("InvalidPermission.NotFound", "The specified rule does not exist in this security group."),
    ("InvalidParameterException", "Creation of service was not idempotent."),
    ("ClientException", "TaskDefinition is inactive"),
    ("VpcLimitExceeded", "The maximum number of VPCs has been reached."),
    ("InvalidParameterException", "subnets can not be empty."),
    ("MalformedPolicyDocument", "Syntax errors in policy."),
]  # fmt: skip


def refusal(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Call")


@pytest.mark.parametrize(("code", "message", "seconds"), LATE)
def test_what_aws_sees_late_is_waited_for_and_no_longer(code: str, message: str, seconds: float) -> None:
    entry = transient(refusal(code, message))
    assert entry
    assert entry.seconds == seconds


@pytest.mark.parametrize(("code", "message", "seconds"), HELD)
def test_what_is_still_held_is_waited_for_when_it_is_deleted(code: str, message: str, seconds: float) -> None:
    entry = transient(refusal(code, message), deleting=True)
    assert entry
    assert entry.seconds == seconds


@pytest.mark.parametrize(("code", "message"), LASTING)
def test_what_does_not_pass_is_told_at_once(code: str, message: str) -> None:
    assert transient(refusal(code, message)) is None


@pytest.mark.parametrize("entry", TRANSIENT + TRANSIENT_ON_DELETE, ids=lambda entry: entry.pattern[:30])
def test_every_entry_is_met_says_why_and_names_its_source(entry: Transient) -> None:
    met = [transient(refusal(code, message)) for code, message, _ in LATE]
    met += [transient(refusal(code, message), deleting=True) for code, message, _ in HELD]
    assert entry in met
    assert entry.reason
    assert entry.source.partition(": ")[0] in ("TF", "BC")


class Late(Resource):
    """Something made of what AWS does not see at once."""

    kind: ClassVar[str] = "AWS::ECS::Service"
    words: ClassVar[str] = (
        "Error retrieving subnet information for [subnet-1]: The subnet ID 'subnet-1' does not exist"
    )

    def find(self, site: Site) -> Handle | None:
        return None

    def create(self, site: Site) -> Handle:
        if next(site.aws.tries) < 2:
            raise refusal("InvalidParameterException", self.words)
        return Handle("late")


def test_a_create_that_came_too_early_is_made_again_and_the_reason_told() -> None:
    events: list[AnyEvent] = []
    aws = SimpleNamespace(banner=Banner(sandbox="x"), profile="", tries=itertools.count())
    run = Run(Plan(deployment="demo", target="test", account="1", region="r"), aws, events.append, Path())  # type: ignore[arg-type]
    assert build(run, [Late()])
    waited = [event.state for event in events if isinstance(event, Waiting)]
    assert waited == ["waiting for AWS to see what was just made"] * 2
    assert len([event for event in events if isinstance(event, Creating)]) == 1
