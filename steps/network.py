"""# A private network

Your services get a network of their own, a **VPC** (Virtual Private Cloud), that nobody else is in. In it, in each of your
zones, are two **subnets**:

- a **public** one, whose route table has a way to the Internet through an **internet gateway**. Only the load balancer will
  be in there.
- a **private** one, with a route table of its own that leads nowhere outside. Your tasks are in here. Nobody on the Internet
  can reach them, and they cannot reach the Internet.

Then come the **security groups**, the guards at every network card. There are three, in a chain: the *load balancer* may be
reached from outside on port 80; the *apps* may be reached from the load balancer, and from each other, on exactly the ports
they listen on; the *endpoints*, which come later, may be reached from the apps on port 443. A new group lets everything out,
which most people never notice; these are shut, and then opened for exactly what is needed.

DNS host names are switched on for the VPC: the private endpoints and the names of your services rely on it.

All of this is free. It just takes care.
"""

import ipaddress
from collections.abc import Sequence
from typing import Any, Literal

from steps.engine.plan import Plan
from steps.engine.resource import Handle, Resource, WhenReady
from steps.engine.site import Run, Site
from steps.engine.step import Question, Step
from steps.engine.troubles import BadInput
from steps.preflight import ZONES

RANGE = "10.0.0.0/16"
ANYWHERE = "0.0.0.0/0"
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


OPEN_TO: Question[str] = Question(
    key="open-to",
    prompt="Who may open the front door?",
    why=f"{ANYWHERE} is the whole Internet: right for showing it to others. Your own address, as a.b.c.d/32, is safer.",
    default=lambda run: ANYWHERE,
    read=_read_range,
    check=_check_range,
)


class Vpc(Resource):
    """The network that everything is in; nobody else's traffic passes here."""

    kind = "AWS::EC2::VPC"

    def find(self, site: Site) -> Handle | None:
        """Look it up by its tags."""
        vpcs = site.listing("vpcs", lambda: site.aws.ec2.describe_vpcs(Filters=site.own_filter)["Vpcs"])
        vpc = own(site, vpcs)
        return Handle(vpc["VpcId"], seen=vpc) if vpc else None

    def create(self, site: Site) -> Handle:
        """ec2:CreateVpc."""
        vpc = site.aws.ec2.create_vpc(CidrBlock=RANGE, TagSpecifications=site.tag_specifications("vpc"))[
            "Vpc"
        ]
        return Handle(vpc["VpcId"], seen=vpc)

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        """It is pending for a second or two."""
        if handle.seen["State"] == "available":
            return handle
        vpc = site.aws.ec2.describe_vpcs(VpcIds=[handle.id])["Vpcs"][0]
        return Handle(handle.id, seen=vpc) if vpc["State"] == "available" else vpc["State"]

    def delete(self, site: Site, handle: Handle) -> None:
        """ec2:DeleteVpc, which takes its default security group, network ACL and main route table with it."""
        site.aws.ec2.delete_vpc(VpcId=handle.id)


class DnsHostNames(Resource):
    """Names for the addresses inside: private endpoints and service discovery rely on them."""

    vpc: WhenReady[Vpc]
    kind = "AWS::EC2::VPC.EnableDnsHostnames"
    vanishes = True

    def find(self, site: Site) -> Handle | None:
        """Look whether it is on."""
        vpc = site.find(self.vpc)
        return Handle(vpc.id) if vpc and self._is_on(site, vpc.id) else None

    def create(self, site: Site) -> Handle:
        """ec2:ModifyVpcAttribute; it takes effect a moment later."""
        site.aws.ec2.modify_vpc_attribute(VpcId=site.id(self.vpc), EnableDnsHostnames={"Value": True})
        return Handle(site.id(self.vpc))

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        """The change is not immediate."""
        return handle if self._is_on(site, handle.id) else "taking effect"

    @staticmethod
    def _is_on(site: Site, vpc: str) -> bool:
        answer = site.aws.ec2.describe_vpc_attribute(VpcId=vpc, Attribute="enableDnsHostnames")
        return answer["EnableDnsHostnames"]["Value"]


class Subnet(Resource):
    """A range of the network's addresses in one zone."""

    vpc: WhenReady[Vpc]
    access: str  # public or private
    zone: str
    place: int  # the zone's place among the chosen ones: it decides the range
    kind = "AWS::EC2::Subnet"

    @property
    def range(self) -> str:
        """254 addresses: 10.0.0.0/24, 10.0.1.0/24 … public; 10.0.100.0/24, 10.0.101.0/24 … private."""
        return f"10.0.{self.place + (100 if self.access == 'private' else 0)}.0/24"

    def find(self, site: Site) -> Handle | None:
        """Look it up by its tags."""
        subnets = site.listing(
            "subnets", lambda: site.aws.ec2.describe_subnets(Filters=site.own_filter)["Subnets"]
        )
        subnet = own(site, subnets)
        return Handle(subnet["SubnetId"], subnet["SubnetArn"]) if subnet else None

    def create(self, site: Site) -> Handle:
        """ec2:CreateSubnet."""
        subnet = site.aws.ec2.create_subnet(
            VpcId=site.id(self.vpc),
            CidrBlock=self.range,
            AvailabilityZone=self.zone,
            TagSpecifications=site.tag_specifications("subnet"),
        )["Subnet"]
        return Handle(subnet["SubnetId"], subnet["SubnetArn"])

    def delete(self, site: Site, handle: Handle) -> None:
        """ec2:DeleteSubnet; AWS refuses while a network card is in it."""
        site.aws.ec2.delete_subnet(SubnetId=handle.id)


