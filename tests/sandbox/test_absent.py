"""What the practice cloud does not have refuses in the protocol of whoever asks, and never answers emptily."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.refused_calls import refusal_of

Aws = Callable[..., Any]

ARN = "arn:aws:events:eu-central-1:123456789012:event-bus/a"
DAYS = {"Start": "2026-01-01", "End": "2026-01-02"}


def refusal(call: Callable[..., Any], **asked: Any) -> tuple[str, str]:
    """How a call is refused."""
    answer = refusal_of(call, **asked)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    return answer["Error"]["Code"], answer["Error"]["Message"]


@pytest.mark.parametrize(
    ("service", "operation", "asked", "signed"),
    [
        ("rds", "describe_db_instances", {}, "rds"),  # query
        ("cloudformation", "list_stacks", {}, "cloudformation"),
        ("sns", "list_topics", {}, "sns"),
        ("autoscaling", "describe_auto_scaling_groups", {}, "autoscaling"),
        ("dynamodb", "list_tables", {}, "dynamodb"),  # json
        ("ce", "get_cost_and_usage", {"TimePeriod": DAYS, "Granularity": "DAILY", "Metrics": ["x"]}, "ce"),
        ("sqs", "list_queues", {}, "sqs"),
        ("kms", "list_keys", {}, "kms"),
        ("pricing", "get_products", {"ServiceCode": "x"}, "pricing"),
        ("lambda", "list_functions", {}, "lambda"),  # rest-json
        ("eks", "list_clusters", {}, "eks"),
        ("apigateway", "get_rest_apis", {}, "apigateway"),
        ("s3", "list_buckets", {}, "s3"),  # rest-xml
        ("s3", "get_object", {"Bucket": "b", "Key": "k"}, "s3"),
        ("cloudfront", "list_distributions", {}, "cloudfront"),
        ("eventbridgev2", "describe_event_bus", {"EventBusArn": ARN}, "events"),  # rpc-v2-cbor
    ],
)
def test_a_service_that_is_not_here_says_so(
    aws: Aws, service: str, operation: str, asked: dict[str, Any], signed: str
) -> None:
    code, message = refusal(getattr(aws(service), operation), **asked)

    assert code in {"InvalidAction", "UnknownOperationException", "NotImplemented"}
    assert message == (
        f"The practice cloud does not have {signed}: it has what ECS on Fargate needs, which is ec2, ecr, ecs, "
        "elasticloadbalancing, guardduty, iam, logs, monitoring, route53, secretsmanager, servicediscovery, servicequotas, "
        "ssm, sts, tagging."
    )


@pytest.mark.parametrize(
    ("service", "operation", "asked", "name"),
    [
        ("ec2", "run_instances", {"MinCount": 1, "MaxCount": 1, "ImageId": "ami-1"}, "ec2:RunInstances"),
        ("ec2", "create_volume", {"AvailabilityZone": "eu-central-1a", "Size": 1}, "ec2:CreateVolume"),
        ("ec2", "describe_images", {}, "ec2:DescribeImages"),
        ("cloudwatch", "list_dashboards", {}, "cloudwatch:ListDashboards"),
        ("cloudwatch", "describe_alarm_history", {}, "cloudwatch:DescribeAlarmHistory"),
        ("ecs", "list_daemons", {}, "ecs:ListDaemons"),
        ("ecs", "create_task_set", {"cluster": "c", "service": "s", "taskDefinition": "t"}, "ecs:CreateTaskSet"),
        ("elb", "describe_load_balancers", {}, "elb:DescribeLoadBalancers"),
        ("iam", "get_organizations_access_report", {"JobId": "x" * 36}, "iam:GetOrganizationsAccessReport"),
        ("logs", "start_query", {"logGroupName": "g", "startTime": 1, "endTime": 2, "queryString": "q"}, "logs:StartQuery"),
        ("ssm", "list_documents", {}, "ssm:ListDocuments"),
    ],
)  # fmt: skip
def test_an_operation_that_is_not_here_says_so(
    aws: Aws, service: str, operation: str, asked: dict[str, Any], name: str
) -> None:
    assert (
        refusal(getattr(aws(service), operation), **asked)[1] == f"The practice cloud does not have {name}."
    )


def test_a_path_that_is_not_here_says_so(aws: Aws) -> None:
    message = refusal(aws("route53").list_cidr_collections)[1]

    assert message == "The practice cloud does not have this operation of route53."


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("ec2", "describe_instances"), ("ec2", "describe_account_attributes"), ("ec2", "describe_regions"),
        ("ec2", "describe_addresses"), ("ec2", "describe_nat_gateways"), ("ec2", "describe_network_acls"),
        ("ec2", "describe_prefix_lists"), ("ec2", "describe_dhcp_options"), ("ec2", "describe_tags"),
        ("ecs", "list_container_instances"), ("secretsmanager", "list_secrets"), ("ssm", "describe_parameters"),
        ("route53", "list_hosted_zones"),
    ],
)  # fmt: skip
def test_what_is_here_still_answers(aws: Aws, service: str, operation: str) -> None:
    if service == "ecs":
        aws("ecs").create_cluster()

    assert getattr(aws(service), operation)()["ResponseMetadata"]["HTTPStatusCode"] == 200
