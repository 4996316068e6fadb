"""Secrets of containers: what a task finds in its environment, and how it fails to start without."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.grounds import PULL_AND_LOG, Grounds
from tests.sandbox.refused_calls import refused
from tests.sandbox.test_ecs_tasks import ask
from tests.sandbox.waiting import until

Aws = Callable[..., Any]
PULLING = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "


class Vault(Grounds):
    """Grounds with a secret and two parameters, and a role that may read them."""

    def __init__(self, client: Aws, folder: Path) -> None:
        super().__init__(client, folder)
        self.secrets, self.parameters = client("secretsmanager"), client("ssm")
        value = json.dumps({"user": "me", "password": "p4ss", "port": 5432})
        self.secret = str(self.secrets.create_secret(Name="shop/db", SecretString=value)["ARN"])
        self.parameters.put_parameter(Name="/shop/hello", Value="hello", Type="SecureString")
        self.parameters.put_parameter(Name="plain", Value="word", Type="String")
        self.allow(self.secret, "arn:aws:ssm:*:*:parameter/*")

    def allow(self, *resources: str) -> None:
        """Let the role read these, and no others."""
        reading = {
            "Effect": "Allow",
            "Action": ["ssm:GetParameters", "secretsmanager:GetSecretValue"],
            "Resource": list(resources),
        }
        self.grant(PULL_AND_LOG | {"Statement": [*PULL_AND_LOG["Statement"], reading]})

    def with_secrets(self, **secrets: str) -> str:
        """A task definition whose container takes these."""
        asked = self.definition()
        asked["containerDefinitions"][0]["secrets"] = [
            {"name": name, "valueFrom": value} for name, value in secrets.items()
        ]
        return str(self.ecs.register_task_definition(**asked)["taskDefinition"]["taskDefinitionArn"])

    def failure(self, **secrets: str) -> str:
        """Why a task with these secrets stops."""
        task = self.run(self.with_secrets(**secrets))["taskArn"]
        stopped = until(lambda: self.became(task, "STOPPED"))
        assert stopped["stopCode"] == "TaskFailedToStart"
        return str(stopped["stoppedReason"])


@pytest.fixture
def vault(aws: Aws, tmp_path: Path) -> Vault:
    return Vault(aws, tmp_path)


def test_a_task_finds_them_in_its_environment(vault: Vault) -> None:
    definition = vault.with_secrets(
        WHOLE=vault.secret,
        PASSWORD=f"{vault.secret}:password::",
        PORT_OF_IT=f"{vault.secret}:port:AWSCURRENT:",
        HELLO="/shop/hello",
        HELLO_BY_ARN="arn:aws:ssm:eu-central-1:123456789012:parameter/shop/hello",
        PLAIN="plain",
        PLAIN_BY_ARN="arn:aws:ssm:eu-central-1:123456789012:parameter/plain",
    )
    task = vault.run(definition)["taskArn"]
    found = ask(vault, until(lambda: vault.became(task, "RUNNING")))
    assert json.loads(found["WHOLE"])["user"] == "me"
    assert (found["PASSWORD"], found["PORT_OF_IT"]) == ("p4ss", "5432")
    assert (found["HELLO"], found["HELLO_BY_ARN"]) == ("hello", "hello")
    assert (found["PLAIN"], found["PLAIN_BY_ARN"]) == ("word", "word")
    said = json.dumps(vault.task(task), default=str)
    described = vault.ecs.describe_task_definition(taskDefinition=definition)
    assert "p4ss" not in said + json.dumps(described, default=str)


def test_what_is_not_there(vault: Vault) -> None:
    assert vault.failure(A="/shop/none", B="no-more") == (
        f"{PULLING}unable to retrieve secrets from ssm: service call has been retried 1 time(s): "
        "invalid ssm parameters: /shop/none, no-more"
    )
    assert "retrieved secret from Secrets Manager did not contain json key token" in vault.failure(
        A=f"{vault.secret}:token::"
    )
    garbled = "an invalid ARN format for the AWS Secrets Manager secret was specified"
    assert garbled in vault.failure(A=f"{vault.secret}:token")
    other = vault.secret.replace("shop", "other")
    vault.allow("*")
    assert f"The task can't retrieve the secret with ARN '{other}'" in vault.failure(A=other)
    vault.secrets.delete_secret(SecretId=vault.secret)
    assert "marked for deletion" in vault.failure(A=vault.secret)


@pytest.mark.parametrize("which", ["none", "other"])
def test_what_the_execution_role_may_not_read(vault: Vault, which: str) -> None:
    vault.grant(PULL_AND_LOG) if which == "none" else vault.allow(f"{vault.secret}-other")
    action = "secretsmanager:GetSecretValue"
    reason = vault.failure(A=vault.secret)
    assert reason.startswith(f"{PULLING}unable to retrieve secret from asm: ")
    assert f"is not authorized to perform: {action} on resource: {vault.secret}" in reason
    reason = vault.failure(A="/shop/hello")
    assert "unable to retrieve secrets from ssm: AccessDeniedException" in reason
    assert (
        "ssm:GetParameters on resource: arn:aws:ssm:eu-central-1:123456789012:parameter/shop/hello" in reason
    )


def test_a_private_task_needs_their_endpoints(vault: Vault) -> None:
    vault.endpoints("ecr.api", "ecr.dkr", "logs", "s3", "secretsmanager")
    until(
        lambda: all(one["State"] == "available" for one in vault.ec2.describe_vpc_endpoints()["VpcEndpoints"])
    )
    private = {"networkConfiguration": vault.network(public=False)}
    task = vault.run(vault.with_secrets(A=vault.secret), **private)["taskArn"]
    until(lambda: vault.became(task, "RUNNING"))
    task = vault.run(vault.with_secrets(A="plain"), **private)["taskArn"]
    reason = until(lambda: vault.became(task, "STOPPED"))["stoppedReason"]
    assert "connection issue between the task and Systems Manager" in reason


def test_what_a_definition_cannot_say(vault: Vault) -> None:
    asked = vault.definition(environment={"COLOUR": "red"})
    container = asked["containerDefinitions"][0]
    container["secrets"] = [{"name": "COLOUR", "valueFrom": "plain"}]
    code, words = refused(vault.ecs.register_task_definition, **asked)
    assert code == "ClientException"
    assert words.endswith("set on the container, such as 'COLOUR'.")
    container |= {"secrets": [{"name": "OTHER", "valueFrom": "plain"}], "image": "nginx"}
    del asked["executionRoleArn"], container["logConfiguration"]
    assert "executionRoleArn" in refused(vault.ecs.register_task_definition, **asked)[1]
