"""AWS's other partitions: their regions can be named, and addresses and names follow them."""

from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from steps.aws.endpoint_services import service_name
from steps.engine.model.partitions import home_region, registry
from steps.engine.model.site import Facts
from steps.engine.troubles import BadInput
from steps.target.target import check_region

REGIONS = [
    ("eu-central-1", "aws", "us-east-1", "1.dkr.ecr.eu-central-1.amazonaws.com"),
    ("cn-north-1", "aws-cn", "cn-northwest-1", "1.dkr.ecr.cn-north-1.amazonaws.com.cn"),
    ("us-gov-east-1", "aws-us-gov", "us-gov-west-1", "1.dkr.ecr.us-gov-east-1.amazonaws.com"),
    ("eusc-de-east-1", "aws-eusc", "eusc-de-east-1", "1.dkr.ecr.eusc-de-east-1.amazonaws.eu"),
]


@pytest.mark.parametrize(("region", "partition", "home", "address"), REGIONS)
def test_a_region_of_each_partition(region: str, partition: str, home: str, address: str) -> None:
    assert check_region(boto3.Session("x", "x"), region) == region
    assert (home_region(region), registry("1", region, partition)) == (home, address)


@pytest.mark.parametrize(
    ("region", "words"), [("us-iso-east-1", "cannot build in us-iso-east-1"), ("eu-centrl-1", "Did you mean eu-central-1")]
)  # fmt: skip
def test_regions_that_cannot_be_had(region: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        check_region(boto3.Session("x", "x"), region)


def test_the_names_of_endpoint_services_are_asked_of_aws_where_they_are_others() -> None:
    offered = ["cn.com.amazonaws.cn-north-1.ecr.api", "com.amazonaws.cn-north-1.logs"]
    pages = [{"ServiceDetails": [{"ServiceName": name} for name in offered]}]

    def run(region: str, partition: str) -> Any:
        paginator = SimpleNamespace(paginate=lambda: pages)
        ec2 = SimpleNamespace(get_paginator=lambda operation: paginator)
        return SimpleNamespace(
            aws=SimpleNamespace(ec2=ec2, region=region),
            plan=SimpleNamespace(partition=partition),
            facts=Facts(),
        )

    china = run("cn-north-1", "aws-cn")
    assert [service_name(china, each) for each in ("ecr.api", "logs", "s3")] == [
        "cn.com.amazonaws.cn-north-1.ecr.api", "com.amazonaws.cn-north-1.logs", "com.amazonaws.cn-north-1.s3",
    ]  # fmt: skip
    assert service_name(run("eu-west-1", "aws"), "ecr.api") == "com.amazonaws.eu-west-1.ecr.api"
