"""The network itself: VPC, subnets, internet gateway and route tables; public and private, in each chosen zone."""

from steps.aws.ec2_listings import TaggedInEc2
from steps.aws.guardduty import guests_shown_out
from steps.aws.zones import ZONES
from steps.engine.model.plan import Plan
from steps.engine.model.position import Part, Position
from steps.engine.model.resource import Handle, Resource, WhenReady
from steps.engine.model.site import Site

RANGE = "10.0.0.0/16"
ANYWHERE = "0.0.0.0/0"


class Vpc(TaggedInEc2):
    """The network that everything is in; nobody else's traffic passes here."""

    kind = "AWS::EC2::VPC"
    position = Position(Part.NETWORK)
    repeatable = False

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
        with guests_shown_out(site, handle.id):
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


class Subnet(TaggedInEc2):
    """A range of the network's addresses in one zone."""

    vpc: WhenReady[Vpc]
    access: str  # public or private
    zone: str
    place: int  # the zone's place among the chosen ones: it decides the range
    kind = "AWS::EC2::Subnet"
    arn = "SubnetArn"

    @property
    def range(self) -> str:
        """256 addresses, of which AWS keeps five: 10.0.0.0/24, 10.0.1.0/24 … public; 10.0.100.0/24, 10.0.101.0/24 … private."""
        return f"10.0.{self.place + (100 if self.access == 'private' else 0)}.0/24"

    @property
    def position(self) -> Position:
        """In its zone."""
        return Position(Part.PUBLIC_SUBNET if self.access == "public" else Part.PRIVATE_SUBNET, self.zone)

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
        """ec2:DeleteSubnet; AWS refuses while a network interface is in it."""
        with guests_shown_out(site, handle.seen["VpcId"]):
            site.aws.ec2.delete_subnet(SubnetId=handle.id)


class InternetGateway(TaggedInEc2):
    """The way between the network and the Internet."""

    kind = "AWS::EC2::InternetGateway"
    position = Position(Part.GATEWAY)
    repeatable = False

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
    """Ties the internet gateway to your network."""

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


class RouteTable(TaggedInEc2):
    """Where traffic of its subnets goes."""

    vpc: WhenReady[Vpc]
    access: str
    kind = "AWS::EC2::RouteTable"

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


VPC = Vpc()
GATEWAY = InternetGateway()
ATTACHMENT = GatewayAttachment(VPC, GATEWAY)
PUBLIC_TABLE, PRIVATE_TABLE = RouteTable(VPC, "public"), RouteTable(VPC, "private")
DNS_HOST_NAMES = DnsHostNames(VPC)


def subnets(plan: Plan, access: str) -> tuple[Subnet, ...]:
    """The public or the private subnets, one for each zone."""
    zones = plan.answer(ZONES)
    return tuple(Subnet(VPC, access, zone, place) for place, zone in enumerate(zones))


def associations(plan: Plan, access: str) -> tuple[RouteTableAssociation, ...]:
    """Each of those subnets' tie to its route table."""
    table = PUBLIC_TABLE if access == "public" else PRIVATE_TABLE
    return tuple(RouteTableAssociation(table, subnet) for subnet in subnets(plan, access))
