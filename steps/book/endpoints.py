"""# Private endpoints

Your tasks have no way to the Internet, but ECR, where their images are, is out there. So bring AWS *in*, by **VPC
endpoints**:

```
task -> card in its subnet = ECR, Logs
task -> route = S3, the layers
```

- An **interface endpoint** is a network interface in your subnet behind which an AWS service answers. You need three:
  `ecr.api` (the token), `ecr.dkr` (`docker pull`) and `logs` (the output).
- A **gateway endpoint** is an entry in a route table. Image *layers* are really kept in **S3**, AWS's store for files; this
  way is free.

Miss one of the four and tasks hang for minutes, then die. The three cost {endpoints} an hour for each zone that they are in.

## In detail

- **One zone or all?** From one zone they serve the tasks of all; if that zone fails, nothing new can start. For a
  demonstration one is fine.
- **Or a NAT gateway?** It lets everything out; endpoints let tasks reach only what you name, which is why they are better. In
  one zone they are also cheaper; in two ({endpoints in two zones} an hour) no longer. Both charge for each gigabyte as well.
- **Private DNS** is the trick of it: inside your VPC the service's usual name, such as `api.ecr.eu-central-1.amazonaws.com`,
  leads to the endpoint. No program has to be told.
- **A prefix list for S3.** The apps' security group must let traffic out to S3, but to which addresses? They are many and
  change, and a gateway has no security group to name. So AWS keeps a *prefix list* of them, and the rule names it.
- **Policies.** Each endpoint has one: only layers from ECR's own bucket come through, and only this account's images and
  logs. A task that was taken over cannot carry your data away to somebody else's.
- **See it**: press `5`, and this part of the picture lights up.
- **By the hour.** Like load balancers, interface endpoints are billed for every hour that has begun.

More from AWS: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html and
https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
"""

import json
from collections.abc import Mapping
from typing import Any

from steps.aws.ec2_listings import deployment_lists
from steps.aws.endpoint_services import ENDPOINT_ACTIONS, service_name
from steps.aws.policies import endpoint_policy, says_the_same
from steps.aws.prices import prices_of
from steps.aws.s3_egress import S3Egress
from steps.aws.security_groups import APPS_GROUP, ENDPOINTS_GROUP, SecurityGroup
from steps.aws.tagging import IN_EC2
from steps.aws.vpc import DNS_HOST_NAMES, PRIVATE_TABLE, VPC, DnsHostNames, RouteTable, Subnet, Vpc, subnets
from steps.aws.zones import PRIVATE_SERVICES
from steps.engine.cloud.listing import read_all
from steps.engine.model.charge import Charge, Priced
from steps.engine.model.plan import Plan
from steps.engine.model.position import Part, Position
from steps.engine.model.resource import Handle, Resource, WhenReady
from steps.engine.model.site import Run, Site
from steps.engine.model.step import Choice, Question, Step, slot
from steps.engine.troubles import BadInput

ONE, BOTH, ALL = "one", "both", "all"  # all is what both is better called: there may be three zones


ANEW = "Delete it in the AWS console (VPC, Endpoints), and build again: another one is made."


def _check_spread(spread: str, _: Run) -> None:
    if spread not in (ONE, BOTH):
        raise BadInput(f"“{spread}” is not an answer here.", cure=f"Say {ONE} or {ALL}.")


def _recall_spread(run: Run) -> str | None:
    """In how many subnets the interface endpoints are."""
    found = read_all(run.aws.ec2, "describe_vpc_endpoints", "VpcEndpoints", Filters=run.own_filter)
    spread = [len(each["SubnetIds"]) for each in found if each["VpcEndpointType"] == "Interface"]
    return (BOTH if max(spread) > 1 else ONE) if spread else None


def _spread_choices(run: Run) -> tuple[Choice[str], ...]:
    sum_ = f"${len(PRIVATE_SERVICES) * prices_of(run.plan.region).endpoint:.3f} an hour"
    return (
        Choice(ONE, f"in one zone: {sum_}; new tasks cannot start if that zone fails"),
        Choice(BOTH, f"in all zones: {sum_} for each; survives the loss of a zone"),
    )


