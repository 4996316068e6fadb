"""After `down` every list of every service that was used says what it said before `up`."""

import pytest

from tests.whole.account import everything
from tests.whole.conftest import Wizard

pytestmark = pytest.mark.usefixtures("neighbours")


def test_every_list_is_as_it_was(wizard: Wizard, cloud: dict[str, str]) -> None:
    before = everything(cloud)
    assert wizard("up", "passing", "--target", "sandbox", "--yes").code == 0
    during = everything(cloud)
    same = {name for name in before if before[name] == during[name]}
    assert same <= {"cloudwatch alarms", "ec2 describe_addresses", "ec2 describe_nat_gateways", "iam managed"}
    assert wizard("down", "passing", "--yes").code == 0
    after = everything(cloud)
    assert {name: after[name] for name in after if after[name] != before[name]} == {}
