"""What a network gives: each row of AWS's behaviour on platform version 1.4.0, by the words that the task stops with."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.grounds import GROUP, Grounds, allow
from tests.sandbox.waiting import until

Aws = Callable[..., Any]
Change = Callable[[Grounds], Any]

ALL = ("ecr.api", "ecr.dkr", "logs", "s3")
AUTH = "ResourceInitializationError: unable to pull secrets or registry auth: "
LOGGER = "ResourceInitializationError: failed to validate logger args"
PULL = "CannotPullContainerError: "


@pytest.fixture
def grounds(aws: Aws, tmp_path: Path) -> Grounds:
    return Grounds(aws, tmp_path)


def nothing(_grounds: Grounds) -> None:
    """The network as it is."""


def with_endpoints(*services: str, **settings: Any) -> Change:
    return lambda grounds: grounds.endpoints(*services, **settings)


def s3_elsewhere(grounds: Grounds) -> None:
    grounds.endpoints("ecr.api", "ecr.dkr", "logs")
    grounds.endpoints("s3", tables=[grounds.public_table])


def endpoints_let_nobody_in(grounds: Grounds) -> None:
    grounds.endpoints(*ALL)
    close(grounds.ec2.revoke_security_group_ingress, grounds.endpoint_group, GroupId=grounds.group)


def egress_shut(grounds: Grounds) -> None:
    grounds.endpoints(*ALL)
    open_egress(grounds)


def egress_to_the_endpoints_only(grounds: Grounds) -> None:
    egress_shut(grounds)
    allow(grounds.ec2.authorize_security_group_egress, grounds.group, 443, GroupId=grounds.endpoint_group)


def egress_to_the_endpoints_and_s3(grounds: Grounds) -> None:
    egress_to_the_endpoints_only(grounds)
    lists = grounds.ec2.describe_managed_prefix_lists(
        Filters=[{"Name": "prefix-list-name", "Values": ["com.amazonaws.eu-central-1.s3"]}]
    )["PrefixLists"]
    allow(
        grounds.ec2.authorize_security_group_egress,
        grounds.group,
        443,
        PrefixListId=lists[0]["PrefixListId"],
    )


def open_egress(grounds: Grounds) -> None:
    everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    grounds.ec2.revoke_security_group_egress(GroupId=grounds.group, IpPermissions=everything)


def close(call: Callable[..., Any], group: str, **peer: str) -> None:
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [peer]}
    call(GroupId=group, IpPermissions=[rule])


def no_way_out(grounds: Grounds) -> None:
    grounds.ec2.delete_route(RouteTableId=grounds.public_table, DestinationCidrBlock="0.0.0.0/0")


def outcome(grounds: Grounds, *, public: bool, address: bool = True, **changes: Any) -> str:
    """RUNNING, or the reason with which the task stopped; it has left nothing behind then."""
    network = grounds.network(public=public, address=address)
    arn = grounds.run(grounds.define(**changes), networkConfiguration=network)["taskArn"]
    task = until(lambda: grounds.became(arn, "RUNNING") or grounds.became(arn, "STOPPED"))
    if task["lastStatus"] == "RUNNING":
        return "RUNNING"
    assert task["stopCode"] == "TaskFailedToStart"
    assert task["containers"][0]["reason"] == task["stoppedReason"]
    assert "exitCode" not in task["containers"][0]
    return str(task["stoppedReason"])


@pytest.mark.parametrize(
    ("public", "address", "change", "start", "words"),
    [
        pytest.param(True, True, nothing, "RUNNING", "", id="public subnet, public address"),
        pytest.param(True, False, nothing, AUTH, "i/o timeout", id="public subnet, no public address"),
        pytest.param(True, True, no_way_out, AUTH, "i/o timeout", id="public address, no route out"),
        pytest.param(False, False, nothing, AUTH, "api.ecr", id="private, no endpoints"),
        pytest.param(
            False,
            False,
            with_endpoints("ecr.dkr", "s3"),
            AUTH,
            "api.ecr",
            id="private, the tutorial's own fix",
        ),
        pytest.param(
            False, False, with_endpoints("ecr.api", "s3", "logs"), PULL, "manifests", id="private, no ecr.dkr"
        ),
        pytest.param(
            False,
            False,
            with_endpoints("ecr.api", "ecr.dkr", "logs"),
            PULL,
            "starport-layer-bucket",
            id="private, no s3",
        ),
        pytest.param(
            False, False, s3_elsewhere, PULL, "starport-layer-bucket", id="s3 on another route table"
        ),
        pytest.param(
            False,
            False,
            with_endpoints("ecr.api", "ecr.dkr", "s3"),
            LOGGER,
            "CloudWatch",
            id="private, no logs",
        ),
        pytest.param(False, False, with_endpoints(*ALL), "RUNNING", "", id="private, all four"),
        pytest.param(False, False, endpoints_let_nobody_in, AUTH, "i/o timeout", id="endpoint group shut"),
        pytest.param(False, False, egress_shut, AUTH, "i/o timeout", id="egress of the task's group shut"),
        pytest.param(
            False,
            False,
            egress_to_the_endpoints_only,
            PULL,
            "starport-layer-bucket",
            id="egress to the endpoints, not to s3",
        ),
        pytest.param(
            False,
            False,
            egress_to_the_endpoints_and_s3,
            "RUNNING",
            "",
            id="egress to the endpoints and to s3",
        ),
        pytest.param(
            False,
            False,
            with_endpoints(*ALL, PrivateDnsEnabled=False),
            AUTH,
            "i/o timeout",
            id="private DNS off",
        ),
    ],
)
def test_a_network_gives_what_it_gives_on_aws(
    grounds: Grounds, public: bool, address: bool, change: Change, start: str, words: str
) -> None:
    change(grounds)
    found = outcome(grounds, public=public, address=address)
    assert found.startswith(start)
    assert words in found


def test_without_awslogs_no_way_to_the_logs_is_needed(grounds: Grounds) -> None:
    grounds.endpoints("ecr.api", "ecr.dkr", "s3")
    assert outcome(grounds, public=False, logs=False) == "RUNNING"


def test_an_endpoint_catches_public_tasks_too(grounds: Grounds) -> None:
    endpoints_let_nobody_in(grounds)
    assert outcome(grounds, public=True).startswith(AUTH)


def test_a_tag_never_pushed_is_not_found(grounds: Grounds) -> None:
    image = f"{grounds.repository}:2"
    found = outcome(grounds, public=True, image=image)
    assert found.startswith(PULL)
    assert found.endswith(f"{image}: not found")


def test_a_role_without_the_policy_is_denied(grounds: Grounds) -> None:
    grounds.iam.delete_role_policy(RoleName=grounds.role_name, PolicyName="run")
    found = outcome(grounds, public=True)
    assert found.startswith("ResourceInitializationError: ")
    assert "AccessDeniedException" in found
    assert "ecr:GetAuthorizationToken" in found


def test_a_role_that_may_not_read_layers_cannot_pull(grounds: Grounds) -> None:
    actions = ["ecr:GetAuthorizationToken", "logs:*"]
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": statement}
    grounds.grant(policy)
    found = outcome(grounds, public=True)
    assert found.startswith(PULL)
    assert "ecr:BatchGetImage" in found


def test_a_missing_log_group_stops_the_task(grounds: Grounds) -> None:
    grounds.client("logs").delete_log_group(logGroupName=GROUP)
    found = outcome(grounds, public=True)
    assert found.startswith(LOGGER)
    assert "log group does not exist" in found


def test_an_image_for_another_processor_does_not_match(grounds: Grounds) -> None:
    found = outcome(grounds, public=True, runtimePlatform={"cpuArchitecture": "ARM64"})
    assert "does not contain descriptor matching platform 'linux/arm64'" in found


def test_an_image_that_is_no_process_says_so(grounds: Grounds) -> None:
    found = outcome(grounds, public=True, image="docker.io/library/nginx:1")
    assert found.startswith(PULL)
    assert "no Docker engine" in found


def policy(
    *actions: str, resource: str = "*", principal: Any = "*", effect: str = "Allow", **conditions: Any
) -> str:
    statement = {"Effect": effect, "Principal": principal, "Action": list(actions), "Resource": resource}
    return json.dumps({"Statement": [{**statement, "Condition": conditions} if conditions else statement]})


ROOT = {"AWS": "arn:aws:iam::123456789012:root"}
OURS: dict[str, Any] = {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
THEIRS: dict[str, Any] = {"StringEquals": {"aws:PrincipalAccount": "210987654321"}}
LAYERS = "arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*"


@pytest.mark.parametrize(("service", "document", "words"), [
    ("ecr.api", policy("ecr:GetAuthorizationToken"), "no VPC endpoint policy allows the ecr:BatchGetImage action"),
    ("ecr.api", policy("ecr:*", **THEIRS), "no VPC endpoint policy allows the ecr:GetAuthorizationToken action"),
    ("ecr.api", policy("ecr:*", effect="Deny"), "ecr:GetAuthorizationToken on resource: *"),
    ("ecr.api", policy("ecr:*", StringEquals={"aws:SourceVpc": "vpc-1"}), "no VPC endpoint policy allows"),
    ("ecr.api", policy("ecr:*", principal=ROOT, **OURS), "RUNNING"),
    ("ecr.dkr", policy("ecr:*", resource="arn:aws:ecr:eu-central-1:123456789012:repository/other"), "ecr:BatchGetImage"),
    ("ecr.dkr", policy("ecr:*", resource="arn:aws:ecr:eu-central-1:123456789012:repository/*"), "RUNNING"),
    ("logs", policy("logs:CreateLogStream"), "no VPC endpoint policy allows the logs:PutLogEvents action"),
    ("s3", policy("s3:GetObject", resource="arn:aws:s3:::mine/*"), "starport-layer-bucket.s3.eu-central-1"),
    ("s3", policy("s3:GetObject", resource=LAYERS, principal=ROOT), "403 Forbidden"),
    ("s3", policy("s3:GetObject", resource=LAYERS), "RUNNING"),
])  # fmt: skip
def test_an_endpoints_policy_is_asked_as_well(
    grounds: Grounds, service: str, document: str, words: str
) -> None:
    made = dict(zip(ALL, grounds.endpoints(*ALL), strict=True))
    grounds.ec2.modify_vpc_endpoint(VpcEndpointId=made[service], PolicyDocument=document)
    assert words in outcome(grounds, public=False)
