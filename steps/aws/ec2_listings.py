"""How EC2 lists each kind of its things, and how one of ours is told from the others: by its tags."""

from typing import Any, ClassVar, NamedTuple

from steps.aws.tagging import IN_EC2
from steps.engine.cloud.listing import read_all
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site


class Ec2Listing(NamedTuple):
    """The operation that lists a kind, the key that its answer is under, and the key of each one's id."""

    operation: str
    key: str
    id: str


EC2_LISTINGS = {
    "AWS::EC2::VPC": Ec2Listing("describe_vpcs", "Vpcs", "VpcId"),
    "AWS::EC2::Subnet": Ec2Listing("describe_subnets", "Subnets", "SubnetId"),
    "AWS::EC2::InternetGateway": Ec2Listing(
        "describe_internet_gateways", "InternetGateways", "InternetGatewayId"
    ),
    "AWS::EC2::RouteTable": Ec2Listing("describe_route_tables", "RouteTables", "RouteTableId"),
    "AWS::EC2::SecurityGroup": Ec2Listing("describe_security_groups", "SecurityGroups", "GroupId"),
    "AWS::EC2::SecurityGroupRule": Ec2Listing(
        "describe_security_group_rules", "SecurityGroupRules", "SecurityGroupRuleId"
    ),
    "AWS::EC2::VPCEndpoint": Ec2Listing("describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    "AWS::EC2::NetworkAcl": Ec2Listing("describe_network_acls", "NetworkAcls", "NetworkAclId"),
    "AWS::EC2::NetworkInterface": Ec2Listing(
        "describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId"
    ),
}


def deployment_lists(site: Site, kind: str) -> list[Any]:
    """All of a kind that carry this deployment's tag; asked once while everybody looks at once."""
    listing = EC2_LISTINGS[kind]
    return site.listing(
        kind, lambda: read_all(site.aws.ec2, listing.operation, listing.key, Filters=site.own_filter)
    )


class TaggedInEc2(Resource):
    """A thing of EC2's that is known by its tags; `arn` is the key of its ARN, where EC2 has always told one."""

    arn: ClassVar[str] = ""
    tagging = IN_EC2

    def find(self, site: Site) -> Handle | None:
        """Look it up by its tags."""
        for item in deployment_lists(site, self.kind):
            if site.is_own(item.get("Tags")):
                id_, arn = item[EC2_LISTINGS[self.kind].id], item[self.arn] if self.arn else ""
                return Handle(id_, arn, tags=item["Tags"], seen=item)
        return None
