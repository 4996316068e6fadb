"""What a plan costs while it stands: a dated table of list prices, and sums that say "about"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import NamedTuple

from steps.appfile.apps import App, Architecture
from steps.aws.by_kind import GO_WITH_THEIR_PARENT, KINDS
from steps.engine.model.charge import Charge, Priced
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Resource
from steps.engine.model.step import Step

DATED = date(2026, 9, 22)
"""When the table was last compared with AWS's list prices; they move seldom, and by little."""

HOURS_A_MONTH = 730
ZONE_A_MONTH = 0.50  # a Route 53 hosted zone, the same everywhere and not divided
FREE_HOURS = 12  # in which a hosted zone may be deleted again for nothing
ADDRESS = 0.005  # a public IPv4 address an hour, the same everywhere
IMAGES_A_MONTH = 0.10  # a gigabyte in ECR (aws.amazon.com/ecr/pricing)
KEY_A_MONTH = 1.00  # a key of your own in KMS, the same everywhere
ALARM_A_MONTH = 0.10  # on one metric, the same everywhere (aws.amazon.com/cloudwatch/pricing)
BILLED_BY_THE_HOUR = (Priced.LOAD_BALANCER, Priced.ENDPOINT)
"""What is billed for every hour that has begun, each time that it is made; everything else by the second."""


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

BY_KIND = {
    "AWS::ElasticLoadBalancingV2::LoadBalancer": Charge("load balancer", item=Priced.LOAD_BALANCER),
    "AWS::CloudWatch::Alarm": Charge("alarm", a_month=ALARM_A_MONTH),
    "AWS::ServiceDiscovery::PrivateDnsNamespace": Charge("names: 1 hosted zone", a_month=ZONE_A_MONTH),
}
"""What one of a kind costs, where today's book has no resource of that name to say it."""
NOT_TOLD = {"AWS::ECS::Service", "AWS::EC2::VPCEndpoint"}
"""Kinds whose price depends on what the record does not hold: their tasks, their zones."""


class Item(NamedTuple):
    """One line of the bill, in US dollars."""

    what: str
    an_hour: float
    a_month: float
    by_the_hour: float = 0.0  # of an_hour, what is billed for every hour that has begun


@dataclass(frozen=True)
class Cost:
    """What stands, or would: its lines, the region whose prices they are, the region that was asked for, what has no price."""

    items: tuple[Item, ...]
    region: str
    priced_as: str
    unknown: tuple[str, ...] = ()

    @property
    def an_hour(self) -> float:
        """US dollars for each hour that it stands."""
        return sum(item.an_hour for item in self.items)

    @property
    def a_month(self) -> float:
        """US dollars for 730 hours, and whatever is billed by the month."""
        return sum(item.a_month for item in self.items)

    def spent(self, seconds: float) -> float:
        """US dollars after so long, if it was all there from the start, and rather too much than too little.

        Some of it is billed by the hour that has begun, and a hosted zone at once for a month, unless it was deleted
        within twelve hours.
        """
        hours = seconds / 3600
        begun = sum(item.by_the_hour for item in self.items)
        by_the_month = self.a_month - self.an_hour * HOURS_A_MONTH
        months = ceil(hours / HOURS_A_MONTH) if hours > FREE_HOURS else 0
        return begun * ceil(hours) + (self.an_hour - begun) * hours + by_the_month * months

    @property
    def words(self) -> str:
        """One phrase for the foot of a page."""
        sum_ = f"about ${self.an_hour:.2f} an hour" if self.an_hour >= 0.005 else "$0.00 an hour"
        if not self.unknown:
            return sum_
        more = f" and {len(self.unknown) - 1} more" if self.unknown[1:] else ""
        return f"{sum_} and an unknown price for {self.unknown[0]}{more}"

    @property
    def note(self) -> str:
        """Where the figures come from and what they leave out."""
        source = (
            f"List prices of {DATED:%B %Y}, without tax and what is charged by the gigabyte or the request"
        )
        if self.region != self.priced_as:
            source += f"; there are none for {self.region} here, so those of {self.priced_as} are taken"
        return f"{source}. {self._begun_hours}".rstrip()

    @property
    def _begun_hours(self) -> str:
        if not (begun := sum(item.by_the_hour for item in self.items)):
            return ""
        return (
            f"Load balancer and endpoints are billed by the whole hour: the first minutes cost ${begun:.2f}."
        )


