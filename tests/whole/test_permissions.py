"""Somebody whose policy lacks something: refused at that call in AWS's words, and on to the end once it is there.

pytest tests/whole/test_permissions.py --every-action    each action of `up` and `down` taken out alone: most of an hour
"""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from steps.sandbox import control
from tests.practice import at
from tests.whole.conftest import Told, Wizard
from tests.whole.standing import standing

NAME = "lacking"
SAMPLE = 1  # of `up`, and as many of `down`
SOMETHING_LEFT = 3  # how `down` ends when something stands that it could not take down
WATCHING = (
    "ecs:ListTasks", "ecs:DescribeTasks", "elasticloadbalancing:DescribeTargetHealth", "tag:GetResources",
    "iam:ListRolePolicies", "logs:DeleteLogGroup", "iam:SimulatePrincipalPolicy", "servicequotas:GetServiceQuota",
    "ec2:DescribeVpcBlockPublicAccessOptions",
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
        self.has({"Version": "2012-10-17", "Statement": [statement]})

    def has(self, policy: dict[str, Any], without: str = "") -> None:
        """Give her this policy, or what is left of it without one action."""
        statements = [
            each | {"Action": [action for action in each["Action"] if action != without]} if without else each
            for each in policy["Statement"]
        ]
        document = json.dumps(
            {**policy, "Statement": [each for each in statements if each.get("Action", True)]}
        )
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


@pytest.mark.long
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


def said(action: str) -> tuple[str, ...]:
    """The words by which the lack of an action is known: AWS's own, and what to add."""
    words = (
        "CreateLogGroup with Tags" if action == "logs:TagResource" else f"not authorized to perform: {action}"
    )
    return words, json.dumps({"Effect": "Allow", "Action": action, "Resource": "*"})


def says(told: Told, *words: str) -> bool:
    """Whether it says all this, in an event (where quotes are escaped) or, before there are any, in a sentence."""
    text = (told.out + told.err).replace('\\"', '"')
    return all(each in text for each in words)


def printed(wizard: Wizard, *words: str) -> dict[str, Any]:
    """The policy that the doctor prints."""
    told = wizard("doctor", NAME, "--policy", *words)
    assert told.code == 0, told.err
    return dict(json.loads(told.out))


def needed(cloud: dict[str, str], run: Callable[[], Told]) -> list[str]:
    """Run something to its end, and give the actions that it needed."""
    control.clear_weather(at(cloud))
    told = run()
    assert told.code == 0, told.out[-1500:] + told.err
    return sorted(control.needed(at(cloud)))


def test_the_strict_policy_is_enough_for_everything(
    wizard: Wizard, cloud: dict[str, str], deployer: Deployer
) -> None:
    deployer.has(printed(wizard, "--strict", "--target", "sandbox"))
    looked = wizard("doctor", NAME, "--target", "aws", "--json", environ=deployer.environ)
    assert {line["look"]: line["verdict"] for line in json.loads(looked.out)}["permissions"] == "ok"
    assert up(wizard, deployer).code == 0
    assert wizard("status", NAME, environ=deployer.environ).code == 0
    assert wizard("scale", NAME, "static-app", "2", "--yes", environ=deployer.environ).code == 0
    shutil.rmtree(wizard.home / NAME)
    attached = wizard("attach", NAME, "--target", "aws", environ=deployer.environ)
    assert attached.code == 0, attached.out[-500:] + attached.err
    assert down(wizard, deployer).code == 0
    assert not any(standing(cloud, NAME).values())


def test_the_doctor_names_what_is_lacking(wizard: Wizard, cloud: dict[str, str], deployer: Deployer) -> None:
    def lacking(**environ: str) -> dict[str, Any]:
        told = wizard("doctor", NAME, "--target", "aws", "--json", environ=deployer.environ | environ)
        assert told.code == 1
        (found,) = [line for line in json.loads(told.out) if line["verdict"] != "ok"]
        return dict(found)

    policy = printed(wizard)
    deployer.has(policy, without="ec2:CreateVpcEndpoint")
    found = lacking()
    assert (found["look"], found["verdict"]) == ("permissions", "stop")
    assert "ec2:CreateVpcEndpoint" in found["saw"]
    assert '{"Effect": "Allow", "Action": "ec2:CreateVpcEndpoint", "Resource": "*"}' in found["cure"]
    deployer.has(policy)
    control.set_weather(at(cloud), "scp", action="ec2:CreateNatGateway,ecs:CreateCluster")
    assert "service control policy of your organisation forbids ecs:CreateCluster" in lacking()["why"]
    control.clear_weather(at(cloud))
    statements = [each for each in policy["Statement"] if each["Sid"] != "Iam"]
    deployer.has(
        {**policy, "Statement": statements}, without="ec2:CreateVpc"
    )  # who may not ask IAM is told by EC2
    told = wizard("doctor", "--target", "aws", "--json", environ=deployer.environ)
    lines = {line["look"]: line for line in json.loads(told.out)}
    assert (lines["permissions"]["verdict"], lines["permissions"]["saw"]) == (
        "stop",
        "You may not: ec2:CreateVpc.",
    )


def test_what_the_organisation_forbids_is_told_apart(
    wizard: Wizard, cloud: dict[str, str], deployer: Deployer
) -> None:
    deployer.may(Action="*")
    control.set_weather(at(cloud), "scp", action="ecs:CreateCluster")
    told = up(wizard, deployer)
    control.clear_weather(at(cloud))
    assert "Your organisation forbids ecs:CreateCluster by a service control policy" in reason(told)
    assert "Add to your policy" not in told.of("failed")[0]["cure"]


@pytest.mark.long
def test_what_cloud_map_may_not_do_in_its_own_time_is_told_at_once(
    wizard: Wizard, cloud: dict[str, str], deployer: Deployer
) -> None:
    deployer.may(NotAction="route53:DeleteHostedZone")
    assert up(wizard, deployer).code == 0
    told = down(wizard, deployer)
    assert told.code == SOMETHING_LEFT
    (failed,) = told.of("failed")
    assert failed["resource"] == "namespace"
    assert failed["what"].startswith("Cloud Map could not delete ")
    assert says(told, *said("route53:DeleteHostedZone"))
    deployer.may(Action="*")
    assert down(wizard, deployer).code == 0


def test_each_action_taken_out_alone_stops_the_run_there(
    wizard: Wizard, cloud: dict[str, str], deployer: Deployer, request: pytest.FixtureRequest
) -> None:
    policy = printed(wizard)
    deployer.has(policy)
    of_up = needed(cloud, lambda: up(wizard, deployer))
    of_down = needed(cloud, lambda: down(wizard, deployer))
    assert len(of_up) > 60
    assert len(of_down) > 30
    outcome: dict[str, str] = {}
    for action in chosen([one for one in of_up if one not in WATCHING], request):
        deployer.has(policy, without=action)
        told = up(wizard, deployer)
        stopped = told.code == 1 and says(told, *said(action))
        deployer.has(policy)
        goes_on = up(wizard, deployer).code == 0
        outcome[f"up {action}"] = "stopped" if stopped and goes_on else told.out[-500:]
        assert wizard("down", NAME, "--yes", environ=cloud).code == 0
    for action in chosen([one for one in of_down if one not in CLAIMING], request):
        assert wizard("up", NAME, "--target", "aws", "--yes", environ=cloud).code == 0
        deployer.has(policy, without=action)
        told = down(wizard, deployer)
        missed = told.code in {1, SOMETHING_LEFT} and says(told, said(action)[0])
        outcome[f"down {action}"] = "stopped" if missed else told.out[-500:]
        deployer.has(policy)
        assert down(wizard, deployer).code == 0
    assert {case: what for case, what in outcome.items() if what != "stopped"} == {}
