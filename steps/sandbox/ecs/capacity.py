"""Capacity providers: what a strategy may say, and which provider the next task goes to.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from moto.ecs.models import Cluster

from steps.sandbox.ecs.ecs_refusals import invalid
from steps.sandbox.ecs.task import EcsTask

FARGATE, SPOT = "FARGATE", "FARGATE_SPOT"
MOST_PROVIDERS = 20

Strategy = list[dict[str, Any]]
"""Items with `capacityProvider`, `base` and `weight`, all three always said."""


def checked_providers(names: Sequence[str]) -> list[str]:
    """Refuse a provider that there is not."""
    for name in names:
        if name not in {FARGATE, SPOT}:
            raise invalid(
                f"The specified capacity provider '{name}' was not found. Specify a valid name or ARN and try again."
            )
    return list(dict.fromkeys(names))


def chosen(cluster: Cluster, asked: dict[str, Any]) -> Strategy:
    """Give the strategy of a request that starts tasks: its own, or the cluster's when it names no launch type either."""
    strategy = asked.get("capacityProviderStrategy") or []
    if strategy and asked.get("launchType"):
        raise invalid(
            "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again."
        )
    if not strategy and not asked.get("launchType"):
        return [dict(item) for item in cluster.default_capacity_provider_strategy or []]
    return checked(cluster.capacity_providers or [], strategy)


def checked(providers: Sequence[str], strategy: Sequence[dict[str, Any]]) -> Strategy:
    """Refuse a strategy that cannot be followed; give it with every number said."""
    said = [{"weight": 0, "base": 0} | dict(item) for item in strategy]
    checked_providers([item["capacityProvider"] for item in said])
    if any(item["capacityProvider"] not in providers for item in said):
        raise invalid(
            "The specified capacity provider strategy cannot contain a capacity provider that is not associated with "
            "the cluster. Associate the capacity provider with the cluster and try again."
        )
    if len({item["capacityProvider"] for item in said}) < len(said):
        raise invalid("The capacity provider strategy cannot contain a capacity provider more than once.")
    if len(said) > MOST_PROVIDERS:
        raise invalid(
            f"The capacity provider strategy cannot have more than {MOST_PROVIDERS} capacity providers."
        )
    if sum(item["base"] > 0 for item in said) > 1:
        raise invalid("The capacity provider strategy can only have one capacity provider with a base.")
    if len(said) > 1 and not any(item["weight"] for item in said):
        raise invalid("At least one capacity provider of the strategy must have a weight greater than zero.")
    return said


def next_provider(strategy: Strategy, taken: Iterable[str]) -> str:
    """Choose the provider of one more task beside those on `taken`: bases first, then by weight; nothing without strategy."""
    counts = Counter(taken)
    for item in strategy:
        if counts[item["capacityProvider"]] < item["base"]:
            return str(item["capacityProvider"])
    weighed = [item for item in strategy if item["weight"]] or strategy[:1]
    if not weighed:
        return ""

    def load(item: dict[str, Any]) -> float:
        beyond = counts[item["capacityProvider"]] - item["base"] + 1
        return float(beyond / (item["weight"] or 1))

    return str(min(weighed, key=load)["capacityProvider"])


def spare_first(strategy: Strategy, tasks: list[EcsTask], keep: int) -> list[EcsTask]:
    """Order tasks so that those come last with which `keep` of them are spread as the strategy wants; else as given."""
    wanted: list[str] = []
    for _ in range(keep if strategy else 0):
        wanted.append(next_provider(strategy, wanted))
    kept: list[EcsTask] = []
    for task in reversed(tasks):
        if task.capacity_provider in wanted:
            wanted.remove(task.capacity_provider)
            kept.append(task)
    return [task for task in tasks if task not in kept] + list(reversed(kept))
