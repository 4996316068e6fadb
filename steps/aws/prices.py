"""What a plan costs while it stands: a dated table of list prices, and sums that say "about"."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from steps.appfile.apps import App, Architecture
from steps.engine.model.plan import Plan

DATED = date(2026, 9, 22)
"""When the table was last compared with AWS's list prices; they move seldom, and by little."""

HOURS_A_MONTH = 730
ZONE_A_MONTH = 0.50  # a Route 53 hosted zone, the same everywhere and not divided
ADDRESS = 0.005  # a public IPv4 address an hour, the same everywhere
INTERFACE_ENDPOINTS = ("ecr.api", "ecr.dkr", "logs")
PASSING_TASKS = {"first-light": 1, "lesson": 0}
"""The services of the optional steps, and how many public addresses each one's task has."""


@dataclass(frozen=True)
class Prices:
    """US dollars an hour in one region: per vCPU and GB of a Fargate task, an ALB, an interface endpoint in one zone.

    The processing charges (LCUs, gigabytes) are left out: for a demonstration they round to nothing.
    """

    vcpu: float
    gigabyte: float
    arm_vcpu: float
    arm_gigabyte: float
    load_balancer: float
    endpoint: float


PRICES = {
    "us-east-1": Prices(0.04048, 0.004445, 0.03238, 0.00356, 0.0225, 0.010),
    "us-east-2": Prices(0.04048, 0.004445, 0.03238, 0.00356, 0.0225, 0.010),
    "us-west-1": Prices(0.04656, 0.00511, 0.03725, 0.00409, 0.0252, 0.011),
    "us-west-2": Prices(0.04048, 0.004445, 0.03238, 0.00356, 0.0225, 0.010),
    "ca-central-1": Prices(0.04456, 0.004865, 0.03565, 0.00389, 0.02475, 0.011),
    "eu-central-1": Prices(0.04656, 0.00511, 0.03725, 0.00409, 0.027, 0.012),
    "eu-west-1": Prices(0.04048, 0.004445, 0.03238, 0.00356, 0.0252, 0.011),
    "eu-west-2": Prices(0.04656, 0.00511, 0.03725, 0.00409, 0.02646, 0.011),
    "eu-west-3": Prices(0.0486, 0.0053, 0.03889, 0.00424, 0.02646, 0.011),
    "eu-north-1": Prices(0.0445, 0.0049, 0.0356, 0.00392, 0.02394, 0.011),
    "ap-south-1": Prices(0.04256, 0.004655, 0.03405, 0.00372, 0.0239, 0.013),
    "ap-northeast-1": Prices(0.05056, 0.00553, 0.04045, 0.00442, 0.0243, 0.014),
    "ap-northeast-2": Prices(0.04656, 0.00511, 0.03725, 0.00409, 0.0225, 0.013),
    "ap-southeast-1": Prices(0.05056, 0.00553, 0.04045, 0.00442, 0.0252, 0.013),
    "ap-southeast-2": Prices(0.04856, 0.00532, 0.03885, 0.00426, 0.0252, 0.013),
    "sa-east-1": Prices(0.0696, 0.0076, 0.0557, 0.00612, 0.034, 0.021),
}
"""Linux, on demand, from AWS's public price lists (aws.amazon.com/fargate/pricing and its neighbours)."""

STAND_INS = {
    "eu": "eu-central-1",
    "us": "us-east-1",
    "ca": "ca-central-1",
    "sa": "sa-east-1",
    "ap": "ap-southeast-1",
}
"""Whose prices stand in for a region of the same area that the table lacks."""
FARTHEST = "sa-east-1"
"""The dearest: for a region of no known area it is better to guess too much."""


@dataclass(frozen=True)
class Item:
    """One line of the bill, in US dollars."""

    what: str
    an_hour: float
    a_month: float


