"""Where and how much: zones that lack something, and quotas that are used up."""

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from steps.sandbox.weather.kind import Amount, Answer, Call, WeatherKind

if TYPE_CHECKING:
    from steps.sandbox.world import World

NO_ROOM = "You've reached the limit on the number of vCPUs you can run concurrently"
BLOCKED = Answer("BlockedException", "Your account is currently blocked. Contact AWS Support.")
NO_MORE_VPCS = Answer("VpcLimitExceeded", "The maximum number of VPCs has been reached.")
FARGATE_VCPUS, VPCS = "L-3032A538", "L-F678F1CE"


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
    """A quota is used up, or was nothing from the beginning.

    AWS limits what an account may have of everything. A new account may run 6 vCPUs on Fargate, some none
    at all until AWS has looked at them: RunTask answers BlockedException then, and a service tells in an
    event that the limit on vCPUs is reached. A region takes five VPCs, the default one included; one more
    is VpcLimitExceeded. AWS raises quotas when asked, which takes minutes to days.

    `vcpus` is the quota of vCPUs on Fargate, `vpcs` that of VPCs. When neither is said, no vCPU may run.
    """

    name = "quota"

    vcpus: Annotated[float, Meta(ge=0)] | None = None
    vpcs: Amount | None = None

    @property
    def fargate(self) -> float | None:
        """The quota of vCPUs, None when it is the usual one."""
        return 0.0 if self.vcpus is None and self.vpcs is None else self.vcpus

    def refuse(self, call: Call) -> Answer | None:
        """Refuse one VPC too many, and tasks to an account that may have none."""
        if call.name == "ecs:RunTask" and self.fargate == 0:
            return BLOCKED
        if call.name != "ec2:CreateVpc" or self.vpcs is None:
            return None
        return NO_MORE_VPCS if len(call.request.ec2_backend.vpcs) >= self.vpcs else None

    def value(self, code: str) -> float | None:
        """Give what Service Quotas tells of a quota; None when it is the usual one."""
        return {FARGATE_VCPUS: self.fargate, VPCS: self.vpcs}.get(code)


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
