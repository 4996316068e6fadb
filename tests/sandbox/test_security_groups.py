"""Security groups: what AWS refuses and what it tells."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.refused_calls import code, refused

Aws = Callable[..., Any]
WEB = [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
TLS = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]


def make_group(ec2: Any, vpc: str, name: str) -> str:
    return str(ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"])


def from_group(group: str) -> list[dict[str, Any]]:
    return [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupId": group}]}]


def test_a_new_group_is_told_with_its_tags(ec2: Any, vpc: str) -> None:
    tags = [{"Key": "Environment", "Value": "Demo"}]
    made = ec2.create_security_group(
        GroupName="web",
        Description="web",
        VpcId=vpc,
        TagSpecifications=[{"ResourceType": "security-group", "Tags": tags}],
    )
    assert made["Tags"] == tags


def test_a_name_is_given_once_in_a_vpc(ec2: Any, vpc: str) -> None:
    make_group(ec2, vpc, "web")
    assert (
        code(ec2.create_security_group, GroupName="web", Description="x", VpcId=vpc)
        == "InvalidGroup.Duplicate"
    )


def test_a_rule_is_made_once(ec2: Any, vpc: str) -> None:
    group = make_group(ec2, vpc, "web")
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=WEB)
    assert (
        code(ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=WEB)
        == "InvalidPermission.Duplicate"
    )
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=WEB)
    assert (
        code(ec2.authorize_security_group_egress, GroupId=group, IpPermissions=WEB)
        == "InvalidPermission.Duplicate"
    )


def test_rules_are_made_all_or_none_and_all_are_told(ec2: Any, vpc: str) -> None:
    group = make_group(ec2, vpc, "web")
    made = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=WEB + TLS)["SecurityGroupRules"]
    assert {rule["FromPort"] for rule in made} == {80, 443}
    other = make_group(ec2, vpc, "other")
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=TLS)
    assert (
        code(ec2.authorize_security_group_ingress, GroupId=other, IpPermissions=WEB + TLS)
        == "InvalidPermission.Duplicate"
    )
    ports = [
        rule["FromPort"]
        for rule in ec2.describe_security_groups(GroupIds=[other])["SecurityGroups"][0]["IpPermissions"]
    ]
    assert ports == [443]


@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_an_unknown_rule_cannot_be_revoked(ec2: Any, vpc: str, direction: str) -> None:
    group = ec2.create_security_group(GroupName="g", Description="g", VpcId=vpc)["GroupId"]
    revoke = getattr(ec2, f"revoke_security_group_{direction}")
    with pytest.raises(ClientError, match=r"\(InvalidSecurityGroupRuleId.NotFound\)"):
        revoke(GroupId=group, SecurityGroupRuleIds=["sgr-0123456789abcdef0"])


def test_a_rule_about_an_unknown_group_is_refused(ec2: Any, vpc: str) -> None:
    group = make_group(ec2, vpc, "web")
    asked = {"GroupId": group, "IpPermissions": from_group("sg-0123456789abcdef0")}
    assert code(ec2.authorize_security_group_ingress, **asked) == "InvalidGroup.NotFound"


def test_the_default_group_lets_its_own_members_in_and_stays(ec2: Any, vpc: str) -> None:
    default = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"][0]
    (rule,) = default["IpPermissions"]
    assert rule["IpProtocol"] == "-1"
    assert [pair["GroupId"] for pair in rule["UserIdGroupPairs"]] == [default["GroupId"]]
    assert code(ec2.delete_security_group, GroupId=default["GroupId"]) == "CannotDelete"


def test_a_group_that_another_one_names_stays(ec2: Any, vpc: str) -> None:
    balancer, apps = make_group(ec2, vpc, "balancer"), make_group(ec2, vpc, "apps")
    ec2.authorize_security_group_ingress(GroupId=apps, IpPermissions=from_group(balancer))
    assert code(ec2.delete_security_group, GroupId=balancer) == "DependencyViolation"
    ec2.revoke_security_group_ingress(GroupId=apps, IpPermissions=from_group(balancer))
    ec2.delete_security_group(GroupId=balancer)


def test_a_group_that_only_names_itself_goes(ec2: Any, vpc: str) -> None:
    group = make_group(ec2, vpc, "friends")
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=from_group(group))
    ec2.delete_security_group(GroupId=group)
    assert code(ec2.delete_security_group, GroupId=group) == "InvalidGroup.NotFound"


def test_a_group_that_guards_an_interface_stays(ec2: Any, vpc: str) -> None:
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    group = make_group(ec2, vpc, "web")
    eni = ec2.create_network_interface(SubnetId=subnet, Groups=[group])["NetworkInterface"][
        "NetworkInterfaceId"
    ]
    assert code(ec2.delete_security_group, GroupId=group) == "DependencyViolation"
    ec2.delete_network_interface(NetworkInterfaceId=eni)
    ec2.delete_security_group(GroupId=group)


def test_a_rule_that_is_refused_leaves_no_tags(aws: Callable[..., Any]) -> None:
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="apps", Description="apps", VpcId=vpc)["GroupId"]
    asked: dict[str, Any] = {
        "GroupId": group,
        "IpPermissions": [
            {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
        ],
        "TagSpecifications": [
            {"ResourceType": "security-group-rule", "Tags": [{"Key": "owner", "Value": "us"}]}
        ],
    }
    made = ec2.authorize_security_group_ingress(**asked)["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    with pytest.raises(ClientError, match="Duplicate"):
        ec2.authorize_security_group_ingress(**asked)
    tags = ec2.describe_tags(Filters=[{"Name": "key", "Values": ["owner"]}])["Tags"]
    assert [tag["ResourceId"] for tag in tags] == [made]


def test_a_groups_rules_go_with_it_and_their_tags_too(ec2: Any, vpc: str) -> None:
    group, tags = make_group(ec2, vpc, "web"), [{"Key": "Environment", "Value": "Demo"}]
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=WEB,
        TagSpecifications=[{"ResourceType": "security-group-rule", "Tags": tags}],
    )
    assert [each["Value"] for each in ec2.describe_tags()["Tags"]] == ["Demo"]
    ec2.delete_security_group(GroupId=group)
    assert ec2.describe_tags()["Tags"] == []


def test_a_rule_says_what_it_is_for_whatever_its_peer(ec2: Any, vpc: str) -> None:
    group, peer = make_group(ec2, vpc, "web"), make_group(ec2, vpc, "peer")
    port: dict[str, Any] = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80}
    lists = ec2.describe_managed_prefix_lists()["PrefixLists"]
    made = {}
    for key, source in (
        ("range", {"IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "for a range"}]}),
        ("group", {"UserIdGroupPairs": [{"GroupId": peer, "Description": "for a group"}]}),
        (
            "list",
            {"PrefixListIds": [{"PrefixListId": lists[0]["PrefixListId"], "Description": "for a list"}]},
        ),
    ):
        rules = ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[{**port, **source}])
        made[key] = rules["SecurityGroupRules"][0]
    assert [rule["Description"] for rule in made.values()] == ["for a range", "for a group", "for a list"]
    again = [{**port, "UserIdGroupPairs": [{"GroupId": peer, "Description": "in other words"}]}]
    refused = code(ec2.authorize_security_group_egress, GroupId=group, IpPermissions=again)
    assert refused == "InvalidPermission.Duplicate"
    rule = {**port, "ReferencedGroupId": peer, "Description": "in new words"}
    changed = {"SecurityGroupRuleId": made["group"]["SecurityGroupRuleId"], "SecurityGroupRule": rule}
    ec2.modify_security_group_rules(GroupId=group, SecurityGroupRules=[changed])
    filters = [{"Name": "group-id", "Values": [group]}]
    found = ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"]
    assert {each.get("Description") for each in found} == {None, "for a range", "in new words", "for a list"}
    (whole,) = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    ranges = [each for view in whole["IpPermissionsEgress"] for each in view["IpRanges"]]
    assert all("CidrIp" in each for each in ranges)


GROUP_NAMES = {
    "sg-1": "Value (sg-1) for parameter GroupName is invalid. Group names may not be in the format sg-*.",
    "default": "Cannot use reserved security group name: default",
    "a'b": "Invalid security group name.",
    "grün": "Invalid security group name.",
    "x" * 256: "Invalid security group name.",
}


@pytest.mark.parametrize("name", GROUP_NAMES)
def test_a_name_that_no_group_can_have(ec2: Any, vpc: str, name: str) -> None:
    code, words = refused(ec2.create_security_group, GroupName=name, Description="x", VpcId=vpc)
    assert code == "InvalidParameterValue"
    assert words.startswith(GROUP_NAMES[name])


def test_descriptions_have_few_characters(ec2: Any, vpc: str) -> None:
    code, words = refused(ec2.create_security_group, GroupName="a", Description="it's", VpcId=vpc)
    assert (code, words[:35]) == ("InvalidParameterValue", "Invalid security group description.")
    group = ec2.create_security_group(GroupName="x" * 255, Description="a-z (1) @!", VpcId=vpc)["GroupId"]
    peer = {"CidrIp": "0.0.0.0/0", "Description": "it's open"}
    asked = [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [peer]}]
    code, words = refused(ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=asked)
    assert (code, words[:25]) == ("InvalidParameterValue", "Invalid rule description.")
