"""Kinds of things in words."""

import pytest

from steps.aws.by_kind import KINDS
from steps.engine.model.kind_words import kind_in_words


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("AWS::IAM::Role", "an IAM role"),
        ("AWS::ECS::TaskDefinition", "an ECS task definition"),
        ("AWS::ElasticLoadBalancingV2::TargetGroup", "an Elastic Load Balancing target group"),
        ("AWS::Logs::LogGroup", "a CloudWatch Logs log group"),
        ("AWS::EC2::VPCEndpoint", "an EC2 VPC endpoint"),
        ("AWS::S3::Bucket", "an S3 bucket"),
        ("AWS::SecretsManager::Secret", "a SecretsManager secret"),
        ("something", "a something"),
    ],
)
def test_a_kind_is_named_as_people_name_it(kind: str, words: str) -> None:
    assert kind_in_words(kind) == words


def test_no_kind_of_ours_keeps_its_colons() -> None:
    assert all("::" not in kind_in_words(kind) for kind in KINDS)
