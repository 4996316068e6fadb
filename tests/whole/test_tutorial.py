"""The tutorial's own commands build its platform on the practice cloud."""

import json
import os
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.whole.conftest import Wizard, exports
from tests.whole.shell import aws_shell

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def exported(wizard: Wizard) -> Iterator[dict[str, str]]:
    """What `fargate-wizard sandbox --speed 20` says to export, in a practice cloud of that speed."""
    wizard("sandbox", "stop")
    told = wizard("sandbox", "--speed", "20")
    assert told.code == 0, told.err
    yield exports(told)
    wizard("sandbox", "stop")


@pytest.fixture(scope="module")
def told(wizard: Wizard, exported: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the tutorial's script says, in a shell whose `aws` is the AWS CLI, started once."""
    environ = {**wizard.environ, **exported}
    with aws_shell(environ, tmp_path_factory.mktemp("tutorial")) as shell:
        script = shell.run(HERE / "tutorial.sh", REGION=exported["AWS_REGION"])
    assert script.returncode == 0, script.stdout + script.stderr
    return script.stdout.splitlines()


def value(told: list[str], name: str) -> str:
    return next(line.partition("=")[2] for line in told if line.startswith(f"{name}="))


def get(url: str) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(
        urllib.request.Request(url, headers={"Accept": "application/json"}), timeout=10
    ) as answer:
        text: str = answer.read().decode()
        return text


def test_the_first_task_answers_on_its_public_address(told: list[str]) -> None:
    assert value(told, "FIRST").startswith("<title>")


def test_without_endpoints_the_image_cannot_be_pulled(told: list[str]) -> None:
    assert "ResourceInitializationError" in value(told, "REASON")


def test_two_hosts_take_turns_behind_the_load_balancer(told: list[str]) -> None:
    assert len({json.loads(get(f"{value(told, 'URL')}/"))["hostname"] for _ in range(6)}) == 2


def test_a_quotation_comes_by_its_name_inside(told: list[str]) -> None:
    assert json.loads(get(f"{value(told, 'URL')}/random-quote"))["quote"]


def test_the_aws_program_itself_lists_what_was_built(
    told: list[str], wizard: Wizard, exported: dict[str, str]
) -> None:
    assert told
    program = Path(sys.executable).with_name("aws")
    listed = subprocess.run(
        [program, *shlex.split("ecs list-services --cluster demo-cluster --query serviceArns --output json")],
        env={**wizard.environ, **exported, "PATH": os.defpath}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = {arn.rpartition("/")[2] for arn in json.loads(listed.stdout)}
    assert names == {"hostname-app-service", "random-quote-app-service"}
