"""Somebody whose policy lacks something: refused at that call in AWS's words, and on to the end once it is there.

pytest tests/whole/test_permissions.py --every-action    each action of `up` and `down` taken out alone: most of an hour
"""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from steps.sandbox import control
from tests.practice import at
from tests.whole.conftest import Told, Wizard
from tests.whole.standing import standing

NAME = "lacking"
SAMPLE = 5
SOMETHING_LEFT = 3  # how `down` ends when something stands that it could not take down
WATCHING = (
    "ecs:ListTasks", "ecs:DescribeTasks", "elasticloadbalancing:DescribeTargetHealth", "tag:GetResources",
    "iam:ListRolePolicies", "logs:DeleteLogGroup",
)  # fmt: skip
"""What `up` can do without: it tells how far tasks and targets are, looks for what is there twice, gives up its claim."""
CLAIMING = ("logs:CreateLogGroup", "logs:TagResource")
"""What `down` can do without: it keeps other machines from the deployment meanwhile."""


class Deployer:
    """A user who deploys, and the one policy of hers."""

    def __init__(self, cloud: dict[str, str]) -> None:
        session: Any = boto3.Session(
            cloud["AWS_ACCESS_KEY_ID"], cloud["AWS_SECRET_ACCESS_KEY"], region_name=cloud["AWS_REGION"]
        )
        self._iam = session.client("iam", endpoint_url=cloud["AWS_ENDPOINT_URL"])
        self._iam.create_user(UserName="deployer")
        key = self._iam.create_access_key(UserName="deployer")["AccessKey"]
        self.environ = cloud | {
            "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        }

    def may(self, **actions: str | list[str]) -> None:
        """Let her do this and nothing else: `Action="*"`, `NotAction="ecs:*"`."""
        statement = {"Effect": "Allow", "Resource": "*", **actions}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self._iam.put_user_policy(UserName="deployer", PolicyName="deploy", PolicyDocument=document)


@pytest.fixture(scope="module")
def deployer(cloud: dict[str, str]) -> Deployer:
    return Deployer(cloud)


@pytest.fixture(autouse=True)
def nothing_stays(wizard: Wizard, cloud: dict[str, str]) -> Iterator[None]:
    yield
    wizard("down", NAME, "--yes", environ=cloud)


def up(wizard: Wizard, deployer: Deployer) -> Told:
    return wizard("up", NAME, "--target", "aws", "--yes", "--json", environ=deployer.environ)


def down(wizard: Wizard, deployer: Deployer) -> Told:
    return wizard("down", NAME, "--yes", "--json", environ=deployer.environ)


def reason(told: Told, code: int = 1) -> str:
    """What a command said that stopped."""
    assert told.code == code, told.out[-1000:] + told.err
    return told.out + told.err


def test_a_policy_of_one_service_too_few(wizard: Wizard, cloud: dict[str, str], deployer: Deployer) -> None:
    deployer.may(NotAction="servicediscovery:*")
    words = reason(up(wizard, deployer))
    assert (
        "User: arn:aws:iam::123456789012:user/deployer is not authorized to perform: servicediscovery:"
        in words
    )
    assert "because no identity-based policy allows the servicediscovery:" in words
    deployer.may(NotAction="elasticloadbalancing:CreateLoadBalancer")
    assert "is not authorized to perform: elasticloadbalancing:CreateLoadBalancer on resource:" in reason(
        up(wizard, deployer)
    )
    assert standing(cloud, NAME)["vpcs"]
    deployer.may(Action="*")
    assert up(wizard, deployer).code == 0
    found = standing(cloud, NAME)
    assert (len(found["vpcs"]), len(found["subnets"]), len(found["endpoints"])) == (1, 4, 4)

    deployer.may(NotAction="elasticloadbalancing:*")
    assert "is not authorized to perform: elasticloadbalancing:" in reason(
        down(wizard, deployer), SOMETHING_LEFT
    )
    deployer.may(Action="*")
    assert down(wizard, deployer).code == 0
    assert not any(standing(cloud, NAME).values())


def chosen(actions: list[str], request: pytest.FixtureRequest) -> list[str]:
    """Give the actions to try: all of them when that is asked for, otherwise a few."""
    if request.config.getoption("--every-action"):
        return actions
    return random.Random(NAME).sample(actions, SAMPLE)


def said(action: str) -> str:
    """The words by which the lack of an action is known."""
    return (
        "CreateLogGroup with Tags"
        if action == "logs:TagResource"
        else f"is not authorized to perform: {action}"
    )


def needed(cloud: dict[str, str], run: Callable[[], Told]) -> list[str]:
    """Run something to its end, and give the actions that it needed."""
    control.clear_weather(at(cloud))
    assert run().code == 0
    return sorted(control.needed(at(cloud)))


def test_each_action_taken_out_alone_stops_the_run_there(
    wizard: Wizard, cloud: dict[str, str], deployer: Deployer, request: pytest.FixtureRequest
) -> None:
    deployer.may(Action="*")
    of_up = needed(cloud, lambda: up(wizard, deployer))
    of_down = needed(cloud, lambda: down(wizard, deployer))
    assert len(of_up) > 60
    assert len(of_down) > 30
    outcome: dict[str, str] = {}
    for action in chosen([one for one in of_up if one not in WATCHING], request):
        deployer.may(NotAction=action)
        told = up(wizard, deployer)
        outcome[f"up {action}"] = (
            "stopped" if told.code == 1 and said(action) in told.out + told.err else told.out[-500:]
        )
        assert wizard("down", NAME, "--yes", environ=cloud).code == 0
    for action in chosen([one for one in of_down if one not in CLAIMING], request):
        assert wizard("up", NAME, "--target", "aws", "--yes", environ=cloud).code == 0
        deployer.may(NotAction=action)
        told = down(wizard, deployer)
        missed = told.code in {1, SOMETHING_LEFT} and said(action) in told.out + told.err
        outcome[f"down {action}"] = "stopped" if missed else told.out[-500:]
        deployer.may(Action="*")
        assert down(wizard, deployer).code == 0
    assert {case: what for case, what in outcome.items() if what != "stopped"} == {}