def prices_of(region: str) -> Prices:
    """The prices of this region, or of the one that stands in for it."""
    return PRICES[_priced_as(region)]


def cost(book: Sequence[Step], plan: Plan, standing: Mapping[str, str] | None = None) -> Cost:
    """What this plan of the book costs once built, or only what is `standing` (the kinds of resources, by name).

    What stands and is not of this book, because an earlier version or plan made it, costs what its kind does; what
    has no price of its kind is named as `unknown`, so that nothing costs $0 silently.
    """
    priced_as = _priced_as(plan.region)
    lines: dict[str, list[Charge]] = {}
    for resource in _counted(book, plan, standing):
        for charge in resource.charges():
            lines.setdefault(charge.what, []).append(charge)
    unknown = []
    for name, kind in sorted(_of_no_book(book, plan, standing or {})):
        if kind in BY_KIND:
            lines.setdefault(f"{name}: {BY_KIND[kind].what}", []).append(BY_KIND[kind])
        elif kind in NOT_TOLD or kind not in KINDS.keys() | GO_WITH_THEIR_PARENT:
            unknown.append(name)
    items = (_item(what, charges, PRICES[priced_as]) for what, charges in lines.items())
    return Cost(tuple(item for item in items if item.a_month), plan.region, priced_as, tuple(unknown))


def cost_of(charges: Sequence[Charge], region: str) -> Cost:
    """What these charges come to in this region."""
    priced_as = _priced_as(region)
    return Cost(tuple(_item(each.what, [each], PRICES[priced_as]) for each in charges), region, priced_as)


def task_charges(what: str, app: App, count: int) -> tuple[Charge, ...]:
    """So many tasks of an app, billed by the second from the pull of the image on, at least for a minute."""
    arm = app.architecture is Architecture.ARM64
    vcpu, gigabyte = (Priced.ARM_VCPU, Priced.ARM_GIGABYTE) if arm else (Priced.VCPU, Priced.GIGABYTE)
    return (
        Charge(what, count * app.cpu / 1024, vcpu),
        Charge(what, count * app.memory / 1024, gigabyte),
    )


def _of_no_book(book: Sequence[Step], plan: Plan, standing: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What stands, and its kind, for which no resource of this plan speaks."""
    spoken_for = {
        name for step in book for each in step.resources(plan) for name in (each.name, *each.formerly)
    }
    return ((name, kind) for name, kind in standing.items() if name not in spoken_for)


def _counted(book: Sequence[Step], plan: Plan, standing: Mapping[str, str] | None) -> Iterator[Resource]:
    """What of the book is billed: what stands, under this name or a former one, or all that stands in the end."""
    for step in book:
        if standing is not None or not step.optional:
            for resource in step.resources(plan):
                names = (resource.name, *resource.formerly)
                if standing is None or any(name in standing for name in names):
                    yield resource


def _item(what: str, charges: Sequence[Charge], prices: Prices) -> Item:
    hourly = sum(each.quantity * (each.an_hour + _price(each, prices)) for each in charges)
    begun = sum(each.quantity * _price(each, prices) for each in charges if each.item in BILLED_BY_THE_HOUR)
    monthly = sum(each.quantity * each.a_month for each in charges)
    return Item(what.format(count=len(charges)), hourly, hourly * HOURS_A_MONTH + monthly, begun)


def _price(charge: Charge, prices: Prices) -> float:
    return float(getattr(prices, charge.item)) if charge.item else 0.0


def _priced_as(region: str) -> str:
    return region if region in PRICES else STAND_INS.get(region.partition("-")[0], FARTHEST)
