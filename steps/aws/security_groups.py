"""The guards at the network interfaces: who may talk to whom, on which port, and nothing else."""

import ipaddress
from typing import Any, Literal

from steps.aws.ec2_listings import TaggedInEc2
from steps.aws.vpc import ANYWHERE, VPC, Vpc
from steps.engine.cloud.listing import read_all
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource, WhenReady
from steps.engine.model.site import Run, Site
from steps.engine.model.step import Question
from steps.engine.troubles import BadInput

HTTP = 80
HTTPS = 443


def _read_range(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text.strip(), strict=False))
    except ValueError as error:
        raise BadInput(
            f"“{text}” is not an address or a range of addresses.",
            cure=f"Write it like 203.0.113.7/32, or {ANYWHERE} for everybody.",
        ) from error


def _check_range(text: str, _: Run) -> None:
    if ":" in _read_range(text):
        raise BadInput(
            "This network has IPv4 addresses only.", cure="Give your IPv4 address, like 203.0.113.7/32."
        )


def _recall_range(run: Run) -> str | None:
    """Whom the load balancer's own group lets in."""
    rules = read_all(
        run.aws.ec2, "describe_security_group_rules", "SecurityGroupRules", Filters=run.own_filter
    )
    return next((each["CidrIpv4"] for each in rules if "CidrIpv4" in each and not each["IsEgress"]), None)


OPEN_TO: Question[str] = Question(
    key="open-to",
    label="Open to",
    words={ANYWHERE: f"everybody ({ANYWHERE})"},
    prompt="Who may open the front door?",
    why=f"{ANYWHERE} is everybody on the Internet: right for a demonstration. Your own address alone, as a.b.c.d/32, is safer.",
    default=lambda run: ANYWHERE,
    read=_read_range,
    check=_check_range,
    recall=_recall_range,
)


class SecurityGroup(TaggedInEc2):
    """A guard for every network interface that has it: what may come in, and what may go out."""

    vpc: WhenReady[Vpc]
    label: str
    about: str
    kind = "AWS::EC2::SecurityGroup"
    typical_deletion = 45.0  # what it guarded lets go of its network interfaces late

    @property
    def name(self) -> str:
        """By its label."""
        return f"security-group.{self.label}"

    def create(self, site: Site) -> Handle:
        """ec2:CreateSecurityGroup."""
        group = site.aws.ec2.create_security_group(
            GroupName=site.name(self.label),
            Description=self.about,
            VpcId=site.id(self.vpc),
            TagSpecifications=site.tag_specifications("security-group"),
        )
        return Handle(group["GroupId"])

    def delete(self, site: Site, handle: Handle) -> None:
        """ec2:DeleteSecurityGroup; AWS refuses while a network interface has it."""
        site.aws.ec2.delete_security_group(GroupId=handle.id)


class ClosedEgress(Resource):
    """Takes away the rule with which AWS lets every new group send anything anywhere."""

    group: SecurityGroup
    kind = "AWS::EC2::SecurityGroupEgress"
    vanishes = True

    @property
    def name(self) -> str:
        """As its group."""
        return f"closed-egress.{self.group.label}"

    def find(self, site: Site) -> Handle | None:
        """Look whether the rule is gone."""
        group = site.find(self.group)
        if group is None or any(_lets_all_out(rule) for rule in group.seen["IpPermissionsEgress"]):
            return None
        return Handle(group.id)

    def create(self, site: Site) -> Handle:
        """ec2:RevokeSecurityGroupEgress."""
        everything: Any = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": ANYWHERE}]}
        site.aws.ec2.revoke_security_group_egress(GroupId=site.id(self.group), IpPermissions=[everything])
        return Handle(site.id(self.group))


class ClosedDefaultGroup(Resource):
    """Empties the group that AWS gives every VPC: what is started without a group of its own reaches nothing."""

    vpc: WhenReady[Vpc]
    kind = "AWS::EC2::VPC.DefaultSecurityGroup"
    vanishes = True

    def find(self, site: Site) -> Handle | None:
        """Look whether it is without rules."""
        vpc = site.find(self.vpc)
        group = self._group(site, vpc.id) if vpc else None
        if group is None or group["IpPermissions"] or group["IpPermissionsEgress"]:
            return None
        return Handle(group["GroupId"])

    def create(self, site: Site) -> Handle:
        """ec2:RevokeSecurityGroupIngress and ec2:RevokeSecurityGroupEgress, for whatever rules it has."""
        from botocore.exceptions import ClientError

        group = self._group(site, site.id(self.vpc))
        if group is None:
            raise ClientError({"Error": {"Code": "InvalidGroup.NotFound"}}, "DescribeSecurityGroups")
        filters: Any = [{"Name": "group-id", "Values": [group["GroupId"]]}]
        rules = read_all(site.aws.ec2, "describe_security_group_rules", "SecurityGroupRules", Filters=filters)
        for outward, revoke in (
            (False, site.aws.ec2.revoke_security_group_ingress),
            (True, site.aws.ec2.revoke_security_group_egress),
        ):
            if found := [each["SecurityGroupRuleId"] for each in rules if each["IsEgress"] is outward]:
                revoke(GroupId=group["GroupId"], SecurityGroupRuleIds=found)
        return Handle(group["GroupId"])

    @staticmethod
    def _group(site: Site, vpc: str) -> Any:
        filters: Any = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
        groups = read_all(site.aws.ec2, "describe_security_groups", "SecurityGroups", Filters=filters)
        return groups[0] if groups else None


