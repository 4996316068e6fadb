"""Deployments that are built, changed and taken down in this process, in a practice cloud without delays."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from steps import STEPS
from steps.appfile.apps import load
from steps.aws import remains
from steps.engine.build.down import tear_down
from steps.engine.build.settle import settle
from steps.engine.build.up import build
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.model.events import AnyEvent, Failed, Outcome
from steps.target.target import Target, TargetKind, open_target
from tests.changes.app_sets import Wish, write
from tests.crash.platform import platform, without_revisions
from tests.foreign import left
from tests.whole.account import Account, everything, more_than


@dataclass
class Lives:
    """One practice cloud, and the deployments in it; `before` is what was there without any."""

    cloud: Mapping[str, str]
    folder: Path
    before: Account = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def new_name(self) -> str:
        """A deployment's name that was never used."""
        return f"d{next(self._numbers)}"

    def up(self, name: str, wish: Wish, until: str = "") -> list[AnyEvent]:
        """Build this, or make it of what stands; what was told meanwhile."""
        write(self.folder, wish)
        return self.up_from(name, self.folder, wish.answers, wish.tags, until)

    def up_from(
        self,
        name: str,
        folder: Path,
        answers: Mapping[str, str] = {},
        tags: Mapping[str, str] | None = None,
        until: str = "",
    ) -> list[AnyEvent]:
        """Build the apps of this folder, or make them of what stands, up to this step; what was told meanwhile."""
        told: list[AnyEvent] = []
        deployment = Deployment(name)
        with deployment.locked():
            work = _work(deployment, told)
            settle(work, load(folder), answers, tags)
            outcome = build(work, next((step for step in STEPS if step.key == until), None))
        assert outcome is Outcome.DONE, _failures(told)
        return told

    def down(self, name: str) -> None:
        """Take it down."""
        told: list[AnyEvent] = []
        deployment = Deployment(name)
        with deployment.locked():
            outcome = tear_down(_work(deployment, told))
        assert outcome is Outcome.DONE, _failures(told)

    def seen(self, name: str) -> dict[str, list[str]]:
        """What AWS shows of the only one that stands, in words that are the same for all that are alike."""
        found = more_than(self.before, everything(self.cloud))
        return without_revisions(platform(in_use(found), name))

    def left(self) -> list[str]:
        """What is there that was not there before."""
        found = left(self.before, everything(self.cloud))
        return [f"{kind}: {each}" for kind, objects in found.items() for each in objects]


def in_use(account: Account) -> Account:
    """Without what ECS and ECR keep of earlier recipes, and without a grace of no seconds, which AWS may leave out."""
    used = {each["taskDefinition"] for each in account["ecs services"]}
    recipes = [
        each for each in account["ecs definitions"] if each["taskDefinition"]["taskDefinitionArn"] in used
    ]
    tags = {
        container["image"].rpartition(":")[2]
        for each in recipes
        for container in each["taskDefinition"]["containerDefinitions"]
    }
    images = [each for each in account["ecr images"] if tags & set(each.get("imageTags", ()))]
    services = [
        {key: value for key, value in each.items() if value or key != "healthCheckGracePeriodSeconds"}
        for each in account["ecs services"]
    ]
    subnets = [{**each, "AvailableIpAddressCount": ""} for each in account["ec2 describe_subnets"]]
    return account | {
        "ecs definitions": recipes,
        "ecs services": services,
        "ecr images": images,
        "ec2 describe_subnets": subnets,  # how many addresses are free in which is the scheduler's choice
    }


def _work(deployment: Deployment, told: list[AnyEvent]) -> Work:
    aws = open_target(Target(TargetKind.SANDBOX))
    return Work(deployment, STEPS, "sandbox", aws, told.append, remains=remains)


def _failures(told: list[AnyEvent]) -> list[str]:
    return [f"{each.resource}: {each.what} {each.why}" for each in told if isinstance(each, Failed)]
