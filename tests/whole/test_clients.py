"""Any AWS client works with the environment that `fargate-wizard sandbox` prints, and with no other key."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.whole.account import client
from tests.whole.conftest import Wizard

PROGRAM = str(Path(sys.executable).with_name("aws"))
BOTO3 = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
FORMED = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {}
resource "aws_vpc" "formed" {
  cidr_block = "10.7.0.0/16"
}
resource "aws_iam_user" "formed" {
  name = "formed"
}
"""
WRONG = (
    {"AWS_SECRET_ACCESS_KEY": "wrong"},
    {"AWS_ACCESS_KEY_ID": "practice", "AWS_SECRET_ACCESS_KEY": "practice"},
)


def run(
    *words: str, cloud: dict[str, str], wizard: Wizard, at: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    environ = {**wizard.environ, **cloud}
    return subprocess.run(words, cwd=at, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words", [(PROGRAM, "sts", "get-caller-identity"), (sys.executable, "-c", BOTO3)], ids=["aws", "boto3"]
)
def test_the_cli_and_boto3(wizard: Wizard, cloud: dict[str, str], words: tuple[str, ...]) -> None:
    told = run(*words, cloud=cloud, wizard=wizard)
    assert "user/practice" in told.stdout, told.stderr
    for other, code in zip(WRONG, ("SignatureDoesNotMatch", "InvalidClientTokenId"), strict=True):
        told = run(*words, cloud={**cloud, **other}, wizard=wizard)
        assert (told.returncode != 0, code in told.stderr) == (True, True), told.stderr


def test_terraform(wizard: Wizard, cloud: dict[str, str], tmp_path: Path) -> None:
    if not shutil.which("terraform") or not Path(os.environ.get("TF_CLI_CONFIG_FILE", "")).is_file():
        pytest.skip(
            "there is no terraform on PATH, or TF_CLI_CONFIG_FILE does not say where its AWS provider is"
        )
    (tmp_path / "main.tf").write_text(FORMED)

    def terraform(*words: str, **other: str) -> "subprocess.CompletedProcess[str]":
        return run("terraform", *words, "-no-color", cloud={**cloud, **other}, wizard=wizard, at=tmp_path)

    begun = terraform("init", "-input=false")
    assert begun.returncode == 0, begun.stderr
    refused = terraform("apply", "-auto-approve", AWS_SECRET_ACCESS_KEY="wrong")
    assert refused.returncode == 1
    assert "SignatureDoesNotMatch" in refused.stderr
    formed = terraform("apply", "-auto-approve")
    assert formed.returncode == 0, formed.stderr
    assert [user["UserName"] for user in client(cloud, "iam").list_users()["Users"]] == ["formed"]
    assert terraform("destroy", "-auto-approve").returncode == 0
    assert client(cloud, "iam").list_users()["Users"] == []


def test_version_two_of_the_cli_tails_a_log(wizard: Wizard, cloud: dict[str, str]) -> None:
    """Version 1, which the other tests use, has no `aws logs tail`; an endpoint of the environment, not all of 2 have."""
    version_two = shutil.which("aws", path=os.defpath)
    if not version_two or "aws-cli/2" not in subprocess.check_output([version_two, "--version"], text=True):
        pytest.skip("the system has no version 2 of the AWS CLI")

    def tail(group: str, *words: str) -> "subprocess.CompletedProcess[str]":
        command = (version_two, "--endpoint-url", cloud["AWS_ENDPOINT_URL"], "logs", "tail", group, *words)
        return run(*command, cloud=cloud, wizard=wizard)

    assert wizard("up", "tailed", "--target", "sandbox", "--yes").code == 0
    group = "/fargate-wizard/tailed/hostname-app"
    assert "listening on 127.0.0.1:" in tail(group).stdout
    short = tail(group, "--since", "1h", "--format", "short").stdout.splitlines()
    assert any(line.endswith('"GET /health HTTP/1.1" 200') for line in short)
    assert "(ResourceNotFoundException) when calling the FilterLogEvents operation" in tail("/no/such").stderr
    assert wizard("down", "tailed", "--yes").code == 0
