"""Where and how much: zones that lack something, and quotas that are used up."""

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from steps.sandbox.weather.kind import Amount, ApiCall, ErrorAnswer, WeatherKind

if TYPE_CHECKING:
    from steps.sandbox.world import World

NO_ROOM = "You've reached the limit on the number of vCPUs you can run concurrently"
BLOCKED = ErrorAnswer("BlockedException", "Your account is currently blocked. Contact AWS Support.")
NO_MORE_VPCS = ErrorAnswer("VpcLimitExceeded", "The maximum number of VPCs has been reached.")
FARGATE_VCPUS = "L-3032A538"
NO_MORE_GATEWAYS = ErrorAnswer(
    "InternetGatewayLimitExceeded", "The maximum number of internet gateways has been reached."
)
NO_MORE_ADDRESSES = ErrorAnswer("AddressLimitExceeded", "The maximum number of addresses has been reached.")
NO_MORE_BALANCERS = ErrorAnswer(
    "TooManyLoadBalancers", "The maximum number of load balancers has been reached."
)


class BarrenZone(WeatherKind, frozen=True):
    """One availability zone carries no Fargate.

    Not every zone of AWS has everything; some are old and full. A service whose subnet is in such a zone
    cannot place its tasks there, and all that AWS says is an event of the service: “was unable to place a
    task. Reason: Internal error.” The cure is a subnet in another zone.

    `zone` is its name or id, such as eu-central-1a or euc1-az2; with `endpoints` the interface endpoints of
    AWS's services are missing there too.
    """

    name = "zone"

    zone: str = "eu-central-1a"
    endpoints: bool = False


class Quota(WeatherKind, frozen=True):
    """A quota is used up, or was zero from the beginning.

    AWS limits what an account may have of everything. A new account may run 6 vCPUs on Fargate, some none
    at all until AWS has looked at them: RunTask answers BlockedException then, and a service tells in an
    event that the limit on vCPUs is reached. A region takes five VPCs, the default one included; one more
    is VpcLimitExceeded. AWS raises quotas when asked, which takes minutes to days.

    `vcpus` is the quota of vCPUs on Fargate, `vpcs` that of VPCs, `gateways` of internet gateways, `addresses`
    of elastic IP addresses, `balancers` of load balancers. When none is said, no vCPU may run.
    """

    name = "quota"

    vcpus: Annotated[float, Meta(ge=0)] | None = None
    vpcs: Amount | None = None
    gateways: Amount | None = None
    addresses: Amount | None = None
    balancers: Amount | None = None

    @property
    def fargate(self) -> float | None:
        """The quota of vCPUs, None when it is the usual one."""
        others = (self.vpcs, self.gateways, self.addresses, self.balancers)
        return 0.0 if self.vcpus is None and all(each is None for each in others) else self.vcpus

    def refuse(self, call: ApiCall) -> ErrorAnswer | None:
        """Refuse one thing too many, and tasks to an account that may have none."""
        if call.name == "ecs:RunTask" and self.fargate == 0:
            return BLOCKED
        most, answer = {
            "ec2:CreateVpc": (self.vpcs, NO_MORE_VPCS),
            "ec2:CreateInternetGateway": (self.gateways, NO_MORE_GATEWAYS),
            "ec2:AllocateAddress": (self.addresses, NO_MORE_ADDRESSES),
            "elasticloadbalancing:CreateLoadBalancer": (self.balancers, NO_MORE_BALANCERS),
        }.get(call.name, (None, None))
        return answer if most is not None and _standing(call) >= most else None

    def value(self, code: str) -> float | None:
        """Give what Service Quotas tells of a quota; None when it is the usual one."""
        return {
            FARGATE_VCPUS: self.fargate,
            "L-F678F1CE": self.vpcs,
            "L-A4707A72": self.gateways,
            "L-0263D0A3": self.addresses,
            "L-53DA6B97": self.balancers,
        }.get(code)


def _standing(call: ApiCall) -> int:
    """Count what there is of the kind that a call would make one more of."""
    if call.service == "elasticloadbalancing":
        return len(call.request.elbv2_backend.load_balancers)
    kinds = {
        "CreateVpc": "vpcs",
        "CreateInternetGateway": "internet_gateways",
        "AllocateAddress": "addresses",
    }
    return len(getattr(call.request.ec2_backend, kinds[call.action]))


def without_fargate(world: "World", zone: str, zone_id: str) -> bool:
    """Whether no task can be placed in a zone."""
    barren = world.weather.find(BarrenZone)
    return barren is not None and barren.zone in {zone, zone_id}


def without_endpoints(world: "World", zone: str, zone_id: str) -> bool:
    """Whether the interface endpoints of AWS's services are missing in a zone."""
    barren = world.weather.find(BarrenZone)
    return barren is not None and barren.endpoints and barren.zone in {zone, zone_id}


def quota_of(world: "World", code: str) -> float | None:
    """Give a quota by its code, None when the weather does not touch it."""
    quota = world.weather.find(Quota)
    return quota.value(code) if quota else None
