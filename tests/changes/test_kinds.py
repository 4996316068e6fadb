"""Each kind of change by itself, on one deployment that goes on standing: what it changes in AWS, and what it leaves."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.request import urlopen

import pytest

from steps.engine.model.events import AnyEvent, Checked, Creating, Updating
from steps.engine.model.site import DEPLOYMENT_TAG, as_mapping
from tests.changes.app_sets import Table, Wish
from tests.changes.life import Lives, in_use
from tests.whole.account import client, everything

NAME = "kinds"


def table(name: str, **keys: Any) -> Table:
    """An app.toml with these keys."""
    health = {"path": "/", "codes": "200", "grace": 30}
    practice = {"command": ["{python}", "-I", "-S", "server.py"]}
    return {
        "name": name, "about": "Is well.", "port": 8080, "cpu": 256, "memory": 512, "count": 1,
        "health": health, "environment": {}, "practice": practice, **keys,
    }  # fmt: skip


APPS = (table("home", path="/"), table("deep", path="/a/b/*"), table("mail", private="post"))


def wish(*apps: Table, **others: Any) -> Wish:
    """These apps in the place of those of the same names, beside the rest."""
    tables = {each["name"]: each for each in (*APPS, *apps)}
    return replace(Wish(tables, {}, {"Environment": "Demo"}), **others)


Change = Callable[..., list[AnyEvent]]


@pytest.fixture(scope="module")
def change(lives: Lives) -> Iterator[Change]:
    """`change(table, …)` makes of the deployment what `wish` says; it tells what happened."""
    yield lambda *apps, **others: lives.up(NAME, wish(*apps, **others))
    lives.down(NAME)


@pytest.fixture
def aws(lives: Lives) -> Callable[[str], Any]:
    return lambda service: client(lives.cloud, service)


def updated(told: list[AnyEvent]) -> dict[str, str]:
    return {each.resource: each.what for each in told if isinstance(each, Updating)}


def created(told: list[AnyEvent]) -> set[str]:
    return {each.resource for each in told if isinstance(each, Creating)}


def service(aws: Callable[[str], Any], app: str) -> Any:
    found = aws("ecs").describe_services(
        cluster=f"{NAME}-cluster", services=[f"{NAME}-{app}"], include=["TAGS"]
    )
    return found["services"][0]


def groups(aws: Callable[[str], Any]) -> dict[str, Any]:
    pages = aws("elbv2").get_paginator("describe_target_groups").paginate()
    found = (each for page in pages for each in page["TargetGroups"])
    return {each["TargetGroupName"]: each for each in found if each["TargetGroupName"].startswith(NAME)}


def rules(aws: Callable[[str], Any]) -> list[list[str]]:
    """The paths of the rules, in the order in which they are looked at."""
    elb = aws("elbv2")
    balancer = elb.describe_load_balancers(Names=[f"{NAME}-balancer"])["LoadBalancers"][0]
    listener = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"][0]
    pages = elb.get_paginator("describe_rules").paginate(ListenerArn=listener["ListenerArn"])
    found = [rule for page in pages for rule in page["Rules"] if not rule["IsDefault"]]
    found.sort(key=lambda rule: int(rule["Priority"]))
    return [rule["Conditions"][0]["PathPatternConfig"]["Values"] for rule in found]


def names(aws: Callable[[str], Any]) -> set[str]:
    pages = aws("servicediscovery").get_paginator("list_services").paginate()
    return {each["Name"] for page in pages for each in page["Services"]}


def test_nothing_is_touched_where_nothing_changes(change: Change) -> None:
    change()
    told = change()
    assert updated(told) == {}
    assert created(told) == set()


def test_another_port_is_another_target_group(change: Change, aws: Callable[[str], Any]) -> None:
    change()
    assert f"{NAME}-deep-8080" in groups(aws)
    told = change(table("deep", path="/a/b/*", port=9000))
    assert "target-group.deep.9000" in created(told)
    assert "reached on port 9000" in updated(told)["service.deep"]
    assert {f"{NAME}-home-8080", f"{NAME}-deep-9000"} == set(groups(aws))
    group = groups(aws)[f"{NAME}-deep-9000"]
    assert [each["targetGroupArn"] for each in service(aws, "deep")["loadBalancers"]] == [
        group["TargetGroupArn"]
    ]


def test_a_new_path_hides_no_longer_one(change: Change, aws: Callable[[str], Any]) -> None:
    change()
    change(table("wide", path="/a/*"), table("exact", path="/a"))
    assert rules(aws) == [["/a"], ["/a/b", "/a/b/*"], ["/a", "/a/*"]]
    change(table("deep", path="/a/*"), table("wide", path="/a/b/*"), table("exact", path="/?"))
    assert rules(aws) == [["/a/b", "/a/b/*"], ["/a", "/a/*"], ["/?"]]


def test_another_private_name(change: Change, aws: Callable[[str], Any]) -> None:
    change()
    assert names(aws) == {"post"}
    told = change(table("mail", private="letters"))
    assert updated(told)["service.mail"] == "known as letters, new tasks from " + _recipe(aws, "mail")
    assert names(aws) == {"letters"}


def test_two_apps_change_their_names(change: Change, aws: Callable[[str], Any]) -> None:
    change(table("fax", private="paper"))
    told = change(table("fax", private="post"), table("mail", private="paper"))
    assert not {each for each in created(told) if "name" in each}
    assert names(aws) == {"post", "paper"}


def test_public_becomes_private_and_public_again(change: Change, aws: Callable[[str], Any]) -> None:
    change()
    change(table("deep", private="deep"), table("mail", path="/mail/*"))
    assert set(groups(aws)) == {f"{NAME}-home-8080", f"{NAME}-mail-8080"}
    assert names(aws) == {"deep"}
    assert service(aws, "deep")["loadBalancers"] == []
    assert len(service(aws, "deep")["serviceRegistries"]) == 1
    change()
    assert set(groups(aws)) == {f"{NAME}-home-8080", f"{NAME}-deep-8080"}
    assert service(aws, "deep")["serviceRegistries"] == []
    assert service(aws, "deep")["healthCheckGracePeriodSeconds"] == 30


def test_no_private_app_is_left(change: Change, aws: Callable[[str], Any]) -> None:
    change()
    change(table("mail", path="/mail/*"))
    assert aws("servicediscovery").list_namespaces()["Namespaces"] == []


def test_a_health_check_and_its_grace(change: Change, aws: Callable[[str], Any]) -> None:
    change()
    before = service(aws, "deep")["deployments"][0]["id"]
    told = change(table("deep", path="/a/b/*", health={"path": "/well", "codes": "200-299", "grace": 90}))
    assert {"target-group.deep.8080", "service.deep"} <= updated(told).keys()
    assert groups(aws)[f"{NAME}-deep-8080"]["HealthCheckPath"] == "/well"
    assert service(aws, "deep")["healthCheckGracePeriodSeconds"] == 90
    assert service(aws, "deep")["deployments"][0]["id"] != before, "its recipe tells of it too"


def test_no_task_is_asked_for_nothing(change: Change, aws: Callable[[str], Any]) -> None:
    told = change(table("deep", path="/a/b/*", count=0), table("home", path="/", count=0))
    assert service(aws, "deep")["desiredCount"] == 0
    assert not [each for each in told if isinstance(each, Checked) and each.check.startswith("answers")]
    told = change()
    assert {each.check for each in told if isinstance(each, Checked)} >= {"answers.deep", "answers.home"}


def test_size_and_environment_are_a_new_recipe(change: Change, aws: Callable[[str], Any]) -> None:
    change()
    told = change(table("mail", private="post", cpu=512, memory=1024, environment={"COLOUR": "red"}))
    assert updated(told).keys() == {"task-definition.mail", "service.mail"}
    recipe = aws("ecs").describe_task_definition(taskDefinition=service(aws, "mail")["taskDefinition"])
    assert recipe["taskDefinition"]["cpu"] == "512"
    environment = recipe["taskDefinition"]["containerDefinitions"][0]["environment"]
    assert {"name": "COLOUR", "value": "red"} in environment


def test_an_app_is_renamed_and_one_is_dropped(change: Change, aws: Callable[[str], Any]) -> None:
    change()
    left = {name: each for name, each in wish().apps.items() if name not in {"deep", "mail"}}
    change(apps={**left, "deeper": table("deeper", path="/a/b/*")})
    assert set(groups(aws)) == {f"{NAME}-home-8080", f"{NAME}-deeper-8080"}
    found = aws("ecr").describe_repositories()["repositories"]
    assert {each["repositoryName"] for each in found} == {f"{NAME}-home", f"{NAME}-deeper"}


def test_tags_follow_on_everything_that_has_some(
    change: Change, aws: Callable[[str], Any], lives: Lives
) -> None:
    change()
    vpc = {"Name": "tag:fargate-wizard:deployment", "Values": [NAME]}
    network = aws("ec2").describe_vpcs(Filters=[vpc])["Vpcs"][0]["VpcId"]
    aws("ec2").create_tags(Resources=[network], Tags=[{"Key": "CostCentre", "Value": "theirs"}])
    told = change(tags={"environment": "Live", "Team": "a"})
    assert set(updated(told).values()) == {"its tags"}
    wanted = {"environment": "Live", "Team": "a"}
    for tags in _tags(lives):
        assert wanted.items() <= tags.items(), tags
        assert "Environment" not in tags, tags
    found = {each["Key"] for each in aws("ec2").describe_vpcs(Filters=[vpc])["Vpcs"][0]["Tags"]}
    assert "CostCentre" in found, "what others have put on it stays"
    assert updated(change(tags=wanted)) == {}


def test_a_revision_by_hand_disturbs_nothing(change: Change, aws: Callable[[str], Any]) -> None:
    change()
    ecs, before = aws("ecs"), service(aws, "mail")["taskDefinition"]
    shown = ecs.describe_task_definition(taskDefinition=before, include=["TAGS"])
    keys = ("family", "networkMode", "cpu", "memory", "executionRoleArn", "requiresCompatibilities")
    copied: Any = {key: shown["taskDefinition"][key] for key in keys}
    container = {**shown["taskDefinition"]["containerDefinitions"][0], "image": "somebody/else:1"}
    ecs.register_task_definition(**copied, containerDefinitions=[container])
    assert updated(change()) == {}
    assert service(aws, "mail")["taskDefinition"] == before
    ecs.register_task_definition(**copied, containerDefinitions=[container], tags=shown["tags"])
    change()
    image = ecs.describe_task_definition(taskDefinition=service(aws, "mail")["taskDefinition"])
    assert image["taskDefinition"]["containerDefinitions"][0]["image"] != "somebody/else:1"


def test_somebody_elses_rule_at_our_place_stays(change: Change, aws: Callable[[str], Any]) -> None:
    change()
    elb = aws("elbv2")
    balancer = elb.describe_load_balancers(Names=[f"{NAME}-balancer"])["LoadBalancers"][0]
    listener = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"][0]
    found = elb.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]
    ours = next(rule for rule in found if not rule["IsDefault"])
    free = int(ours["Priority"]) + 1
    theirs = elb.create_rule(
        ListenerArn=listener["ListenerArn"], Priority=free, Actions=listener["DefaultActions"],
        Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/theirs"]}}],
    )["Rules"][0]["RuleArn"]  # fmt: skip
    elb.set_rule_priorities(
        RulePriorities=[
            {"RuleArn": ours["RuleArn"], "Priority": free},
            {"RuleArn": theirs, "Priority": int(ours["Priority"])},
        ]
    )
    change()
    assert "/theirs" in [path for paths in rules(aws) for path in paths]
    elb.delete_rule(RuleArn=theirs)
    assert updated(change()) == {"rule-order": "the order of the rules"}


def test_what_answers_is_the_app_itself(change: Change, aws: Callable[[str], Any]) -> None:
    change(table("deep", path="/a/b/*", port=8081))
    address = aws("elbv2").describe_load_balancers(Names=[f"{NAME}-balancer"])["LoadBalancers"][0]["DNSName"]
    with urlopen(f"http://{address}/a/b/c") as answer:
        assert answer.status == 200


def _recipe(aws: Callable[[str], Any], app: str) -> str:
    return str(service(aws, app)["taskDefinition"].rpartition("/")[2])


def _tags(lives: Lives) -> Iterator[dict[str, str]]:
    """The tags of everything of ours that has any, in whatever service's form; earlier recipes keep those that they had."""
    for kind, objects in in_use(everything(lives.cloud)).items():
        for each in objects if kind not in {"ec2 describe_tags", "ecs families"} else ():
            tags = as_mapping(next((each[key] for key in ("Tags", "tags", "TagSet") if key in each), {}))
            if tags.get(DEPLOYMENT_TAG) == NAME and each.get("status") != "INACTIVE":
                yield tags
