"""Makes the slow first calls before anybody else does: loading a service's model takes up to a second."""

from typing import TYPE_CHECKING

from werkzeug.test import Client

from steps.sandbox.calls import WARMING

if TYPE_CHECKING:
    from steps.sandbox.practice_server import PracticeCloud

FIRST_CALLS = (
    ("sts", "Action=GetCallerIdentity&Version=2011-06-15", None),
    ("ec2", "Action=DescribeVpcs&Version=2016-11-15", None),
    ("ecs", "{}", "AmazonEC2ContainerServiceV20141113.ListClusters"),
    ("elasticloadbalancing", "Action=DescribeLoadBalancers&Version=2015-12-01", None),
    ("ecr", "{}", "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories"),
    ("logs", "{}", "Logs_20140328.DescribeLogGroups"),
    ("servicediscovery", "{}", "Route53AutoNaming_v20170314.ListNamespaces"),
    ("iam", "Action=ListRoles&Version=2010-05-08", None),
)


def warm_up(practice: "PracticeCloud", region: str = "eu-central-1") -> None:
    """Make one reading call of each service that the wizard uses, from within."""
    client = Client(practice.call_aws)
    for service, body, target in FIRST_CALLS:
        credential = f"practice/20260101/{region}/{service}/aws4_request"
        headers = {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0",
            WARMING: "yes",
        }
        kind = (
            "application/x-www-form-urlencoded; charset=utf-8"
            if target is None
            else "application/x-amz-json-1.1"
        )
        if target is not None:
            headers["X-Amz-Target"] = target
        client.post("/", data=body, headers=headers, content_type=kind)