class SecurityGroupRule(TaggedInEc2):
    """Opens one port, in one direction, to one peer."""

    group: SecurityGroup
    direction: Literal["ingress", "egress"]
    peer: SecurityGroup | str  # another group, or a range of addresses
    port: int
    kind = "AWS::EC2::SecurityGroupRule"

    @property
    def name(self) -> str:
        """Both ends, the way it points, and the port."""
        peer = self.peer.label if isinstance(self.peer, SecurityGroup) else "world"
        return f"security-group-rule.{self.group.label}.{'from' if self.direction == 'ingress' else 'to'}.{peer}.{self.port}"

    def create(self, site: Site) -> Handle:
        """ec2:AuthorizeSecurityGroupIngress or ec2:AuthorizeSecurityGroupEgress."""
        permission: Any = {
            "IpProtocol": "tcp",
            "FromPort": self.port,
            "ToPort": self.port,
            **self._source(site),
        }
        authorize = {
            "ingress": site.aws.ec2.authorize_security_group_ingress,
            "egress": site.aws.ec2.authorize_security_group_egress,
        }[self.direction]
        made = authorize(
            GroupId=site.id(self.group),
            IpPermissions=[permission],
            TagSpecifications=site.tag_specifications("security-group-rule"),
        )["SecurityGroupRules"]
        return Handle(made[0]["SecurityGroupRuleId"])

    def differs(self, site: Site, handle: Handle) -> str:
        """A range can change; a group cannot; version 0.1 left rules without a word of what they are for."""
        same = isinstance(self.peer, SecurityGroup) or handle.seen.get("CidrIpv4") == self._range(site)
        return described(site, handle, self.about) if same else f"open to {self._range(site)}"

    def update(self, site: Site, handle: Handle) -> Handle:
        """ec2:ModifySecurityGroupRules."""
        peer = {} if isinstance(self.peer, SecurityGroup) else {"CidrIpv4": self._range(site)}
        name_rule(site, handle, self.about, **peer)
        return handle

    def delete(self, site: Site, handle: Handle) -> None:
        """ec2:RevokeSecurityGroupIngress or ec2:RevokeSecurityGroupEgress."""
        revoke: Any = {
            "ingress": site.aws.ec2.revoke_security_group_ingress,
            "egress": site.aws.ec2.revoke_security_group_egress,
        }[self.direction]
        revoke(GroupId=handle.seen["GroupId"], SecurityGroupRuleIds=[handle.id])

    def _source(self, site: Site) -> dict[str, Any]:
        if isinstance(self.peer, SecurityGroup):
            return {"UserIdGroupPairs": [{"GroupId": site.id(self.peer), "Description": self.about}]}
        return {"IpRanges": [{"CidrIp": self._range(site), "Description": self.about}]}

    @property
    def about(self) -> str:
        """What it is for, in the console."""
        if not isinstance(self.peer, SecurityGroup):
            return f"HTTP for the {self.group.label}, from whom it is open to"
        way = "from" if self.direction == "ingress" else "to"
        return f"Port {self.port} {way} the {self.peer.label}"

    def _range(self, site: Site) -> str:
        return site.plan.answer(OPEN_TO) if self.peer == "open-to" else str(self.peer)


LOAD_BALANCER_GROUP = SecurityGroup(
    VPC, "load-balancer", "What comes in from outside and goes on to the apps"
)
APPS_GROUP = SecurityGroup(VPC, "apps", "The tasks: reached from the load balancer and from each other")
ENDPOINTS_GROUP = SecurityGroup(
    VPC, "endpoints", "The private endpoints of AWS services: reached from the tasks"
)


def described(site: Site, handle: Handle, about: str) -> str:
    """How what the rule says of itself differs from this, if it does."""
    same = site.plan.edition == 1 or handle.seen.get("Description") == about
    return "" if same else "says what it is for"


def name_rule(site: Site, handle: Handle, about: str, **changes: str) -> None:
    """ec2:ModifySecurityGroupRules: the rule as it is, but for this description and these changes."""
    kept = ("IpProtocol", "FromPort", "ToPort", "CidrIpv4", "PrefixListId")
    rule: Any = {key: handle.seen[key] for key in kept if key in handle.seen}
    if group := handle.seen.get("ReferencedGroupInfo"):
        rule["ReferencedGroupId"] = group["GroupId"]
    rule |= {"Description": about, **changes}
    site.aws.ec2.modify_security_group_rules(
        GroupId=handle.seen["GroupId"],
        SecurityGroupRules=[{"SecurityGroupRuleId": handle.id, "SecurityGroupRule": rule}],
    )


def closed_groups() -> tuple[ClosedEgress, ...]:
    """The three groups' default way out, shut."""
    return tuple(ClosedEgress(group) for group in (LOAD_BALANCER_GROUP, APPS_GROUP, ENDPOINTS_GROUP))


def rules(plan: Plan) -> tuple[SecurityGroupRule, ...]:
    """The chain: outside → load balancer → apps → endpoints, and the apps among themselves."""
    public = sorted({app.port for app in plan.public_apps})
    private = sorted({app.port for app in plan.private_apps})
    pairs = [(LOAD_BALANCER_GROUP, APPS_GROUP, port) for port in public]
    pairs += [(APPS_GROUP, APPS_GROUP, port) for port in private]
    pairs += [(APPS_GROUP, ENDPOINTS_GROUP, HTTPS)]
    chain = [
        rule
        for source, target, port in pairs
        for rule in (
            SecurityGroupRule(source, "egress", target, port),
            SecurityGroupRule(target, "ingress", source, port),
        )
    ]
    return (SecurityGroupRule(LOAD_BALANCER_GROUP, "ingress", "open-to", HTTP), *chain)


def _lets_all_out(rule: Any) -> bool:
    return rule["IpProtocol"] == "-1" and any(each["CidrIp"] == ANYWHERE for each in rule["IpRanges"])
