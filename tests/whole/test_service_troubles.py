"""Services that cannot start say why, in words; and once the reason has gone, the same command goes on."""

from collections.abc import Iterator
from typing import Any

import pytest

from steps.sandbox.control import clear_weather, set_weather
from tests.marks import long
from tests.practice import at
from tests.sandbox.waiting import until
from tests.whole.account import client
from tests.whole.conftest import Wizard

NAME = "grounded"
UP = ("up", NAME, "--target", "sandbox", "--yes", "--json")


@pytest.fixture(autouse=True)
def nothing_stays(wizard: Wizard, cloud: dict[str, str]) -> Iterator[None]:
    yield
    clear_weather(at(cloud))
    assert wizard("down", NAME, "--yes").code == 0


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [
        ("quota", {"vcpus": 0}, "This account may not run so many tasks"),
        ("zone", {"zone": "eu-central-1a"}, "choose other zones"),
        long("quota", {"vpcs": 1}, "A quota of this account is used up"),
        long(
            "denied", {"action": "ec2:CreateVpcEndpoint"}, "AWS does not allow you the call CreateVpcEndpoint"
        ),
    ],
)
def test_what_keeps_tasks_from_starting_is_told_and_when_it_is_over_up_goes_on(
    wizard: Wizard, cloud: dict[str, str], kind: str, settings: dict[str, Any], words: str
) -> None:
    set_weather(at(cloud), kind, **settings)
    told = wizard(*UP)
    assert told.code == 1
    failures = [f"{each['what']} {each['why']} {each['cure']}" for each in told.of("failed")]
    assert any(words in failure for failure in failures), failures
    clear_weather(at(cloud))
    again = wizard(*UP)
    assert again.code == 0, again.out[-3000:]


def test_a_deployment_that_failed_is_tried_again(wizard: Wizard, cloud: dict[str, str]) -> None:
    assert wizard(*UP).code == 0
    ec2, ecs = client(cloud, "ec2"), client(cloud, "ecs")
    mine = [{"Name": "tag:fargate-wizard:resource", "Values": ["security-group-rule.apps.to.endpoints.443"]}]
    rule = ec2.describe_security_group_rules(Filters=mine)["SecurityGroupRules"][0]
    ec2.revoke_security_group_egress(
        GroupId=rule["GroupId"], SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]]
    )
    where = {"cluster": f"{NAME}-cluster", "service": f"{NAME}-static-app"}
    ecs.update_service(**where, forceNewDeployment=True)

    def rollout() -> str:
        found = ecs.describe_services(cluster=where["cluster"], services=[where["service"]])["services"][0]
        return str(next(each for each in found["deployments"] if each["status"] == "PRIMARY")["rolloutState"])

    until(lambda: rollout() == "FAILED", within=60)
    again = wizard(*UP)
    assert again.code == 0, again.out[-3000:]
    assert "another try" in next(
        each["what"] for each in again.of("updating") if each["resource"] == "service.static-app"
    )
    assert rollout() == "COMPLETED"
