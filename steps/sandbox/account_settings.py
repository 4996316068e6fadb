"""What an account has set for a whole region: enabled or not, shut to the Internet or not, watched by GuardDuty or not."""

from functools import partial
from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.ec2.responses import EC2Response
from moto.guardduty.models import GuardDutyBackend

from steps.sandbox.patch import around
from steps.sandbox.weather.accounts import BlockedPublicAccess, ClosedRegion
from steps.sandbox.weather.runtime_monitoring import GuardDuty

if TYPE_CHECKING:
    from steps.sandbox.world import World

DETECTOR = "12abc34d567e8fa901bc2d34e56789f0"
RUNTIME_MONITORING = {
    "name": "RUNTIME_MONITORING",
    "status": "ENABLED",
    "additionalConfiguration": [{"name": "ECS_FARGATE_AGENT_MANAGEMENT", "status": "ENABLED"}],
}
USUAL = ("opt-in-not-required", "opted-in")


def describe_regions(world: "World", plain: Any, call: Any) -> ActionResult:
    """Tell of one that the weather closes that it is, and leave it out where not all are asked for."""
    answer: ActionResult = plain(call)
    closed = world.weather.find(ClosedRegion)
    if closed is None:
        return answer
    told = [
        {
            "RegionName": region.name,
            "Endpoint": region.endpoint,
            "OptInStatus": "not-opted-in" if region.name == closed.region else USUAL[0],
        }
        for region in answer.result["Regions"]
    ]
    every = str(call.params.get("AllRegions", "")).lower() == "true"
    return ActionResult({"Regions": [one for one in told if every or one["OptInStatus"] in USUAL]})


def block_public_access_options(world: "World", call: Any) -> ActionResult:
    """DescribeVpcBlockPublicAccessOptions."""
    blocked = world.weather.find(BlockedPublicAccess)
    options = {
        "AwsAccountId": call.current_account,
        "AwsRegion": call.region,
        "State": "update-complete" if blocked else "default-state",
        "InternetGatewayBlockMode": blocked.mode if blocked else "off",
        "ManagedBy": "account",
        "ExclusionsAllowed": "allowed",
    }
    return ActionResult({"VpcBlockPublicAccessOptions": options})


def list_detectors(world: "World", plain: Any, backend: Any) -> list[str]:
    """List the one detector of a region that GuardDuty watches."""
    return [DETECTOR] if world.weather.find(GuardDuty) else list(plain(backend))


def get_detector(world: "World", plain: Any, backend: Any, detector_id: str) -> Any:
    """Tell what it watches."""
    if detector_id != DETECTOR or not world.weather.find(GuardDuty):
        return plain(backend, detector_id)
    return Watching()


class Watching:
    """A detector with Runtime Monitoring and its agent for Fargate."""

    def to_json(self) -> dict[str, Any]:
        """GetDetector's answer."""
        return {"status": "ENABLED", "serviceRole": "", "features": [RUNTIME_MONITORING]}


def install(world: "World") -> None:
    """Lay them on moto."""
    around(EC2Response, "describe_regions", partial(describe_regions, world))
    EC2Response.describe_vpc_block_public_access_options = lambda call: block_public_access_options(
        world, call
    )
    around(GuardDutyBackend, "list_detectors", partial(list_detectors, world))
    around(GuardDutyBackend, "get_detector", partial(get_detector, world))
