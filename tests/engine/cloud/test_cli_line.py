"""The overheard line."""

from typing import Any

import pytest

from steps.engine.cloud.cli_line import cli_line


def test_texts_lists_booleans_and_structures_each_have_their_form() -> None:
    line = cli_line(
        "ec2", "CreateVpcEndpoint",
        {"VpcId": "vpc-1", "SubnetIds": ["a", "b"], "PrivateDnsEnabled": True, "DryRun": False, "Tags": [{"Key": "k"}]},
        region="eu-central-1",
    )  # fmt: skip
    assert line == (
        "aws ec2 create-vpc-endpoint --vpc-id vpc-1 --subnet-ids a b --private-dns-enabled --no-dry-run "
        '--tags \'[{"Key": "k"}]\' --region eu-central-1'
    )


def test_shell_characters_do_no_harm() -> None:
    assert cli_line("ecs", "CreateCluster", {"clusterName": "x; rm -rf $(y)"}) == (
        "aws ecs create-cluster --cluster-name 'x; rm -rf $(y)'"
    )


@pytest.mark.parametrize(("service", "operation", "parameters"), [
    ("iam", "CreateLoginProfile", {"UserName": "u", "Password": "hunter2"}),
    ("secretsmanager", "CreateSecret", {"Name": "u", "SecretString": "hunter2"}),
    ("elbv2", "CreateRule", {"Actions": [{"AuthenticateOidcConfig": {"ClientSecret": "hunter2"}}]}),
    ("ecs", "RunTask", {"overrides": {"containerOverrides": [{"environment": [{"name": "A", "value": "hunter2"}]}]}}),
    ("ecs", "RegisterTaskDefinition", {"containerDefinitions": [
        {"environment": [{"name": "COLOUR", "value": "hunter2"}], "secrets": [{"name": "B", "valueFrom": "hunter2"}],
         "repositoryCredentials": {"credentialsParameter": "hunter2"}, "options": {"splunk-token": "hunter2"}},
    ]}),
    ("lambda", "CreateFunction", {"Environment": {"Variables": {"A": "hunter2"}}}),
    ("ecr", "X", {"token": "hunter2", "environment": ["hunter2"], "passwords": {"a": ["hunter2", {"b": "hunter2"}]}}),
    ("ssm", "X", {"Parameters": [{"name": "db-password", "value": "hunter2"}]}),
])  # fmt: skip
def test_no_secret_and_no_environment_is_told(
    service: str, operation: str, parameters: dict[str, Any]
) -> None:
    line = cli_line(service, operation, parameters)
    assert "hunter" not in line
    assert "REDACTED" in line


def test_names_and_what_only_sounds_secret_are_told() -> None:
    environment = [{"name": "DB_PASSWORD", "value": "x"}]
    line = cli_line("ecs", "X", {"environment": environment, "clientToken": "c-1", "nextToken": "n-1"})
    assert "DB_PASSWORD" in line
    assert "--client-token c-1 --next-token n-1" in line
