"""Answers that say 200 and name failures inside are refusals to whoever called."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from steps.engine.cloud.clients import Aws
from steps.engine.cloud.refusals import error_code, is_absent, is_refusal
from steps.target.target import Target, TargetKind, open_target, stop_practice


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    home: Path = tmp_path_factory.mktemp("home")
    before = os.environ.get("FARGATE_WIZARD_HOME")
    os.environ["FARGATE_WIZARD_HOME"] = str(home)
    yield open_target(Target(TargetKind.SANDBOX))
    stop_practice()
    del os.environ["FARGATE_WIZARD_HOME"]
    os.environ.update({"FARGATE_WIZARD_HOME": before} if before else {})


def test_what_ec2_could_not_delete_is_refused_in_its_words(aws: Aws) -> None:
    with pytest.raises(ClientError) as refusal:
        aws.ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-0123456789abcdef0"])
    assert is_absent(refusal.value)
    assert is_refusal(refusal.value)
    assert "vpce-0123456789abcdef0" in str(refusal.value)


def test_what_ecs_does_not_have_is_only_missing(aws: Aws) -> None:
    assert aws.ecs.describe_clusters(clusters=["nobody"])["clusters"] == []


def test_what_ecs_could_not_do_is_refused_in_its_words(aws: Aws) -> None:
    definition = aws.ecs.register_task_definition(
        family="active", containerDefinitions=[{"name": "one", "image": "one", "memory": 128}]
    )["taskDefinition"]
    with pytest.raises(ClientError) as refusal:
        aws.ecs.delete_task_definitions(taskDefinitions=[definition["taskDefinitionArn"]])
    assert error_code(refusal.value)