class InternetGateway(Resource):
    """The door between the network and the Internet."""

    kind = "AWS::EC2::InternetGateway"

    def find(self, site: Site) -> Handle | None:
        """Look it up by its tags."""
        gateway = own(site, _gateways(site))
        return Handle(gateway["InternetGatewayId"], seen=gateway) if gateway else None

    def create(self, site: Site) -> Handle:
        """ec2:CreateInternetGateway."""
        gateway = site.aws.ec2.create_internet_gateway(
            TagSpecifications=site.tag_specifications("internet-gateway")
        )
        return Handle(gateway["InternetGateway"]["InternetGatewayId"])

    def delete(self, site: Site, handle: Handle) -> None:
        """ec2:DeleteInternetGateway."""
        site.aws.ec2.delete_internet_gateway(InternetGatewayId=handle.id)


class GatewayAttachment(Resource):
    """Hangs the door into its frame: the gateway into the VPC."""

    vpc: WhenReady[Vpc]
    gateway: InternetGateway
    kind = "AWS::EC2::VPCGatewayAttachment"

    def find(self, site: Site) -> Handle | None:
        """Look it up in the gateway."""
        gateway = site.find(self.gateway)
        attachments = gateway.seen["Attachments"] if gateway else []
        return Handle(attachments[0]["VpcId"], seen=gateway) if gateway and attachments else None

    def create(self, site: Site) -> Handle:
        """ec2:AttachInternetGateway."""
        vpc = site.id(self.vpc)
        site.aws.ec2.attach_internet_gateway(InternetGatewayId=site.id(self.gateway), VpcId=vpc)
        return Handle(vpc)

    def delete(self, site: Site, handle: Handle) -> None:
        """ec2:DetachInternetGateway; AWS refuses while something has a public address."""
        site.aws.ec2.detach_internet_gateway(InternetGatewayId=handle.seen.id, VpcId=handle.id)


class RouteTable(Resource):
    """Where traffic of its subnets goes."""

    vpc: WhenReady[Vpc]
    access: str
    kind = "AWS::EC2::RouteTable"

    def find(self, site: Site) -> Handle | None:
        """Look it up by its tags."""
        tables = site.listing(
            "route tables", lambda: site.aws.ec2.describe_route_tables(Filters=site.own_filter)["RouteTables"]
        )
        table = own(site, tables)
        return Handle(table["RouteTableId"], seen=table) if table else None

    def create(self, site: Site) -> Handle:
        """ec2:CreateRouteTable."""
        table = site.aws.ec2.create_route_table(
            VpcId=site.id(self.vpc),
            TagSpecifications=site.tag_specifications("route-table"),
            ClientToken=site.token,
        )["RouteTable"]
        return Handle(table["RouteTableId"], seen=table)

    def delete(self, site: Site, handle: Handle) -> None:
        """ec2:DeleteRouteTable; its associations are gone before."""
        site.aws.ec2.delete_route_table(RouteTableId=handle.id)


class InternetRoute(Resource):
    """The public route table's way out."""

    table: RouteTable
    gateway: InternetGateway
    attachment: GatewayAttachment
    kind = "AWS::EC2::Route"
    vanishes = True

    def find(self, site: Site) -> Handle | None:
        """Look it up in its table."""
        table = site.find(self.table)
        routes = table.seen["Routes"] if table else []
        return next(
            (Handle(ANYWHERE) for route in routes if route.get("DestinationCidrBlock") == ANYWHERE), None
        )

    def create(self, site: Site) -> Handle:
        """ec2:CreateRoute."""
        site.aws.ec2.create_route(
            RouteTableId=site.id(self.table), DestinationCidrBlock=ANYWHERE, GatewayId=site.id(self.gateway)
        )
        return Handle(ANYWHERE)


class RouteTableAssociation(Resource):
    """Says which route table a subnet obeys."""

    table: RouteTable
    subnet: Subnet
    kind = "AWS::EC2::SubnetRouteTableAssociation"

    @property
    def name(self) -> str:
        """As its subnet."""
        return f"route-table-association.{self.subnet.name.partition('.')[2]}"

    def find(self, site: Site) -> Handle | None:
        """Look it up in its table."""
        table, subnet = site.find(self.table), site.find(self.subnet)
        if table is None or subnet is None:
            return None
        for association in table.seen["Associations"]:
            if association.get("SubnetId") == subnet.id:
                return Handle(association["RouteTableAssociationId"])
        return None

    def create(self, site: Site) -> Handle:
        """ec2:AssociateRouteTable."""
        answer = site.aws.ec2.associate_route_table(
            RouteTableId=site.id(self.table), SubnetId=site.id(self.subnet)
        )
        return Handle(answer["AssociationId"])

    def delete(self, site: Site, handle: Handle) -> None:
        """ec2:DisassociateRouteTable."""
        site.aws.ec2.disassociate_route_table(AssociationId=handle.id)


