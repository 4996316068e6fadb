"""Calls of people, sessions and tasks whom policies bind: refused in each service's own words, over HTTP."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from steps.sandbox import control
from tests.sandbox.conftest import Practice
from tests.sandbox.refused_calls import refusal_of

ACCOUNT, REGION = "123456789012", "eu-central-1"
ANN = f"arn:aws:iam::{ACCOUNT}:user/ann"
VERSION = "2012-10-17"
TASKS = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
TAGS = [{"Key": "Team", "Value": "blue"}]

Client = Callable[[str], Any]


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": VERSION, "Statement": list(statements)})


def allow(*actions: str, resource: Any = "*", **condition: Any) -> dict[str, Any]:
    said = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return said | ({"Condition": condition} if condition else {})


def deny(*actions: str, resource: Any = "*", **condition: Any) -> dict[str, Any]:
    return allow(*actions, resource=resource, **condition) | {"Effect": "Deny"}


def with_keys(practice: Practice, key: dict[str, Any]) -> Client:
    """Make clients that sign with a key that IAM or STS gave out."""
    session: Any = boto3.Session(
        key["AccessKeyId"], key["SecretAccessKey"], key.get("SessionToken"), region_name=REGION
    )
    config = Config(retries={"total_max_attempts": 1}, inject_host_prefix=False, proxies={})
    return lambda service: session.client(service, endpoint_url=practice.endpoint, config=config)


class Person:
    """A user called ann, and the policy that she has: none at first."""

    def __init__(self, aws: Client, practice: Practice) -> None:
        self.iam = aws("iam")
        self.iam.create_user(UserName="ann", Tags=[{"Key": "team", "Value": "blue"}])
        self.client = with_keys(practice, self.iam.create_access_key(UserName="ann")["AccessKey"])

    def may(self, *statements: dict[str, Any]) -> None:
        """Give her this policy instead."""
        self.iam.put_user_policy(UserName="ann", PolicyName="it", PolicyDocument=policy(*statements))


@pytest.fixture
def ann(aws: Client, practice: Practice) -> Person:
    return Person(aws, practice)


@pytest.fixture
def vpc(aws: Client) -> str:
    made = aws("ec2").create_vpc(
        CidrBlock="10.0.0.0/16", TagSpecifications=[{"ResourceType": "vpc", "Tags": TAGS}]
    )
    return str(made["Vpc"]["VpcId"])


def refused(call: Callable[..., Any], **asked: Any) -> tuple[str, str, int]:
    answer = refusal_of(call, **asked)
    return answer["Error"]["Code"], answer["Error"]["Message"], answer["ResponseMetadata"]["HTTPStatusCode"]


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


EC2, JSON, QUERY = ("UnauthorizedOperation", 403), ("AccessDeniedException", 400), ("AccessDenied", 403)
NO_POLICY = [
    ("ec2", "describe_vpcs", {}, EC2, "ec2:DescribeVpcs", ""),
    ("ec2", "create_vpc", {"CidrBlock": "10.0.0.0/16"}, EC2, "ec2:CreateVpc", arn("ec2", "vpc/*")),
    ("ec2", "delete_vpc", {"VpcId": "vpc-1"}, EC2, "ec2:DeleteVpc", arn("ec2", "vpc/vpc-1")),
    ("ecs", "list_clusters", {}, JSON, "ecs:ListClusters", "*"),
    ("ecs", "create_cluster", {"clusterName": "c"}, JSON, "ecs:CreateCluster", arn("ecs", "cluster/c")),
    ("ecs", "list_tasks", {"cluster": "c"}, JSON, "ecs:ListTasks", arn("ecs", "container-instance/c/*")),
    ("ecs", "update_service", {"cluster": arn("ecs", "cluster/c"), "service": "s"}, JSON, "ecs:UpdateService",
     arn("ecs", "service/c/s")),
    ("ecr", "get_authorization_token", {}, JSON, "ecr:GetAuthorizationToken", "*"),
    ("ecr", "describe_repositories", {}, JSON, "ecr:DescribeRepositories", arn("ecr", "repository/*")),
    ("ecr", "create_repository", {"repositoryName": "a/b"}, JSON, "ecr:CreateRepository", arn("ecr", "repository/a/b")),
    ("elbv2", "describe_load_balancers", {}, QUERY, "elasticloadbalancing:DescribeLoadBalancers", ""),
    ("elbv2", "create_target_group", {"Name": "t"}, QUERY, "elasticloadbalancing:CreateTargetGroup",
     arn("elasticloadbalancing", "targetgroup/t/*")),
    ("iam", "get_role", {"RoleName": "r"}, QUERY, "iam:GetRole", "role r"),
    ("iam", "create_role", {"RoleName": "r", "Path": "/p/", "AssumeRolePolicyDocument": policy(TASKS)}, QUERY,
     "iam:CreateRole", "role r"),
    ("iam", "create_service_linked_role", {"AWSServiceName": "ecs.amazonaws.com"}, QUERY, "iam:CreateServiceLinkedRole",
     f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"),
    ("logs", "describe_log_groups", {}, JSON, "logs:DescribeLogGroups", arn("logs", "log-group::log-stream:")),
    ("logs", "create_log_group", {"logGroupName": "/a"}, JSON, "logs:CreateLogGroup", arn("logs", "log-group:/a:log-stream:")),
    ("ssm", "get_parameters", {"Names": ["/a/b"]}, JSON, "ssm:GetParameters", arn("ssm", "parameter/a/b")),
    ("secretsmanager", "get_secret_value", {"SecretId": "s"}, JSON, "secretsmanager:GetSecretValue",
     arn("secretsmanager", "secret:s-??????")),
    ("servicediscovery", "list_namespaces", {}, JSON, "servicediscovery:ListNamespaces", "*"),
    ("resourcegroupstaggingapi", "get_resources", {}, JSON, "tag:GetResources", "*"),
    ("service-quotas", "get_service_quota", {"ServiceCode": "fargate", "QuotaCode": "L-1"}, JSON, "servicequotas:GetServiceQuota",
     arn("servicequotas", "fargate/L-1")),
    ("route53", "list_hosted_zones", {}, QUERY, "route53:ListHostedZones", "*"),
]  # fmt: skip


@pytest.mark.parametrize(("service", "call", "asked", "refusal", "action", "resource"), NO_POLICY)
def test_without_a_policy_each_service_refuses_in_its_own_words(
    ann: Person,
    service: str,
    call: str,
    asked: dict[str, Any],
    refusal: tuple[str, int],
    action: str,
    resource: str,
) -> None:
    told = refused(getattr(ann.client(service), call), **asked)
    place = f" on resource: {resource}" if resource else ""
    why = f"User: {ANN} is not authorized to perform: {action}{place} because no identity-based policy allows the {action} action"
    assert (told[0], told[2]) == refusal
    if service == "ec2":
        assert told[1].startswith(f"You are not authorized to perform this operation. {why}")
        assert ("Encoded authorization failure message: " in told[1]) == bool(resource)
    else:
        assert told[1] == why


def test_who_asks_who_they_are_needs_no_permission(ann: Person) -> None:
    assert ann.client("sts").get_caller_identity()["Arn"] == ANN


def test_a_policy_is_in_force_at_once_and_gone_at_once(ann: Person) -> None:
    ecs = ann.client("ecs")
    ann.may(allow("ecs:*"))
    assert ecs.list_clusters()["clusterArns"] == []
    ann.may(allow("ec2:*"))
    assert refused(ecs.list_clusters)[0] == "AccessDeniedException"


def test_policies_come_from_groups_and_versions_too(ann: Person) -> None:
    made = ann.iam.create_policy(PolicyName="p", PolicyDocument=policy(allow("ecs:*")))["Policy"]["Arn"]
    ann.iam.create_group(GroupName="g")
    ann.iam.attach_group_policy(GroupName="g", PolicyArn=made)
    ecs = ann.client("ecs")
    assert refused(ecs.list_clusters)
    ann.iam.add_user_to_group(GroupName="g", UserName="ann")
    ecs.list_clusters()
    ann.iam.create_policy_version(PolicyArn=made, PolicyDocument=policy(allow("ec2:*")), SetAsDefault=True)
    assert refused(ecs.list_clusters)
    ann.iam.set_default_policy_version(PolicyArn=made, VersionId="v1")
    ecs.list_clusters()
    ann.iam.put_group_policy(GroupName="g", PolicyName="no", PolicyDocument=policy(deny("ecs:List*")))
    assert refused(ecs.list_clusters)[1].endswith("with an explicit deny in an identity-based policy")


def test_a_boundary_bounds(ann: Person) -> None:
    ann.may(allow("*"))
    edge = ann.iam.create_policy(PolicyName="edge", PolicyDocument=policy(allow("ec2:*")))["Policy"]["Arn"]
    ann.iam.put_user_permissions_boundary(UserName="ann", PermissionsBoundary=edge)
    ann.client("ec2").describe_vpcs()
    assert refused(ann.client("ecs").list_clusters)[1].endswith(
        "because no permissions boundary allows the ecs:ListClusters action"
    )
    ann.iam.delete_user_permissions_boundary(UserName="ann")
    ann.client("ecs").list_clusters()


def test_dry_runs_tell(ann: Person) -> None:
    ec2 = ann.client("ec2")
    assert refused(ec2.create_vpc, CidrBlock="10.0.0.0/16", DryRun=True)[0] == "UnauthorizedOperation"
    ann.may(allow("ec2:CreateVpc"))
    assert refused(ec2.create_vpc, CidrBlock="10.0.0.0/16", DryRun=True)[0] == "DryRunOperation"


def test_tags_at_creation_need_their_own_action(ann: Person) -> None:
    ann.may(
        allow(
            "ec2:CreateVpc",
            "ecs:CreateCluster",
            "ecr:CreateRepository",
            "logs:CreateLogGroup",
            "iam:CreateRole",
            "elasticloadbalancing:CreateTargetGroup",
        )
    )
    ec2 = ann.client("ec2")
    tagged = {"CidrBlock": "10.0.0.0/16", "TagSpecifications": [{"ResourceType": "vpc", "Tags": TAGS}]}
    assert (
        f"ec2:CreateTags on resource: {arn('ec2', 'vpc/*')} because" in refused(ec2.create_vpc, **tagged)[1]
    )
    lower = [{"key": "Team", "value": "blue"}]
    assert "ecs:TagResource" in refused(ann.client("ecs").create_cluster, clusterName="c", tags=lower)[1]
    assert (
        "ecr:TagResource" in refused(ann.client("ecr").create_repository, repositoryName="repo", tags=TAGS)[1]
    )
    assert (
        "iam:TagRole"
        in refused(
            ann.client("iam").create_role, RoleName="r", AssumeRolePolicyDocument=policy(TASKS), Tags=TAGS
        )[1]
    )
    assert (
        "elasticloadbalancing:AddTags"
        in refused(ann.client("elbv2").create_target_group, Name="t", Tags=TAGS)[1]
    )
    assert refused(ann.client("logs").create_log_group, logGroupName="g", tags={"a": "b"})[1] == (
        f"User with accountId: {ACCOUNT} is not authorized to perform CreateLogGroup with Tags"
    )
    ann.may(
        allow("ec2:CreateVpc"),
        allow(
            "ec2:CreateTags",
            StringEquals={"ec2:CreateAction": "CreateVpc", "aws:RequestTag/Team": "${aws:PrincipalTag/team}"},
            **{"ForAllValues:StringEquals": {"aws:TagKeys": ["Team"]}},
        ),
    )
    made = ec2.create_vpc(**tagged)["Vpc"]["VpcId"]
    assert refused(ec2.create_tags, Resources=[made], Tags=TAGS)
    tagged["TagSpecifications"] = [{"ResourceType": "vpc", "Tags": [*TAGS, {"Key": "more", "Value": ""}]}]
    assert refused(ec2.create_vpc, **tagged)


def test_tags_of_what_is_there_decide(ann: Person, aws: Client, vpc: str) -> None:
    plain = aws("ec2").create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    ann.may(allow("ec2:DeleteVpc", StringEquals={"aws:ResourceTag/Team": "${aws:PrincipalTag/team}"}))
    ec2 = ann.client("ec2")
    assert arn("ec2", f"vpc/{plain}") in refused(ec2.delete_vpc, VpcId=plain)[1]
    ec2.delete_vpc(VpcId=vpc)


def test_all_resources_of_a_call_must_be_allowed(ann: Person, vpc: str) -> None:
    ec2 = ann.client("ec2")
    ann.may(allow("ec2:CreateSubnet", resource=arn("ec2", "subnet/*")))
    assert (
        f"ec2:CreateSubnet on resource: {arn('ec2', f'vpc/{vpc}')} because"
        in refused(ec2.create_subnet, VpcId=vpc, CidrBlock="10.0.0.0/24")[1]
    )
    ann.may(
        allow(
            "ec2:CreateSubnet",
            resource=[arn("ec2", "subnet/*"), arn("ec2", f"vpc/{vpc}")],
            ArnEqualsIfExists={"ec2:Vpc": arn("ec2", f"vpc/{vpc}")},
        )
    )
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    ann.may(allow("ec2:DeleteSubnet", ArnEquals={"ec2:Vpc": arn("ec2", "vpc/vpc-other")}))
    assert refused(ec2.delete_subnet, SubnetId=subnet)
    ann.may(allow("ec2:DeleteSubnet", ArnEquals={"ec2:Vpc": arn("ec2", f"vpc/{vpc}")}))
    ec2.delete_subnet(SubnetId=subnet)


def test_nobody_becomes_the_person_who_practises(ann: Person) -> None:
    ann.may(allow("iam:*"))
    iam = ann.client("iam")
    assert refused(iam.create_user, UserName="practice")[0] == "EntityAlreadyExists"
    assert refused(iam.update_user, UserName="ann", NewUserName="Practice")[0] == "EntityAlreadyExists"


def test_a_region_may_be_closed(ann: Person, aws: Client) -> None:
    ann.may(allow("*"), deny("*", StringNotEquals={"aws:RequestedRegion": "us-east-1"}))
    assert refused(ann.client("ecs").list_clusters)
    ann.client("iam").list_roles()  # the whole world's, in us-east-1


def definition(role: str, **more: str) -> dict[str, Any]:
    container = {"name": "web", "image": "nginx:latest", "essential": True}
    return {
        "family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
        "executionRoleArn": role, "containerDefinitions": [container], **more,
    }  # fmt: skip


def test_a_role_is_passed_by_whoever_may_pass_it(ann: Person) -> None:
    role = ann.iam.create_role(RoleName="run", AssumeRolePolicyDocument=policy(TASKS))["Role"]["Arn"]
    ecs = ann.client("ecs")
    ann.may(allow("ecs:*"))
    told = refused(ecs.register_task_definition, **definition(role))
    why = "because no identity-based policy allows the iam:PassRole action"
    assert told[0] == "AccessDeniedException"
    assert told[1] == f"User: {ANN} is not authorized to perform: iam:PassRole on resource: {role} {why}"
    passing = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
    ann.may(allow("ecs:*"), allow("iam:PassRole", resource=role, **passing))
    assert refused(ecs.register_task_definition, **definition(role))
    passing["StringEquals"]["iam:PassedToService"] = "ecs-tasks.amazonaws.com"
    ann.may(allow("ecs:*"), allow("iam:PassRole", resource=role, **passing))
    ecs.register_task_definition(**definition(role))
    other = f"arn:aws:iam::{ACCOUNT}:role/other"
    assert other in refused(ecs.register_task_definition, **definition(role, taskRoleArn=other))[1]


def test_services_are_kept_to_a_cluster(ann: Person, aws: Client) -> None:
    for name in ("mine", "theirs"):
        aws("ecs").create_cluster(clusterName=name)
    ecs = ann.client("ecs")
    ann.may(allow("ecs:ListServices", ArnEquals={"ecs:cluster": arn("ecs", "cluster/mine")}))
    ecs.list_services(cluster="mine")
    ecs.list_services(cluster=arn("ecs", "cluster/mine"))
    assert refused(ecs.list_services, cluster="theirs")
    assert refused(ecs.list_services)


def test_private_names_of_an_endpoint_need_route53(ann: Person, vpc: str) -> None:
    ann.may(allow("ec2:*"))
    endpoint = {
        "VpcEndpointType": "Interface",
        "VpcId": vpc,
        "ServiceName": f"com.amazonaws.{REGION}.ecr.api",
    }
    assert (
        "route53:AssociateVPCWithHostedZone" in refused(ann.client("ec2").create_vpc_endpoint, **endpoint)[1]
    )
    ann.client("ec2").create_vpc_endpoint(**endpoint, PrivateDnsEnabled=False)


def test_cloud_map_misses_what_its_caller_may_not_do_in_route53_later(ann: Person, vpc: str) -> None:
    ann.may(allow("servicediscovery:*"))
    names = ann.client("servicediscovery")
    begun = names.create_private_dns_namespace(Name="a.internal", Vpc=vpc)["OperationId"]
    ended = names.get_operation(OperationId=begun)["Operation"]
    assert (ended["Status"], ended["ErrorCode"]) == ("FAIL", "ACCESS_DENIED")
    assert f"User: {ANN} is not authorized to perform: route53:CreateHostedZone" in ended["ErrorMessage"]
    ann.may(allow("servicediscovery:*", "route53:*", "ec2:Describe*"))
    begun = names.create_private_dns_namespace(Name="a.internal", Vpc=vpc)["OperationId"]
    assert names.get_operation(OperationId=begun)["Operation"]["Status"] == "SUCCESS"


@pytest.fixture
def session(aws: Client, practice: Practice, ann: Person) -> Callable[..., Client]:
    """A role that the account trusts, and sessions of it that ann begins."""

    def begin(*statements: dict[str, Any], **asked: Any) -> Client:
        trust = allow("sts:AssumeRole") | {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}
        del trust["Resource"]
        role = ann.iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=policy(trust), Tags=TAGS)[
            "Role"
        ]["Arn"]
        ann.iam.put_role_policy(RoleName="deploy", PolicyName="it", PolicyDocument=policy(*statements))
        ann.may(allow("sts:AssumeRole", resource=role))
        made = ann.client("sts").assume_role(RoleArn=role, RoleSessionName="one", **asked)
        return with_keys(practice, made["Credentials"])

    return begin


def test_a_session_gets_what_its_role_may(session: Callable[..., Client]) -> None:
    deploy = session(allow("ecs:*"))
    deploy("ecs").list_clusters()
    assert (
        f"User: arn:aws:sts::{ACCOUNT}:assumed-role/deploy/one is not authorized"
        in refused(deploy("ec2").describe_vpcs)[1]
    )


def test_a_session_may_be_given_less(session: Callable[..., Client]) -> None:
    deploy = session(allow("ecs:*"), Policy=policy(allow("ecs:List*")))
    deploy("ecs").list_clusters()
    assert refused(deploy("ecs").create_cluster, clusterName="c")[1].endswith(
        "because no session policy allows the ecs:CreateCluster action"
    )


def test_a_role_is_assumed_by_whom_it_trusts_and_who_may(ann: Person) -> None:
    role = ann.iam.create_role(RoleName="run", AssumeRolePolicyDocument=policy(TASKS))["Role"]["Arn"]
    sts = ann.client("sts")
    assert refused(sts.assume_role, RoleArn=role, RoleSessionName="one")[0] == "AccessDenied"
    ann.may(allow("sts:AssumeRole"))
    code, words, status = refused(sts.assume_role, RoleArn=role, RoleSessionName="one")
    assert (code, status) == ("AccessDenied", 403)
    assert words == f"User: {ANN} is not authorized to perform: sts:AssumeRole on resource: {role}"
    assert refused(sts.assume_role, RoleArn=f"{role}-not-there", RoleSessionName="one")[0] == "AccessDenied"
    ann.may(allow("ecs:*"))
    named = {"Effect": "Allow", "Principal": {"AWS": ANN}, "Action": "sts:AssumeRole"}
    ann.iam.update_assume_role_policy(RoleName="run", PolicyDocument=policy(named))
    sts.assume_role(RoleArn=role, RoleSessionName="one")
    ann.may(deny("sts:*"))
    assert refused(sts.assume_role, RoleArn=role, RoleSessionName="one")[1].endswith(
        "in an identity-based policy"
    )


def test_even_the_clouds_own_key_assumes_no_role_that_does_not_trust_it(aws: Client, ann: Person) -> None:
    role = ann.iam.create_role(RoleName="run", AssumeRolePolicyDocument=policy(TASKS))["Role"]["Arn"]
    assert refused(aws("sts").assume_role, RoleArn=role, RoleSessionName="one")[0] == "AccessDenied"


@pytest.fixture
def put(practice: Practice) -> Iterator[Callable[..., None]]:
    """Puts policies on whoever calls, until the test is over."""
    yield lambda *control_policies, own=None: order(practice, control_policies, own)
    order(practice, (), None)


def order(practice: Practice, control_policies: Any, own: Any) -> None:
    control.put_policies(
        practice.running,
        [*map(json.loads, control_policies)],
        None if own is None else [*map(json.loads, own)],
    )


def test_the_clouds_own_key_may_everything_but_what_is_put_on_it(
    aws: Client, put: Callable[..., None]
) -> None:
    aws("ecs").list_clusters()
    put(own=[policy(allow("ec2:*"))])
    aws("ec2").describe_vpcs()
    assert refused(aws("ecs").list_clusters)[1].endswith(
        "because no identity-based policy allows the ecs:ListClusters action"
    )
    put()
    aws("ecs").list_clusters()


def test_a_service_control_policy_binds_everybody(ann: Person, aws: Client, put: Callable[..., None]) -> None:
    ann.may(allow("*"))
    put(policy(deny("ec2:DescribeVpcs", StringNotEquals={"aws:RequestedRegion": "us-east-1"})))
    for client in (aws, ann.client):
        assert refused(client("ec2").describe_vpcs)[1].endswith(
            "with an explicit deny in a service control policy"
        )
        client("ecs").list_clusters()
    put(policy(allow("ec2:*")))
    assert refused(aws("ecs").list_clusters)[1].endswith(
        "because no service control policy allows the ecs:ListClusters action"
    )


def test_what_is_no_policy_is_not_put(practice: Practice, aws: Client) -> None:
    with pytest.raises(
        control.WeatherRefused, match="This is no policy: A policy is an object that has a Statement"
    ):
        control.put_policies(practice.running, [{"Effect": "Deny"}])
    aws("ecs").list_clusters()


def test_weather_puts_policies_too(aws: Client, weather: Callable[..., None]) -> None:
    weather("policy", without="ecs,ec2:CreateVpc")
    assert refused(aws("ecs").list_clusters)[1].endswith(
        "because no identity-based policy allows the ecs:ListClusters action"
    )
    assert refused(aws("ec2").create_vpc, CidrBlock="10.0.0.0/16")
    aws("ec2").describe_vpcs()
    weather("policy", document=policy(allow("ecs:*")))
    aws("ecs").list_clusters()
    assert refused(aws("ec2").describe_vpcs)
    weather("policy", document=policy(allow("*")))
    weather("scp", action="ec2:CreateVpc")
    assert (
        "with an explicit deny in a service control policy"
        in refused(aws("ec2").create_vpc, CidrBlock="10.0.0.0/16")[1]
    )


def test_a_denied_action_is_missed_by_every_call_that_needs_it(
    aws: Client, weather: Callable[..., None]
) -> None:
    role = aws("iam").create_role(RoleName="run", AssumeRolePolicyDocument=policy(TASKS))["Role"]["Arn"]
    weather("denied", action="iam:PassRole")
    assert (
        f"iam:PassRole on resource: {role}"
        in refused(aws("ecs").register_task_definition, **definition(role))[1]
    )


def simulated(iam: Any, source: str, *actions: str, **asked: Any) -> dict[str, str]:
    told = iam.simulate_principal_policy(PolicySourceArn=source, ActionNames=list(actions), **asked)
    return {one["EvalActionName"]: one["EvalDecision"] for one in told["EvaluationResults"]}


def test_simulation_judges_as_calls_are_judged(ann: Person, put: Callable[..., None]) -> None:
    ann.may(
        allow("ec2:*", resource=arn("ec2", "vpc/*"), StringEquals={"aws:RequestTag/Team": "blue"}),
        deny("ecs:*"),
    )
    actions = ("ec2:CreateVpc", "ecs:ListClusters", "logs:CreateLogGroup")
    assert set(simulated(ann.iam, ANN, "ec2:CreateVpc").values()) == {"implicitDeny"}
    entry = {
        "ContextKeyName": "aws:RequestTag/Team",
        "ContextKeyValues": ["blue"],
        "ContextKeyType": "string",
    }
    told = simulated(ann.iam, ANN, *actions, ResourceArns=[arn("ec2", "vpc/*")], ContextEntries=[entry])
    assert list(told.values()) == ["allowed", "explicitDeny", "implicitDeny"]
    more = simulated(ann.iam, ANN, "logs:CreateLogGroup", PolicyInputList=[policy(allow("logs:*"))])
    assert more == {"logs:CreateLogGroup": "allowed"}
    put(policy(deny("logs:*")))
    told_all = ann.iam.simulate_principal_policy(
        PolicySourceArn=ANN, ActionNames=["logs:CreateLogGroup"], PolicyInputList=[policy(allow("logs:*"))]
    )["EvaluationResults"][0]
    assert told_all["EvalDecision"] == "explicitDeny"
    assert told_all["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": False}
    assert (
        refused(ann.iam.simulate_principal_policy, PolicySourceArn=f"{ANN}a", ActionNames=["ec2:CreateVpc"])[
            0
        ]
        == "NoSuchEntity"
    )
