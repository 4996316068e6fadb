"""Weather that meets single calls: throttling, errors, lost answers, credentials, permissions."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError

from steps.sandbox import control
from tests.sandbox.conftest import make_client
from tests.sandbox.refused_calls import refusal_of

Aws = Callable[..., Any]
Weather = Callable[..., None]

READS = {
    "ec2": "describe_vpcs",
    "ecr": "describe_repositories",
    "ecs": "list_clusters",
    "elbv2": "describe_load_balancers",
    "iam": "list_roles",
    "logs": "describe_log_groups",
    "servicediscovery": "list_namespaces",
    "sts": "get_caller_identity",
    "resourcegroupstaggingapi": "get_resources",
}


def refusal(call: Callable[..., Any], **asked: Any) -> tuple[str, int, str]:
    """The code, HTTP status and message of a refusal."""
    answer = refusal_of(call, **asked)
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Message"]


def read(aws: Aws, service: str) -> Callable[..., Any]:
    """A call of a service that only reads."""
    return getattr(aws(service), READS[service])  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("service", "code", "status"),
    [
        ("ec2", "RequestLimitExceeded", 503),
        ("ecr", "ThrottlingException", 400),
        ("ecs", "ThrottlingException", 400),
        ("elbv2", "Throttling", 400),
        ("iam", "Throttling", 400),
        ("logs", "ThrottlingException", 400),
        ("servicediscovery", "RequestLimitExceeded", 429),
        ("sts", "Throttling", 400),
        ("resourcegroupstaggingapi", "ThrottledException", 429),
    ],
)
def test_each_service_throttles_in_its_own_words(
    aws: Aws, weather: Weather, service: str, code: str, status: int
) -> None:
    weather("throttle", count=2)
    call = read(aws, service)
    assert [refusal(call)[:2] for _ in range(2)] == [(code, status)] * 2
    call()


def test_some_calls_are_throttled_and_others_are_not(aws: Aws, weather: Weather) -> None:
    weather("throttle", count=1, at=2, action="ec2:Describe*")
    aws("ecs").list_clusters()
    aws("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    aws("ec2").describe_vpcs()
    assert refusal(aws("ec2").describe_subnets)[0] == "RequestLimitExceeded"
    aws("ec2").describe_subnets()


@pytest.mark.parametrize(
    "action", ["ecs", "ecs:*", "ListClusters", "ecs:ListClusters", "*", "ec2, ecs:List*"]
)
def test_an_action_can_be_said_in_several_ways(aws: Aws, weather: Weather, action: str) -> None:
    weather("throttle", action=action)
    assert refusal(aws("ecs").list_clusters)[0] == "ThrottlingException"


def test_a_throttled_call_was_not_carried_out(aws: Aws, weather: Weather) -> None:
    weather("throttle", count=1, action="CreateVpc")
    assert refusal(aws("ec2").create_vpc, CidrBlock="10.0.0.0/16")[0] == "RequestLimitExceeded"
    assert len(aws("ec2").describe_vpcs()["Vpcs"]) == 1


def test_a_bucket_gives_its_burst_and_no_more(aws: Aws, weather: Weather) -> None:
    weather("throttle", burst=3, action="ecs:ListClusters")
    for _ in range(3):
        aws("ecs").list_clusters()
    assert [refusal(aws("ecs").list_clusters)[0] for _ in range(2)] == ["ThrottlingException"] * 2
    aws("ecs").list_task_definition_families()


def test_a_refused_call_has_waited_where_nothing_waits(aws: Aws, weather: Weather) -> None:
    weather("throttle", burst=1, rate=0.001, action="ecs:ListClusters")
    aws("ecs").list_clusters()
    assert refusal(aws("ecs").list_clusters)[0] == "ThrottlingException"
    aws("ecs").list_clusters()


def test_a_bucket_fills_again() -> None:
    from steps.sandbox.weather.bucket import Bucket

    class Clock:
        speed, now = 1.0, 100.0

        def aws_now(self) -> float:
            return self.now

    clock: Any = Clock()
    bucket = Bucket(clock, burst=4, rate=0.3)
    assert [bucket.take() for _ in range(5)] == [True] * 4 + [False]
    clock.now += 3.0
    assert not bucket.take()
    clock.now += 0.4
    assert [bucket.take(), bucket.take()] == [True, False]
    clock.now += 1000
    assert [bucket.take() for _ in range(5)] == [True] * 4 + [False]


def test_endpoints_have_a_small_bucket_of_their_own(aws: Aws, weather: Weather) -> None:
    weather("endpoint-bucket", rate=0)
    vpc = aws("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    services = [f"com.amazonaws.eu-central-1.{name}" for name in ("ecr.api", "ecr.dkr", "logs", "sts", "ecs")]
    asked = {"VpcId": vpc, "VpcEndpointType": "Interface", "PrivateDnsEnabled": False}
    for service in services[:4]:
        aws("ec2").create_vpc_endpoint(ServiceName=service, **asked)
    told = refusal(aws("ec2").create_vpc_endpoint, ServiceName=services[4], **asked)
    assert told == ("RequestLimitExceeded", 503, "Request limit exceeded.")
    assert len(aws("ec2").describe_vpc_endpoints()["VpcEndpoints"]) == 4


@pytest.mark.parametrize(
    ("service", "code"),
    [
        ("ec2", "InternalError"),
        ("ecs", "ServerException"),
        ("elbv2", "InternalFailure"),
        ("iam", "ServiceFailure"),
        ("logs", "ServiceUnavailableException"),
    ],
)
def test_calls_fail_inside_aws_and_an_sdk_tries_again(
    aws: Aws, practice: Any, weather: Weather, service: str, code: str
) -> None:
    weather("errors", count=1)
    assert refusal(read(aws, service))[:2] == (code, 500)
    weather("errors", count=2)
    getattr(patient(practice, service), READS[service])()


def test_an_answer_is_lost_and_the_thing_was_made(aws: Aws, weather: Weather) -> None:
    weather("lost", action="ec2:CreateVpc")
    aws("ec2").describe_vpcs()
    with pytest.raises(ConnectionClosedError):
        aws("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    assert len(aws("ec2").describe_vpcs()["Vpcs"]) == 2


def test_the_answer_to_a_certain_call_is_lost(aws: Aws, weather: Weather) -> None:
    weather("lost", at=3)
    ecs = aws("ecs")
    ecs.list_clusters()
    ecs.create_cluster(clusterName="demo")
    with pytest.raises(ConnectionClosedError):
        ecs.create_cluster(clusterName="other")
    assert len(ecs.list_clusters()["clusterArns"]) == 2


def test_an_sdk_that_tries_again_makes_a_second_thing(aws: Aws, practice: Any, weather: Weather) -> None:
    weather("lost", action="ec2:CreateVpc")
    patient(practice, "ec2").create_vpc(CidrBlock="10.0.0.0/16")
    assert len(aws("ec2").describe_vpcs()["Vpcs"]) == 3


def test_a_client_token_saves_from_that(aws: Aws, practice: Any, weather: Weather) -> None:
    weather("lost", action="ec2:Create*", count=2)
    ec2 = patient(practice, "ec2")
    vpc = aws("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    gateway = {"VpcId": vpc, "ServiceName": "com.amazonaws.eu-central-1.s3", "ClientToken": "once"}
    made = ec2.create_vpc_endpoint(**gateway)["VpcEndpoint"]["VpcEndpointId"]
    assert [one["VpcEndpointId"] for one in aws("ec2").describe_vpc_endpoints()["VpcEndpoints"]] == [made]


def patient(practice: Any, service: str) -> Any:
    """A client that tries again, as the wizard's do."""
    import boto3

    session: Any = boto3.Session(practice.running.key, practice.running.secret, region_name="eu-central-1")
    config = Config(retries={"mode": "standard", "total_max_attempts": 4}, proxies={})
    return session.client(service, endpoint_url=practice.endpoint, config=config)


