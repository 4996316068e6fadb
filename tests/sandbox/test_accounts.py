"""Who asks, roles and policies, quotas and log groups."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.refused_calls import code

Aws = Callable[..., Any]
EXECUTION = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
READ = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}]}
)


@pytest.fixture
def iam(aws: Aws) -> Any:
    return aws("iam")


@pytest.fixture
def role(iam: Any) -> str:
    return str(iam.create_role(RoleName="tasks", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"])


def decisions(iam: Any, arn: str, *actions: str) -> dict[str, str]:
    judged = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=list(actions))[
        "EvaluationResults"
    ]
    return {result["EvalActionName"]: result["EvalDecision"] for result in judged}


def test_the_caller_is_a_person_who_practises(aws: Aws) -> None:
    identity = aws("sts").get_caller_identity()
    assert identity["Account"] == "123456789012"
    assert identity["Arn"] == "arn:aws:iam::123456789012:user/practice"


def test_a_role_is_made_once(iam: Any, role: str) -> None:
    assert role.endswith(":role/tasks")
    assert code(iam.create_role, RoleName="tasks", AssumeRolePolicyDocument=TRUST) == "EntityAlreadyExists"


def test_a_role_with_policies_stays(iam: Any, role: str) -> None:
    assert role
    iam.attach_role_policy(RoleName="tasks", PolicyArn=EXECUTION)
    assert code(iam.delete_role, RoleName="tasks") == "DeleteConflict"
    iam.detach_role_policy(RoleName="tasks", PolicyArn=EXECUTION)
    iam.put_role_policy(RoleName="tasks", PolicyName="more", PolicyDocument=READ)
    assert code(iam.delete_role, RoleName="tasks") == "DeleteConflict"
    iam.delete_role_policy(RoleName="tasks", PolicyName="more")
    iam.delete_role(RoleName="tasks")
    assert code(iam.delete_role, RoleName="tasks") == "NoSuchEntity"


def test_the_policy_for_task_execution_roles_allows_what_a_task_needs(iam: Any, role: str) -> None:
    needed = ("ecr:GetAuthorizationToken", "ecr:BatchGetImage", "logs:PutLogEvents")
    assert set(decisions(iam, role, *needed).values()) == {"implicitDeny"}
    iam.attach_role_policy(RoleName="tasks", PolicyArn=EXECUTION)
    assert decisions(iam, role, *needed, "ecs:RunTask") == {
        **dict.fromkeys(needed, "allowed"),
        "ecs:RunTask": "implicitDeny",
    }


def test_the_person_who_practises_may_do_everything_and_an_unknown_role_is_refused(iam: Any) -> None:
    assert decisions(iam, "arn:aws:iam::123456789012:user/practice", "ecs:CreateCluster") == {
        "ecs:CreateCluster": "allowed"
    }
    asked = {"PolicySourceArn": "arn:aws:iam::123456789012:role/nobody", "ActionNames": ["ecs:RunTask"]}
    assert code(iam.simulate_principal_policy, **asked) == "NoSuchEntity"


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("ecs.amazonaws.com", "AWSServiceRoleForECS"),
        ("elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing"),
    ],
)
def test_a_service_linked_role_has_its_right_name_and_belongs_to_the_service(
    iam: Any, service: str, name: str
) -> None:
    role = iam.create_service_linked_role(AWSServiceName=service)["Role"]
    assert role["Arn"] == f"arn:aws:iam::123456789012:role/aws-service-role/{service}/{name}"
    assert code(iam.create_service_linked_role, AWSServiceName=service) == "InvalidInput"
    assert code(iam.delete_role, RoleName=name) == "UnmodifiableEntity"
    iam.delete_service_linked_role(RoleName=name)
    assert code(iam.get_role, RoleName=name) == "NoSuchEntity"


def test_fargate_has_a_quota_of_processors(aws: Aws) -> None:
    quotas = aws("service-quotas")
    one = quotas.get_service_quota(ServiceCode="fargate", QuotaCode="L-3032A538")["Quota"]
    assert (one["QuotaName"], one["Value"]) == ("Fargate On-Demand vCPU resource count", 6.0)
    assert one in quotas.list_service_quotas(ServiceCode="fargate")["Quotas"]
    assert code(quotas.get_service_quota, ServiceCode="fargate", QuotaCode="L-0") == "NoSuchResourceException"
    assert code(quotas.list_service_quotas, ServiceCode="nothing") == "NoSuchResourceException"


def test_a_new_account_s_quotas_can_be_asked_for_too(aws: Aws) -> None:
    quotas = aws("service-quotas")
    told = quotas.get_aws_default_service_quota(ServiceCode="fargate", QuotaCode="L-3032A538")
    assert told["Quota"]["Value"] == 6
    unknown = {"ServiceCode": "fargate", "QuotaCode": "L-00000000"}
    assert code(quotas.get_aws_default_service_quota, **unknown) == "NoSuchResourceException"
    assert code(quotas.get_service_quota, **unknown) == "NoSuchResourceException"


def test_a_log_group_is_made_once_keeps_its_tags_and_retention_and_goes_once(aws: Aws) -> None:
    logs = aws("logs")
    name = "/practice/app"
    logs.create_log_group(logGroupName=name, tags={"Environment": "Demo"})
    assert code(logs.create_log_group, logGroupName=name) == "ResourceAlreadyExistsException"
    logs.put_retention_policy(logGroupName=name, retentionInDays=7)
    (group,) = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    assert group["retentionInDays"] == 7
    assert logs.list_tags_for_resource(resourceArn=group["arn"].removesuffix(":*"))["tags"] == {
        "Environment": "Demo"
    }
    logs.delete_log_group(logGroupName=name)
    assert code(logs.delete_log_group, logGroupName=name) == "ResourceNotFoundException"


STATEMENT = {
    "Effect": "Allow",
    "Principal": {"Service": "ecs-tasks.amazonaws.com"},
    "Action": "sts:AssumeRole",
}


def without(key: str) -> dict[str, Any]:
    """A policy whose statement lacks something."""
    return {"Version": "2012-10-17", "Statement": [{k: v for k, v in STATEMENT.items() if k != key}]}


def having(**more: Any) -> dict[str, Any]:
    """A policy whose statement has something else."""
    return {"Version": "2012-10-17", "Statement": [STATEMENT | more]}


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("no json", "This policy contains invalid Json"),
        ([], "Syntax errors in policy."),
        ({"Version": "2012-10-17"}, "Syntax errors in policy."),
        ({"Version": "2012-10-17", "Statement": []}, "Statement is empty"),
        ({"Version": "2012-10-17", "Statement": ["Allow"]}, "Syntax errors in policy."),
        ({"Version": "2013-01-01", "Statement": [STATEMENT]}, "Syntax errors in policy."),
        (having(Surprise="x"), "Syntax errors in policy."),
        (without("Effect"), "Missing required field Effect"),
        (having(Effect="Maybe"), "Invalid effect: Maybe"),
        (without("Principal"), "Missing required field Principal"),
        (having(Principal={}), "Missing required field Principal cannot be empty!"),
        (having(Principal={"Service": "tasks"}), 'Invalid principal in policy: "SERVICE":"tasks"'),
        (having(Principal={"Person": "me"}), 'Invalid principal in policy: "PERSON":"me"'),
        (having(Principal="ecs-tasks.amazonaws.com"), "Invalid principal in policy"),
        (without("Action"), "Missing required field Action"),
        (having(Action="s3:GetObject"), "AssumeRole policy may only specify STS AssumeRole actions."),
        (having(Action=["sts:AssumeRole", 1]), "AssumeRole policy may only specify STS AssumeRole actions."),
        (having(Resource="*"), "Has prohibited field Resource"),
    ],
)
def test_what_is_no_trust_policy_is_refused_as_iam_refuses_it(
    iam: Any, role: str, policy: Any, words: str
) -> None:
    document = policy if isinstance(policy, str) else json.dumps(policy)
    for call, asked in (
        (iam.create_role, {"RoleName": "other", "AssumeRolePolicyDocument": document}),
        (iam.update_assume_role_policy, {"RoleName": "tasks", "PolicyDocument": document}),
    ):
        with pytest.raises(ClientError) as caught:
            call(**asked)
        error = caught.value.response["Error"]
        assert (error["Code"], words in error["Message"]) == ("MalformedPolicyDocument", True), error
    assert role.endswith("/tasks")


def test_trust_policies_of_every_shape_that_iam_takes_are_taken(iam: Any) -> None:
    shapes = (
        {"Version": "2008-10-17", "Statement": STATEMENT},
        having(
            Principal={"AWS": ["123456789012", "arn:aws:iam::123456789012:root"]}, Action=["sts:AssumeRole"]
        ),
        having(Principal="*", Effect="Deny", Action=["sts:AssumeRole", "sts:TagSession"]),
        having(Condition={"StringEquals": {"aws:SourceAccount": "123456789012"}}, Sid="One"),
        having(
            Principal={"Federated": "cognito-identity.amazonaws.com"}, Action="sts:AssumeRoleWithWebIdentity"
        ),
    )
    for number, policy in enumerate(shapes):
        iam.create_role(RoleName=f"r{number}", AssumeRolePolicyDocument=json.dumps(policy))
    too_long = having(Sid="x" * 2048)
    assert (
        code(iam.create_role, RoleName="long", AssumeRolePolicyDocument=json.dumps(too_long))
        == "LimitExceeded"
    )