ENDPOINT_ZONES: Question[str] = Question(
    key="endpoint-zones",
    label="Private endpoints",
    words={ONE: "in one zone", BOTH: "in all zones"},
    prompt="Private endpoints in one of your zones, or in all?",
    why="They cost for every zone that they are in, by the whole hour.",
    default=lambda run: ONE,
    read=lambda text: BOTH if text.strip() == ALL else text.strip(),
    choices=_spread_choices,
    check=_check_spread,
    recall=_recall_spread,
)


class VpcEndpoint(Resource):
    """A way from inside the VPC to an AWS service."""

    service: str
    vpc: WhenReady[Vpc]
    kind = "AWS::EC2::VPCEndpoint"
    hopeless = dict.fromkeys(("rejected", "failed", "expired"), ANEW)
    tagging = IN_EC2

    @property
    def name(self) -> str:
        """By its service."""
        return f"endpoint.{self.service}"

    @property
    def position(self) -> Position:
        """Among the private ways to AWS."""
        return Position(Part.ENDPOINT, self.service)

    def find(self, site: Site) -> Handle | None:
        """Look it up by its tags."""
        for endpoint in deployment_lists(site, self.kind):
            state = endpoint["State"].lower()
            if site.is_own(endpoint.get("Tags")) and state != "deleted":
                leaving, tags = state == "deleting", endpoint["Tags"]
                return Handle(endpoint["VpcEndpointId"], leaving=leaving, tags=tags, seen=endpoint)
        return None

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        """From pending to available: seconds for a gateway, about a minute for an interface."""
        endpoint = site.aws.ec2.describe_vpc_endpoints(VpcEndpointIds=[handle.id])["VpcEndpoints"][0]
        return handle if endpoint["State"].lower() == "available" else endpoint["State"].lower()

    def differs(self, site: Site, handle: Handle) -> str:
        """What may pass; through version 0.1's everything could."""
        wanted = endpoint_policy(site.plan, self.service)
        same = site.plan.edition == 1 or says_the_same(handle.seen.get("PolicyDocument", ""), wanted)
        return "" if same else "what may pass"

    def update(self, site: Site, handle: Handle) -> Handle:
        """ec2:ModifyVpcEndpoint."""
        policy = json.dumps(endpoint_policy(site.plan, self.service))
        changes = {"PolicyDocument": policy, **self._moves(site, handle)}
        site.aws.ec2.modify_vpc_endpoint(VpcEndpointId=handle.id, **changes)
        return handle

    def _moves(self, site: Site, handle: Handle) -> dict[str, Any]:  # noqa: ARG002  (a gateway stays where it is)
        """What else is to be changed, in ec2:ModifyVpcEndpoint's words."""
        return {}

    def delete(self, site: Site, handle: Handle) -> None:
        """ec2:DeleteVpcEndpoints."""
        site.aws.ec2.delete_vpc_endpoints(VpcEndpointIds=[handle.id])

    def _ask_for(self, site: Site, **kind: Any) -> Handle:
        endpoint = site.aws.ec2.create_vpc_endpoint(
            VpcId=site.id(self.vpc),
            ServiceName=service_name(site.run, self.service),
            PolicyDocument=json.dumps(endpoint_policy(site.plan, self.service)),
            ClientToken=site.token,
            TagSpecifications=site.tag_specifications("vpc-endpoint"),
            **kind,
        )["VpcEndpoint"]
        return Handle(endpoint["VpcEndpointId"], seen=endpoint)