class SecurityGroup(Resource):
    """A guard at the network cards that wear it."""

    vpc: WhenReady[Vpc]
    label: str
    about: str
    kind = "AWS::EC2::SecurityGroup"

    @property
    def name(self) -> str:
        """By its label."""
        return f"security-group.{self.label}"

    def find(self, site: Site) -> Handle | None:
        """Look it up by its tags."""
        groups = site.listing(
            "groups", lambda: site.aws.ec2.describe_security_groups(Filters=site.own_filter)["SecurityGroups"]
        )
        group = own(site, groups)
        return Handle(group["GroupId"], seen=group) if group else None

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
        """ec2:DeleteSecurityGroup; AWS refuses while a network card wears it."""
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


class SecurityGroupRule(Resource):
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

    def find(self, site: Site) -> Handle | None:
        """Look it up by its tags."""
        rules = site.listing(
            "rules",
            lambda: site.aws.ec2.describe_security_group_rules(Filters=site.own_filter)["SecurityGroupRules"],
        )
        rule = own(site, rules)
        return Handle(rule["SecurityGroupRuleId"], seen=rule) if rule else None

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
        """A range can change; a group cannot."""
        same = isinstance(self.peer, SecurityGroup) or handle.seen.get("CidrIpv4") == self._range(site)
        return "" if same else f"open to {self._range(site)}"

    def update(self, site: Site, handle: Handle) -> Handle:
        """ec2:ModifySecurityGroupRules."""
        rule: Any = {
            "IpProtocol": "tcp", "FromPort": self.port, "ToPort": self.port, "CidrIpv4": self._range(site)
        }  # fmt: skip
        site.aws.ec2.modify_security_group_rules(
            GroupId=site.id(self.group),
            SecurityGroupRules=[{"SecurityGroupRuleId": handle.id, "SecurityGroupRule": rule}],
        )
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
            return {"UserIdGroupPairs": [{"GroupId": site.id(self.peer)}]}
        return {"IpRanges": [{"CidrIp": self._range(site)}]}

    def _range(self, site: Site) -> str:
        return site.plan.answer(OPEN_TO) if self.peer == "open-to" else str(self.peer)


VPC = Vpc()
GATEWAY = InternetGateway()
ATTACHMENT = GatewayAttachment(VPC, GATEWAY)
PUBLIC_TABLE, PRIVATE_TABLE = RouteTable(VPC, "public"), RouteTable(VPC, "private")
DNS_HOST_NAMES = DnsHostNames(VPC)
LOAD_BALANCER_GROUP = SecurityGroup(
    VPC, "load-balancer", "What comes in from outside and goes on to the apps"
)
APPS_GROUP = SecurityGroup(VPC, "apps", "The tasks: reached from the load balancer and from each other")
ENDPOINTS_GROUP = SecurityGroup(
    VPC, "endpoints", "The private endpoints of AWS services: reached from the tasks"
)


def subnets(plan: Plan, access: str) -> tuple[Subnet, ...]:
    """The public or the private subnets, one a zone."""
    zones = plan.answer(ZONES)
    return tuple(Subnet(VPC, access, zone, place) for place, zone in enumerate(zones))


def associations(plan: Plan, access: str) -> tuple[RouteTableAssociation, ...]:
    """Each of those subnets' tie to its route table."""
    table = PUBLIC_TABLE if access == "public" else PRIVATE_TABLE
    return tuple(RouteTableAssociation(table, subnet) for subnet in subnets(plan, access))


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


def resources(plan: Plan) -> Sequence[Resource]:
    """The network, its ways and its guards."""
    return (
        VPC,
        DNS_HOST_NAMES,
        *subnets(plan, "public"),
        *subnets(plan, "private"),
        GATEWAY,
        ATTACHMENT,
        PUBLIC_TABLE,
        PRIVATE_TABLE,
        InternetRoute(PUBLIC_TABLE, GATEWAY, ATTACHMENT),
        *associations(plan, "public"),
        *associations(plan, "private"),
        LOAD_BALANCER_GROUP,
        APPS_GROUP,
        ENDPOINTS_GROUP,
        *closed_groups(),
        *rules(plan),
    )


def own(site: Site, items: Sequence[Any]) -> Any:
    """The one of these whose tags are this node's, or None."""
    return next((item for item in items if site.is_own(item.get("Tags"))), None)


def _gateways(site: Site) -> Sequence[Any]:
    return site.listing(
        "gateways",
        lambda: site.aws.ec2.describe_internet_gateways(Filters=site.own_filter)["InternetGateways"],
    )


def _lets_all_out(rule: Any) -> bool:
    return rule["IpProtocol"] == "-1" and any(each["CidrIp"] == ANYWHERE for each in rule["IpRanges"])


STEP = Step(title="A private network", resources=resources, questions=(OPEN_TO,))
