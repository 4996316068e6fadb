"""The availability zones of a region: which of them can be used, and the question for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from steps.aws.endpoint_services import service_name
from steps.engine.cloud.listing import read_all
from steps.engine.model.site import Run
from steps.engine.model.step import Choice, Question
from steps.engine.troubles import BadInput

PRIVATE_SERVICES = ("ecr.api", "ecr.dkr", "logs")
"""The AWS services that tasks in a private subnet talk to through interface endpoints."""

FARGATE_ZONES = {
    "us-west-1": ("usw1-az1", "usw1-az3"),
    "ap-northeast-1": ("apne1-az1", "apne1-az2", "apne1-az4"),
    "ca-central-1": ("cac1-az1", "cac1-az2"),
}
"""Zone ids that carry Fargate, where not all do (Amazon ECS Developer Guide, "AWS Fargate Regions")."""

ZONES_WITHOUT_ARM = ("use1-az3",)
"""Zone ids that carry Fargate, but not for ARM (ECS Developer Guide, "Working with 64-bit ARM workloads", June 2023)."""


@dataclass(frozen=True)
class Zone:
    """An availability zone: its name in this account, its fixed id, and why it cannot be used (empty when it can)."""

    name: str
    id: str
    unusable: str = ""


def zones(run: Run) -> tuple[Zone, ...]:
    """The region's availability zones, in order of name."""
    return run.facts.ask("zones", lambda: _read_zones(run))


def _read_zones(run: Run) -> tuple[Zone, ...]:
    region = run.aws.region
    listed = run.aws.ec2.describe_availability_zones(
        Filters=[{"Name": "zone-type", "Values": ["availability-zone"]}]
    )
    services = read_all(
        run.aws.ec2,
        "describe_vpc_endpoint_services",
        "ServiceDetails",
        ServiceNames=[service_name(run, service) for service in PRIVATE_SERVICES],
    )
    found = []
    for zone in sorted(listed["AvailabilityZones"], key=lambda each: each["ZoneName"]):
        name, zone_id = zone["ZoneName"], zone["ZoneId"]
        missing = [each["ServiceName"] for each in services if name not in each["AvailabilityZones"]]
        if zone.get("State", "available") != "available":
            unusable = "it is not available"
        elif zone_id not in FARGATE_ZONES.get(region, (zone_id,)):
            unusable = "it does not carry Fargate"
        else:
            unusable = f"it has no endpoint for {', '.join(missing)}" if missing else ""
        found.append(Zone(name, zone_id, unusable))
    return tuple(found)


def _default_zones(run: Run) -> list[str]:
    return [zone.name for zone in zones(run) if not zone.unusable][:2]


def _zone_choices(run: Run) -> Sequence[Choice[str]]:
    return [Choice(zone.name, f"{zone.name} ({zone.id})", zone.unusable) for zone in zones(run)]


def _check_zones(names: list[str], run: Run) -> None:
    before = run.plan.answers.get("zones", names)
    if set(before) != set(names) and _recall_zones(run):
        raise BadInput(
            f"This deployment stands in {' and '.join(before)}, and its zones cannot be changed.",
            why="Its subnets, load balancer and services are tied to them.",
            cure="Leave them as they are, or take it down first and build it again in other zones.",
        )
    known = {zone.name: zone for zone in zones(run)}
    usable = [name for name, zone in known.items() if not zone.unusable]
    cure = f"Choose two or more of: {', '.join(usable)}."
    if len(set(names)) < len(names):
        raise BadInput("One availability zone is named twice.", cure=cure)
    for name in names:
        if name not in known:
            raise BadInput(
                f"“{name}” is not an availability zone of {run.aws.region} for this account.", cure=cure
            )
        if known[name].unusable:
            raise BadInput(f"{name} cannot be used: {known[name].unusable}.", cure=cure)
    if len(names) < 2:
        raise BadInput(
            "At least two availability zones are needed.",
            why="A load balancer insists on two.",
            cure=cure,
        )


def _recall_zones(run: Run) -> list[str] | None:
    """The zones of this deployment's subnets, in the order of their ranges; what is missing is filled by default."""
    subnets = read_all(run.aws.ec2, "describe_subnets", "Subnets", Filters=run.own_filter)
    places = {int(each["CidrBlock"].split(".")[2]) % 100: each["AvailabilityZone"] for each in subnets}
    if not places:
        return None
    others = iter(zone for zone in _default_zones(run) if zone not in places.values())
    found = [places.get(place) or next(others, None) for place in range(max(2, max(places) + 1))]
    return [zone for zone in found if zone]


ZONES: Question[list[str]] = Question(
    key="zones",
    label="Zones",
    prompt="Which availability zones?",
    why="Two are enough to survive the loss of one; each further one costs half a cent an hour for its address.",
    default=_default_zones,
    read=lambda text: [name.strip() for name in text.split(",") if name.strip()],
    choices=_zone_choices,
    many=True,
    check=_check_zones,
    recall=_recall_zones,
)