def keyed(practice: Any, service: str) -> Any:
    """A client with another access key, as after a new login."""
    return make_client(practice.running, service, "eu-central-1", control.make_key(practice.running))


@pytest.mark.parametrize(
    ("service", "code", "status"),
    [
        ("ec2", "RequestExpired", 400),
        ("ecs", "ExpiredTokenException", 400),
        ("elbv2", "ExpiredToken", 403),
        ("iam", "ExpiredToken", 403),
        ("sts", "ExpiredToken", 403),
        ("servicediscovery", "ExpiredTokenException", 400),
    ],
)
def test_credentials_run_out(
    aws: Aws, practice: Any, weather: Weather, service: str, code: str, status: int
) -> None:
    weather("expired")
    assert refusal(read(aws, service))[:2] == (code, status)
    getattr(keyed(practice, service), READS[service])()
    assert refusal(read(aws, service))[:2] == (code, status)


def test_credentials_run_out_in_the_middle(aws: Aws, practice: Any, weather: Weather) -> None:
    weather("expired", at=3)
    aws("ec2").describe_vpcs()
    other = keyed(practice, "ec2")
    other.describe_vpcs()
    assert refusal(aws("ec2").describe_vpcs)[0] == "RequestExpired"
    assert refusal(aws("ecs").list_clusters)[0] == "ExpiredTokenException"
    other.describe_vpcs()


@pytest.mark.parametrize(
    ("service", "action", "code", "status"),
    [
        ("ec2", "ec2:DescribeVpcs", "UnauthorizedOperation", 403),
        ("ecs", "ecs:ListClusters", "AccessDeniedException", 400),
        ("ecr", "ecr:DescribeRepositories", "AccessDeniedException", 400),
        ("elbv2", "elasticloadbalancing:DescribeLoadBalancers", "AccessDenied", 403),
        ("iam", "iam:ListRoles", "AccessDenied", 403),
    ],
)
def test_an_action_is_denied_with_the_callers_name(
    aws: Aws, weather: Weather, service: str, action: str, code: str, status: int
) -> None:
    weather("denied", action=action)
    told = refusal(read(aws, service))
    assert told[:2] == (code, status)
    assert f"User: arn:aws:iam::123456789012:user/practice is not authorized to perform: {action}" in told[2]
    assert told[2].startswith("You are not authorized to perform this operation. ") == (service == "ec2")


def test_a_denial_comes_before_a_dry_run_and_simulation_knows_of_it(aws: Aws, weather: Weather) -> None:
    weather("denied", action="ec2:CreateVpc*")
    assert refusal(aws("ec2").create_vpc, CidrBlock="10.0.0.0/16", DryRun=True)[0] == "UnauthorizedOperation"
    assert refusal(aws("ec2").create_subnet, VpcId="v", CidrBlock="c", DryRun=True)[0] == "DryRunOperation"
    judged = aws("iam").simulate_principal_policy(
        PolicySourceArn=aws("sts").get_caller_identity()["Arn"],
        ActionNames=["ec2:CreateVpcEndpoint", "ec2:CreateSubnet"],
    )["EvaluationResults"]
    assert [one["EvalDecision"] for one in judged] == ["implicitDeny", "allowed"]


def test_nobody_needs_permission_to_ask_who_they_are(aws: Aws, weather: Weather) -> None:
    weather("denied", action="*")
    aws("sts").get_caller_identity()
