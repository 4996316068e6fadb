"""Capacity providers: what a strategy may say, where its tasks go, how a service moves, and Spot's bad days."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.grounds import Grounds
from tests.sandbox.refused_calls import refused
from tests.sandbox.waiting import until

Aws = Callable[..., Any]
Weather = Callable[..., None]
INVALID = "InvalidParameterException"


def on(provider: str, weight: int = 0, base: int = 0) -> dict[str, Any]:
    return {"capacityProvider": provider, "weight": weight, "base": base}


MIXED = [on("FARGATE", 1, 1), on("FARGATE_SPOT", 3)]
BOTH = ["FARGATE", "FARGATE_SPOT"]


@pytest.fixture
def ground(aws: Aws, tmp_path: Path) -> Grounds:
    made = Grounds(aws, tmp_path)
    made.ecs.put_cluster_capacity_providers(
        cluster="demo", capacityProviders=BOTH, defaultCapacityProviderStrategy=[]
    )
    return made


def asked(ground: Grounds, **changes: Any) -> dict[str, Any]:
    """What CreateService is asked for without a launch type."""
    settings = ground.asked(taskDefinition=ground.define(), **changes)
    return {key: value for key, value in settings.items() if key != "launchType"}


def spread(ground: Grounds) -> dict[str, int]:
    return dict(Counter(task.get("capacityProviderName", "none") for task in ground.tasks()))


def test_a_strategy_is_kept_shown_and_followed(ground: Grounds) -> None:
    create = asked(ground, count=5, capacityProviderStrategy=MIXED)
    made = ground.ecs.create_service(**create)["service"]
    assert made["capacityProviderStrategy"] == MIXED
    assert "launchType" not in made
    stands = until(lambda: ground.steady(5))
    assert stands["deployments"][0]["capacityProviderStrategy"] == MIXED
    assert "launchType" not in stands["deployments"][0]
    assert spread(ground) == {"FARGATE": 2, "FARGATE_SPOT": 3}
    assert {task["launchType"] for task in ground.tasks()} == {"FARGATE"}
    assert ground.ecs.create_service(**create)["service"]["serviceArn"] == made["serviceArn"]
    ground.ecs.update_service(cluster="demo", service="web", desiredCount=2)
    until(lambda: ground.steady(2))
    assert spread(ground) == {"FARGATE": 1, "FARGATE_SPOT": 1}
    ground.ecs.update_service(cluster="demo", service="web", desiredCount=1)
    until(lambda: ground.steady(1))
    assert spread(ground) == {"FARGATE": 1}


def test_a_service_moves_only_by_a_forced_deployment(ground: Grounds) -> None:
    ground.serve()
    until(lambda: ground.steady(1))
    update = ground.ecs.update_service
    move: dict[str, Any] = {"cluster": "demo", "service": "web", "capacityProviderStrategy": MIXED[1:]}
    code, words = refused(update, **move)
    assert (code, words[-33:]) == (INVALID, " you must force a new deployment.")
    assert "launchType" in ground.service()
    update(forceNewDeployment=True, **move)
    moved = until(lambda: ground.steady(1))
    assert "launchType" not in moved
    assert spread(ground) == {"FARGATE_SPOT": 1}
    update(**move)  # nothing changes
    assert len(ground.service()["deployments"]) == 1
    update(cluster="demo", service="web", capacityProviderStrategy=[], forceNewDeployment=True)
    back = until(lambda: ground.steady(1))
    assert back["launchType"] == "FARGATE"
    assert "capacityProviderStrategy" not in back
    assert spread(ground) == {"none": 1}


def test_the_clusters_default_is_for_those_who_say_nothing(ground: Grounds) -> None:
    ground.ecs.put_cluster_capacity_providers(
        cluster="demo", capacityProviders=BOTH, defaultCapacityProviderStrategy=[on("FARGATE_SPOT", 1)]
    )
    [cluster] = ground.ecs.describe_clusters(clusters=["demo"])["clusters"]
    assert cluster["capacityProviders"] == BOTH
    assert cluster["defaultCapacityProviderStrategy"] == [on("FARGATE_SPOT", 1)]
    made = ground.ecs.create_service(**asked(ground))["service"]
    assert made["capacityProviderStrategy"] == [on("FARGATE_SPOT", 1)]
    network = {"networkConfiguration": ground.network()}
    run = ground.ecs.run_task(cluster="demo", taskDefinition=ground.define(), **network)
    assert run["tasks"][0]["capacityProviderName"] == "FARGATE_SPOT"
    explicit = ground.run()
    assert "capacityProviderName" not in explicit


def test_tasks_of_one_request_are_spread(ground: Grounds) -> None:
    network = {"networkConfiguration": ground.network()}
    run = ground.ecs.run_task(
        cluster="demo", taskDefinition=ground.define(), count=5, capacityProviderStrategy=MIXED, **network
    )
    providers = Counter(task["capacityProviderName"] for task in run["tasks"])
    assert providers == {"FARGATE": 2, "FARGATE_SPOT": 3}


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "both": (
        {"launchType": "FARGATE", "capacityProviderStrategy": MIXED},
        "Specifying both a launch type and capacity provider strategy is not supported.",
    ),
    "unknown": ({"capacityProviderStrategy": [on("MINE", 1)]}, "'MINE' was not found"),
    "two bases": (
        {"capacityProviderStrategy": [on("FARGATE", 1, 1), on("FARGATE_SPOT", 1, 1)]},
        "only have one capacity provider with a base",
    ),
    "no weight": ({"capacityProviderStrategy": [on("FARGATE"), on("FARGATE_SPOT")]}, "a weight greater"),
    "twice": ({"capacityProviderStrategy": [on("FARGATE", 1), on("FARGATE", 2)]}, "more than once"),
    "too heavy": ({"capacityProviderStrategy": [on("FARGATE", 1001)]}, "less than or equal to 1000"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_a_strategy_cannot_be(ground: Grounds, why: str) -> None:
    wrong, words = REFUSED[why]
    for call, more in (
        (ground.ecs.create_service, asked(ground)),
        (
            ground.ecs.run_task,
            {
                "cluster": "demo",
                "taskDefinition": ground.define(),
                "networkConfiguration": ground.network(),
            },
        ),
    ):
        code, message = refused(call, **more | wrong)
        assert code == INVALID
        assert words in message
    assert ground.tasks() == []


def test_a_provider_must_be_the_clusters_and_stays_while_it_is_used(ground: Grounds) -> None:
    put = ground.ecs.put_cluster_capacity_providers
    ground.ecs.create_cluster(clusterName="bare")
    code, words = refused(
        ground.ecs.create_service, **asked(ground) | {"cluster": "bare", "capacityProviderStrategy": MIXED}
    )
    assert (code, "not associated with the cluster" in words) == (INVALID, True)
    wrong = {"capacityProviders": ["FARGATE"], "defaultCapacityProviderStrategy": MIXED}
    assert refused(put, cluster="bare", **wrong)[0] == INVALID
    ground.ecs.create_service(**asked(ground, count=0, capacityProviderStrategy=MIXED))
    without: dict[str, Any] = {"capacityProviders": ["FARGATE"], "defaultCapacityProviderStrategy": []}
    assert refused(put, cluster="demo", **without) == (
        "ResourceInUseException",
        "The specified capacity provider is in use and cannot be removed.",
    )
    made = ground.ecs.create_cluster(
        clusterName="whole", capacityProviders=BOTH, defaultCapacityProviderStrategy=MIXED
    )["cluster"]
    assert made["defaultCapacityProviderStrategy"] == MIXED


def test_fargates_providers_are_everyones(aws: Aws) -> None:
    answer = aws("ecs").describe_capacity_providers()
    assert [provider["name"] for provider in answer["capacityProviders"]] == BOTH
    unknown = aws("ecs").describe_capacity_providers(capacityProviders=["FARGATE_SPOT", "mine"])
    assert [provider["status"] for provider in unknown["capacityProviders"]] == ["ACTIVE"]
    assert unknown["failures"][0]["reason"] == "MISSING"


def test_a_spot_task_is_taken_away_and_replaced(ground: Grounds, weather: Weather) -> None:
    strategy = [on("FARGATE", 0, 1), on("FARGATE_SPOT", 1)]
    ground.ecs.create_service(**asked(ground, count=2, capacityProviderStrategy=strategy))
    until(lambda: ground.steady(2))
    safe = {task["taskArn"] for task in ground.tasks() if task["capacityProviderName"] == "FARGATE"}
    weather("spot", count=1)
    [gone] = until(ground.stopped)
    assert gone["capacityProviderName"] == "FARGATE_SPOT"
    assert gone["stopCode"] == "SpotInterruption"
    assert gone["stoppedReason"] == "Your Spot Task was interrupted."
    assert gone["containers"][0]["exitCode"] == 0  # it heard SIGTERM
    until(lambda: ground.steady(2))
    assert spread(ground) == {"FARGATE": 1, "FARGATE_SPOT": 1}
    assert len(ground.stopped()) == 1
    assert safe <= {task["taskArn"] for task in ground.tasks()}


def test_without_spot_capacity_nothing_falls_back(ground: Grounds, weather: Weather) -> None:
    weather("spot", count=0, capacity=False)
    ground.ecs.create_service(**asked(ground, count=2, capacityProviderStrategy=MIXED))
    trouble = "was unable to place a task. Reason: Capacity is unavailable at this time."
    until(lambda: any(trouble in message for message in ground.messages()))
    until(lambda: ground.service()["runningCount"] == 1)
    assert spread(ground) == {"FARGATE": 1}
    run = ground.ecs.run_task(
        cluster="demo",
        taskDefinition=ground.define(),
        networkConfiguration=ground.network(),
        capacityProviderStrategy=[on("FARGATE_SPOT", 1)],
    )
    assert (run["tasks"], len(run["failures"])) == ([], 1)


def test_container_insights_are_on_off_or_enhanced(aws: Aws) -> None:
    ecs = aws("ecs")

    def insights(value: str) -> list[dict[str, str]]:
        return [{"name": "containerInsights", "value": value}]

    def shown() -> Any:
        return ecs.describe_clusters(clusters=["seen"], include=["SETTINGS"])["clusters"][0]["settings"]

    ecs.create_cluster(clusterName="seen", settings=insights("enabled"))
    assert shown() == insights("enabled")
    ecs.update_cluster(cluster="seen", settings=insights("enhanced"))
    assert shown() == insights("enhanced")
    ecs.update_cluster_settings(cluster="seen", settings=insights("disabled"))
    assert shown() == insights("disabled")
    assert refused(ecs.update_cluster, cluster="seen", settings=insights("maybe"))[0] == INVALID