@dataclass(frozen=True)
class Cost:
    """What stands, or would: its lines, the region whose prices they are, and the region that was asked for."""

    items: tuple[Item, ...]
    region: str
    priced_as: str

    @property
    def an_hour(self) -> float:
        """US dollars for each hour that it stands."""
        return sum(item.an_hour for item in self.items)

    @property
    def a_month(self) -> float:
        """US dollars for 730 hours, and whatever is billed by the month."""
        return sum(item.a_month for item in self.items)

    @property
    def words(self) -> str:
        """One phrase for the foot of a page."""
        return f"about ${self.an_hour:.2f} an hour" if self.an_hour >= 0.005 else "$0.00 an hour"

    @property
    def note(self) -> str:
        """Where the figures come from and what they leave out."""
        source = f"List prices of {DATED:%B %Y} without tax and data transfer"
        if self.region == self.priced_as:
            return f"{source}."
        return f"{source}; there are none for {self.region} here, so those of {self.priced_as} are taken."


def cost(plan: Plan, standing: Container[str] | None = None) -> Cost:
    """What this plan costs once built, or only what of it is `standing` (names of resources)."""
    priced_as = _priced_as(plan.region)
    prices = PRICES[priced_as]
    found = [
        *(_tasks(app, prices) for app in plan.apps if _stands(f"service.{app.name}", standing)),
        *(_front_door(plan, prices) if _stands("load-balancer", standing) else ()),
        *_endpoints(plan, prices, standing),
        *_passing_tasks(plan, prices, standing or ()),
    ]
    if plan.private_apps and _stands("namespace", standing):
        found.append(Item("names: 1 hosted zone, by the month", 0.0, ZONE_A_MONTH))
    return Cost(tuple(item for item in found if item.a_month), plan.region, priced_as)


def _stands(name: str, standing: Container[str] | None) -> bool:
    return standing is None or name in standing


def _hourly(what: str, an_hour: float) -> Item:
    return Item(what, an_hour, an_hour * HOURS_A_MONTH)


def _tasks(app: App, prices: Prices) -> Item:
    """Billed by the second from the pull of the image on, at least for a minute."""
    arm = app.architecture is Architecture.ARM64
    vcpu, gigabyte = (prices.arm_vcpu, prices.arm_gigabyte) if arm else (prices.vcpu, prices.gigabyte)
    each = app.cpu / 1024 * vcpu + app.memory / 1024 * gigabyte
    return _hourly(f"{app.name}: {app.count} task{'' if app.count == 1 else 's'}", app.count * each)


def _passing_tasks(plan: Plan, prices: Prices, standing: Container[str]) -> Iterator[Item]:
    """The optional steps' single tasks: no part of the finished platform, but billed while they stand."""
    for name, addresses in PASSING_TASKS.items():
        if name in standing and plan.apps:
            task = _tasks(replace(plan.apps[0], name=name, count=1), prices)
            yield _hourly(task.what, task.an_hour + addresses * ADDRESS)


def _front_door(plan: Plan, prices: Prices) -> tuple[Item, ...]:
    """A load balancer that faces the Internet has one public address in each zone."""
    zones = _zones(plan)
    return (
        _hourly("load balancer", prices.load_balancer),
        _hourly(f"its public addresses: {zones}", zones * ADDRESS),
    )


def _endpoints(plan: Plan, prices: Prices, standing: Container[str] | None) -> tuple[Item, ...]:
    """Interface endpoints are billed for each zone they are in; the one for S3 is free."""
    count = sum(_stands(f"endpoint.{name}", standing) for name in INTERFACE_ENDPOINTS)
    zones = 1 if plan.answers.get("endpoint-zones", "one") == "one" else _zones(plan)
    what = f"private endpoints: {count} in {zones} zone{'' if zones == 1 else 's'}"
    return (_hourly(what, count * zones * prices.endpoint),)


def _zones(plan: Plan) -> int:
    return len(plan.answers.get("zones", ())) or 2


def _priced_as(region: str) -> str:
    return region if region in PRICES else STAND_INS.get(region.partition("-")[0], FARTHEST)