class InterfaceEndpoint(VpcEndpoint):
    """A network interface in your subnet behind which an AWS service answers."""

    subnets: tuple[Subnet, ...]
    group: SecurityGroup
    dns: WhenReady[DnsHostNames]
    typical = 60.0
    typical_deletion = 75.0
    patience = 900.0
    every = 5.0

    def charges(self) -> tuple[Charge, ...]:
        """It is billed for each zone that it has a card in."""
        zones = len(self.subnets)
        what = f"private endpoints: {{count}} in {zones} zone{'' if zones == 1 else 's'}"
        return (Charge(what, zones, Priced.ENDPOINT),)

    def create(self, site: Site) -> Handle:
        """ec2:CreateVpcEndpoint, answering to the service's usual name inside the VPC."""
        return self._ask_for(
            site,
            VpcEndpointType="Interface",
            SubnetIds=[site.id(subnet) for subnet in self.subnets],
            SecurityGroupIds=[site.id(self.group)],
            PrivateDnsEnabled=True,
        )

    def differs(self, site: Site, handle: Handle) -> str:
        """What may pass; one zone may have become all of them, or the other way round; its name, and its guard."""
        moves = self._moves(site, handle)
        policy = super().differs(site, handle)
        return ", ".join(filter(None, (policy, *_in_words(moves, len(self.subnets)))))

    def _moves(self, site: Site, handle: Handle) -> dict[str, Any]:
        wanted, present = {site.id(subnet) for subnet in self.subnets}, set(handle.seen["SubnetIds"])
        groups = {group["GroupId"] for group in handle.seen["Groups"]}
        named = {} if handle.seen.get("PrivateDnsEnabled", True) else {"PrivateDnsEnabled": True}
        return {
            **named,
            **_ids("AddSubnetIds", wanted - present),
            **_ids("RemoveSubnetIds", present - wanted),
            **_ids("AddSecurityGroupIds", {site.id(self.group)} - groups),
        }


class GatewayEndpoint(VpcEndpoint):
    """A route from the private subnets to S3, where image layers are kept; free."""

    table: RouteTable
    typical = 6.0

    @property
    def position(self) -> Position:
        """In no zone: it is a route."""
        return Position(Part.GATEWAY_ENDPOINT, self.service)

    def differs(self, site: Site, handle: Handle) -> str:
        """What may pass; and the route table that it is on."""
        moves = ["its route table"] if self._moves(site, handle) else []
        return ", ".join(filter(None, (super().differs(site, handle), *moves)))

    def _moves(self, site: Site, handle: Handle) -> dict[str, Any]:
        return _ids("AddRouteTableIds", {site.id(self.table)} - set(handle.seen["RouteTableIds"]))

    def create(self, site: Site) -> Handle:
        """ec2:CreateVpcEndpoint, for the private route table."""
        return self._ask_for(site, VpcEndpointType="Gateway", RouteTableIds=[site.id(self.table)])


def _ids(change: str, ids: set[str]) -> dict[str, list[str]]:
    """One of ec2:ModifyVpcEndpoint's lists, if there is anything in it."""
    return {change: sorted(ids)} if ids else {}


def _in_words(moves: Mapping[str, Any], zones: int) -> list[str]:
    words = {
        "Subnet": f"in {zones} zone{'s' if zones > 1 else ''}",
        "SecurityGroup": "its security group",
        "PrivateDns": "its private DNS",
    }
    return [said for key, said in words.items() if any(key in move for move in moves)]


def endpoints(plan: Plan) -> tuple[Resource, ...]:
    """All that a task in a private subnet needs to start: three interfaces, the gateway, and the rule for it."""
    private = subnets(plan, "private")
    cards = private[:1] if plan.answer(ENDPOINT_ZONES) == ONE else private
    interfaces = (
        InterfaceEndpoint(service, VPC, cards, ENDPOINTS_GROUP, DNS_HOST_NAMES)
        for service in PRIVATE_SERVICES
    )
    return (*interfaces, GatewayEndpoint("s3", VPC, PRIVATE_TABLE), S3Egress(APPS_GROUP))


def happened(plan: Plan) -> tuple[str, ...]:
    """What leads where now."""
    made = endpoints(plan)
    token, files, rule = made[0], made[-2], made[-1]
    return (
        f"Inside {slot(VPC)}, api.ecr.{plan.region}.amazonaws.com now leads to {slot(token)}.",
        f"The layers of images come from S3 through {slot(files)}, a route in {slot(PRIVATE_TABLE)}.",
        f"The rule {slot(rule)} lets the apps out to S3: it names AWS's prefix list of S3's addresses.",
    )


STEP = Step(
    title="Private endpoints",
    resources=endpoints,
    questions=(ENDPOINT_ZONES,),
    happened=happened,
    allows=ENDPOINT_ACTIONS,
)
