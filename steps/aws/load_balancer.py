"""The load balancer, which the front door makes and others refer to."""

from typing import Any

from steps.aws.prices import ADDRESS
from steps.aws.security_groups import LOAD_BALANCER_GROUP, SecurityGroup
from steps.aws.tagging import IN_ELB
from steps.aws.target_groups import elb_tags
from steps.aws.vpc import ATTACHMENT, GatewayAttachment, Subnet, subnets
from steps.engine.model.charge import Charge, Priced
from steps.engine.model.plan import Plan
from steps.engine.model.position import Part, Position
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site

DROP_INVALID = "routing.http.drop_invalid_header_fields.enabled"


HOPELESS = {
    "failed": "Delete it in the AWS console (EC2, Load Balancers), and build again: another one is made."
}


class LoadBalancer(Resource):
    """The one address that stays, in all your zones at once."""

    subnets: tuple[Subnet, ...]
    group: SecurityGroup
    attachment: GatewayAttachment
    kind = "AWS::ElasticLoadBalancingV2::LoadBalancer"
    tagging = IN_ELB
    position = Position(Part.LOAD_BALANCER)
    typical = 150.0
    typical_deletion = 15.0
    patience = 900.0
    every = 5.0
    hopeless = HOPELESS

    def charges(self) -> tuple[Charge, ...]:
        """One that faces the Internet has a public address in each zone."""
        zones = len(self.subnets)
        return (
            Charge("load balancer", item=Priced.LOAD_BALANCER),
            Charge(f"its public addresses: {zones}", zones, an_hour=ADDRESS),
        )

    def find(self, site: Site) -> Handle | None:
        """Look it up by name."""
        return site.listing("balancer", lambda: self._look_up(site))

    @staticmethod
    def _look_up(site: Site) -> Handle | None:
        answer = site.aws.elbv2.describe_load_balancers(Names=[site.name("balancer", limit=32)])
        for balancer in answer["LoadBalancers"]:
            tags = elb_tags(site, balancer["LoadBalancerArn"])
            return _balancer(balancer, ours=site.owns(tags), tags=tags)
        return None

    def create(self, site: Site) -> Handle:
        """elasticloadbalancing:CreateLoadBalancer, then elasticloadbalancing:ModifyLoadBalancerAttributes."""
        balancer = site.aws.elbv2.create_load_balancer(
            Name=site.name("balancer", limit=32),
            Type="application",
            Scheme="internet-facing",
            Subnets=[site.id(subnet) for subnet in self.subnets],
            SecurityGroups=[site.id(self.group)],
            Tags=site.tag_list,
        )["LoadBalancers"][0]
        self._harden(site, balancer["LoadBalancerArn"])
        return _balancer(balancer, ours=True)

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        """From provisioning to active in two to three minutes."""
        balancer = site.aws.elbv2.describe_load_balancers(LoadBalancerArns=[handle.arn])["LoadBalancers"][0]
        return handle if balancer["State"]["Code"] == "active" else balancer["State"]["Code"]

    def differs(self, site: Site, handle: Handle) -> str:
        """Headers that are no valid HTTP are dropped; version 0.1 let them through."""
        if site.plan.edition == 1:
            return ""
        answer = site.aws.elbv2.describe_load_balancer_attributes(LoadBalancerArn=handle.arn)
        attributes = {each["Key"]: each["Value"] for each in answer["Attributes"]}
        return "" if attributes.get(DROP_INVALID) == "true" else "drops invalid headers"

    def update(self, site: Site, handle: Handle) -> Handle:
        """elasticloadbalancing:ModifyLoadBalancerAttributes."""
        self._harden(site, handle.arn)
        return handle

    @staticmethod
    def _harden(site: Site, arn: str) -> None:
        site.aws.elbv2.modify_load_balancer_attributes(
            LoadBalancerArn=arn, Attributes=[{"Key": DROP_INVALID, "Value": "true"}]
        )

    def delete(self, site: Site, handle: Handle) -> None:
        """elasticloadbalancing:DeleteLoadBalancer; its cost ends at once."""
        site.aws.elbv2.delete_load_balancer(LoadBalancerArn=handle.arn)


def load_balancer(plan: Plan) -> LoadBalancer:
    """The load balancer, in all public subnets."""
    return LoadBalancer(subnets(plan, "public"), LOAD_BALANCER_GROUP, ATTACHMENT)


def _balancer(balancer: Any, *, ours: bool, tags: Any = None) -> Handle:
    name, arn, url = (
        balancer["LoadBalancerName"],
        balancer["LoadBalancerArn"],
        f"http://{balancer['DNSName']}",
    )
    return Handle(name, arn, url, ours=ours, tags=tags)
