"""Whether a security group's rules let a connection pass."""

from typing import Any

import pytest

from steps.diagnosis.firewall import HTTPS, Peer, lets


def rule(**changes: Any) -> dict[str, Any]:
    return {"IsEgress": False, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **changes}


FROM_APPS = rule(ReferencedGroupInfo={"GroupId": "sg-apps"})


@pytest.mark.parametrize(
    ("one", "passes"),
    [
        (FROM_APPS, True),
        ({**FROM_APPS, "IsEgress": True}, False),
        ({**FROM_APPS, "FromPort": 80, "ToPort": 80}, False),
        ({**FROM_APPS, "IpProtocol": "udp"}, False),
        (rule(ReferencedGroupInfo={"GroupId": "sg-others"}), False),
        (rule(CidrIpv4="10.0.0.0/16"), True),
        (rule(CidrIpv4="10.1.0.0/16"), False),
        (rule(IpProtocol="-1", FromPort=-1, ToPort=-1, CidrIpv4="0.0.0.0/0"), True),
        (rule(PrefixListId="pl-1"), False),
    ],
)
def test_a_rule_lets_in_whom_it_names(one: dict[str, Any], passes: bool) -> None:
    assert lets([one], out=False, port=HTTPS, peer=Peer(["sg-apps"], "10.0.1.0")) is passes


def test_a_prefix_list_is_named() -> None:
    out = rule(IsEgress=True, PrefixListId="pl-s3")
    assert lets([out], out=True, port=HTTPS, peer=Peer(prefix_list="pl-s3"))
    assert not lets([out], out=True, port=HTTPS, peer=Peer(prefix_list="pl-other"))
