"""What AWS alone tells of deployments, by their tags: for another machine, or after this one has forgotten them."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec import MsgspecError
from msgspec.structs import replace

from steps.appfile.apps import BUNDLED, App, load
from steps.appfile.image_tag import image_tag
from steps.aws.recipe import declared, latest_of_ours
from steps.engine.build.attach import recall, standing
from steps.engine.build.claim import LOCK
from steps.engine.cloud.clients import Aws
from steps.engine.cloud.listing import read_all
from steps.engine.cloud.refusals import is_absent
from steps.engine.memory.status import ResourceStatus
from steps.engine.model.graph import Node, apps_of
from steps.engine.model.plan import EDITION, Plan
from steps.engine.model.site import DEPLOYMENT_TAG, RESOURCE_TAG, Run, as_mapping
from steps.engine.model.step import Step
from steps.engine.troubles import BadInput


def deployments_in(aws: Aws) -> dict[str, dict[str, dict[str, str]]]:
    """Every deployment of the region that AWS knows a tag of: its resources' keys, and each one's tags.

    AWS may still name what was deleted a while ago (Resource Groups Tagging API, GetResources).
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    tagging, ours = aws.resourcegroupstaggingapi, [{"Key": DEPLOYMENT_TAG}]
    for mapping in read_all(tagging, "get_resources", "ResourceTagMappingList", TagFilters=ours):
        tags = as_mapping(mapping["Tags"])
        if (key := tags.get(RESOURCE_TAG, "")) not in ("", LOCK):
            found.setdefault(tags[DEPLOYMENT_TAG], {})[key] = tags
    return found


def remains(aws: Aws, book: Sequence[Step]) -> list[tuple[Plan, list[ResourceStatus]]]:
    """Every deployment of the region that still has something in AWS: its plan as far as it shows, and what is there."""
    caller = aws.sts.get_caller_identity()
    found = []
    for name, keys in sorted(deployments_in(aws).items()):
        plan = Plan(
            deployment=name, target="aws", account=caller["Account"], region=aws.region,
            partition=caller["Arn"].split(":")[1],
        )  # fmt: skip
        run = Run(plan, aws, lambda event: None, Path())
        try:
            run = recall(run, book, partial(recall_plan, keys=keys, folder=load(BUNDLED)))
        except BadInput:  # of apps that are not here: its tags must do
            found.append(
                (plan, [ResourceStatus(key, "", "", "", "tagged", True, 0.0) for key in sorted(keys)])
            )
            continue
        handles = [(node, run.handles[node]) for node in standing(run, book) if run.handles[node].ours]
        if handles:
            resources = [
                ResourceStatus(node.name, node.kind, handle.id, handle.arn, "found", True, 0.0)
                for node, handle in handles
            ]
            found.append((run.plan, resources))
    return found


def recall_plan(run: Run, keys: Mapping[str, Mapping[str, str]], folder: tuple[App, ...]) -> Plan:
    """The plan that these resources were built from, as far as AWS shows it; `folder` has the apps of this machine.

    Raises BadInput when AWS shows an app that neither a task definition nor the folder describes.
    """
    names = set(apps_of(keys))
    known = {app.name: app for app in folder}
    recalled = {name: told for name in sorted(names) if (told := _recall_app(run, name, known.get(name)))}
    apps = {name: app for name, app in known.items() if name in names} | {
        name: app for name, (app, _, _) in recalled.items()
    }
    if unknown := [name for name in sorted(names - apps.keys()) if _has_repository(run, name)]:
        raise BadInput(
            f"AWS has resources of {', '.join(unknown)}, but this machine has no app of that name.",
            why="It was interrupted before AWS knew what these apps are like.",
            cure="Give the folder that it was built from: `--apps DIR`.",
        )
    if not any(app.path == "/" for app in apps.values()):  # it broke off before all of them were begun
        apps = known | apps
    images = {name: recalled[name][1] if name in recalled else image_tag(app) for name, app in apps.items()}
    tags = next(iter(keys.values()), run.plan.tags)
    own = {key: value for key, value in tags.items() if not key.startswith(("fargate-wizard:", "aws:"))}
    edition = min((edition for _, _, edition in recalled.values()), default=EDITION)
    return replace(run.plan, apps=tuple(apps.values()), images=images, tags=own, edition=edition)


def _recall_app(run: Run, name: str, here: App | None) -> tuple[App, str, int] | None:
    """An app as its recipe declares it, its image's tag and its edition; None when AWS has no recipe, or none that says."""
    from botocore.exceptions import ClientError

    family = f"{run.plan.deployment}-{name}"
    try:
        found = latest_of_ours(run.at(Node()), family)
    except ClientError as error:
        if is_absent(error):
            return None
        raise
    if found is None:
        return None
    recipe = found["taskDefinition"]["containerDefinitions"][0]
    count = _count(run, family, here.count if here else 1)
    try:
        app, edition = declared(recipe, count, here.folder if here else "")
    except MsgspecError:
        return None
    return app, recipe["image"].rpartition(":")[2], edition


def _count(run: Run, family: str, otherwise: int) -> int:
    """The number of tasks that the app's service is to run."""
    from botocore.exceptions import ClientError

    try:
        answer = run.aws.ecs.describe_services(cluster=f"{run.plan.deployment}-cluster", services=[family])
    except ClientError as error:
        if is_absent(error):
            return otherwise
        raise
    return next(
        (each["desiredCount"] for each in answer["services"] if each["status"] == "ACTIVE"), otherwise
    )


def _has_repository(run: Run, name: str) -> bool:
    """Whether the app still has something in AWS, and is not only remembered by its tags."""
    from botocore.exceptions import ClientError

    try:
        run.aws.ecr.describe_repositories(repositoryNames=[f"{run.plan.deployment}-{name}"])
    except ClientError as error:
        if is_absent(error):
            return False
        raise
    return True
