"""What is asked before anything is made, and the two limits: money and time."""

from dataclasses import dataclass

from steps import STEPS
from steps.appfile.apps import BUNDLED, load
from steps.aws.prices import HOURS_A_MONTH, Cost, cost
from steps.engine.model.plan import Plan
from steps.engine.troubles import BadInput

USUAL = {
    "zones": ["a", "b"],
    "endpoint-zones": "one",
    "namespace": "kit.internal",
    "open-to": "0.0.0.0/0",
    "rehearse": True,
}
"""What `up` answers by itself, as far as it says how much there will be."""
TAKING_DOWN = 30.0  # minutes that are paid for after the time limit, on a bad day


@dataclass(frozen=True)
class Price:
    """What the platform costs an hour, and what the run costs at most, in US dollars."""

    an_hour: float
    at_most: float
    note: str


def price(account: str, region: str, minutes: float) -> Price:
    """The price of the book's platform, standing from the first moment to the last."""
    apps = load(BUNDLED)
    plan = Plan(
        deployment="kit",
        target="aws",
        account=account,
        region=region,
        apps=apps,
        images={app.name: "" for app in apps},
        answers=USUAL,
    )
    found: Cost = cost(STEPS, plan)
    by_the_month = found.a_month - found.an_hour * HOURS_A_MONTH
    return Price(found.an_hour, found.an_hour * (minutes + TAKING_DOWN) / 60 + by_the_month, found.note)


def check_price(found: Price, cap: float) -> None:
    """Refuse a run that may cost more than the cap. Raises BadInput."""
    if found.at_most > cap:
        raise BadInput(
            f"This may cost ${found.at_most:.2f}, and you allow ${cap:.2f}.",
            why="Nothing was made.",
            cure="Give less time (`--minutes`) or more money (`--at-most`).",
        )


def agreed(account: str) -> bool:
    """Whether the account's number was typed: an answer that nobody gives by pressing Enter."""
    try:
        return (
            input(f"Type the account's number ({account}) to build there, anything else to leave: ").strip()
            == account
        )
    except (EOFError, KeyboardInterrupt):
        return False
