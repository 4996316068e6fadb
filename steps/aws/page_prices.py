"""What the pages say about money: figures in braces, each filled in from the price table for the region at hand."""

import re
from collections.abc import Mapping

from steps.aws.prices import (
    ADDRESS,
    ALARM_A_MONTH,
    IMAGES_A_MONTH,
    KEY_A_MONTH,
    ZONE_A_MONTH,
    prices_of,
)
from steps.aws.zones import PRIVATE_SERVICES

SMALLEST = 0.25, 0.5  # vCPU and GB of Fargate's smallest task
FIGURE = re.compile(r"\{([a-z\s]+)\}")


def priced(prose: str, region: str) -> str:
    """The prose with every `{figure}` as words, such as `3.7 cents`. Raises KeyError for one that nobody knows."""
    figures = figures_of(region)
    return FIGURE.sub(lambda found: figures[" ".join(found[1].split())], prose)


def figures_of(region: str) -> Mapping[str, str]:
    """Every figure that a page may name, in words."""
    prices = prices_of(region)
    vcpu, gigabytes = SMALLEST
    task = vcpu * prices.vcpu + gigabytes * prices.gigabyte
    endpoints = len(PRIVATE_SERVICES) * prices.endpoint
    amounts = {
        "a public address": ADDRESS,
        "smallest task": task,
        "smallest public task": task + ADDRESS,
        "load balancer": prices.load_balancer,
        "front door": prices.load_balancer + 2 * ADDRESS,
        "endpoint": prices.endpoint,
        "endpoints": endpoints,
        "endpoints in two zones": 2 * endpoints,
        "first minutes": prices.load_balancer + endpoints,
        "hosted zone": ZONE_A_MONTH,
        "images": IMAGES_A_MONTH,
        "key": KEY_A_MONTH,
        "alarm": ALARM_A_MONTH,
    }
    return {name: in_words(amount) for name, amount in amounts.items()}


def in_words(dollars: float) -> str:
    """An amount as a page says it: half a cent, 3.7 cents, 1 dollar."""
    if dollars >= 1:
        return f"{dollars:.2f} dollars".replace(".00", "").replace("1 dollars", "1 dollar")
    cents = f"{dollars * 100:.1f}".removesuffix(".0")
    return {"0.5": "half a cent", "1": "1 cent"}.get(cents, f"{cents} cents")
