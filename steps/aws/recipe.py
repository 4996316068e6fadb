"""What a task definition tells of its app: a label carries the app.toml, and the recipe itself the environment's values."""

import contextlib
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from steps.appfile.apps import App, AppError, load
from steps.appfile.sealed import LEAST
from steps.engine.cloud.listing import read_all
from steps.engine.cloud.refusals import is_absent
from steps.engine.model.plan import EDITION
from steps.engine.model.site import Site
from steps.engine.troubles import Trouble

APP_LABEL = "fargate-wizard.app"
"""The label in which a recipe carries the app.toml that it was made from, so that AWS alone can tell what stands."""


def declaration(app: App) -> str:
    """What a sealed app's app.toml says, as JSON; its folder and its number of tasks are no part of the recipe."""
    told = msgspec.to_builtins(replace(app, folder=""))
    told |= {"edition": EDITION}
    return msgspec.json.encode({key: value for key, value in told.items() if key != "count"}).decode()


def declared(container: Mapping[str, Any], count: int, folder: str) -> tuple[App, int]:
    """The app that a container definition was made from, with its values, and the edition that made it.

    Raises msgspec's MsgspecError when its label is none of ours.
    """
    told = msgspec.json.decode(container.get("dockerLabels", {}).get(APP_LABEL, ""), type=dict[str, Any])
    app = msgspec.convert({**told, "count": count, "folder": folder}, App)
    return replace(app, environment=_environment(container, app), sealed=""), int(told.get("edition", 1))


def latest_of_ours(site: Site, family: str) -> Any:
    """The family's latest active revision that carries this deployment's tag, as ECS describes it; None when none does.

    Somebody may have registered others by hand. Any error of AWS's may pass through, for a family without active ones too.
    """
    ecs = site.aws.ecs
    latest = ecs.describe_task_definition(taskDefinition=family, include=["TAGS"])
    if site.owns(latest.get("tags")):
        return latest
    active = read_all(ecs, "list_task_definitions", "taskDefinitionArns", familyPrefix=family, sort="DESC")
    described = (
        ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
        for arn in active
        if arn.rpartition("/")[2].rpartition(":")[0] == family
    )
    return next((each for each in described if site.owns(each.get("tags"))), None)


def shows(shown: Any, wanted: Any) -> bool:
    """Whether what AWS shows has all that is wanted; it may have more, leave out what is empty, and order lists otherwise."""
    match wanted:
        case dict():
            return all(shows((shown or {}).get(key), value) for key, value in wanted.items())
        case list():
            pairs = zip(sorted(shown or [], key=_by_name), sorted(wanted, key=_by_name), strict=False)
            return len(shown or []) == len(wanted) and all(shows(*pair) for pair in pairs)
        case _:
            return bool((shown or None) == (wanted or None))


def with_values(site: Site, app: App) -> App:
    """A sealed app with its values: app.toml's where they are still those, else those in AWS.

    Raises Trouble when neither has them.
    """
    if not app.sealed:
        return app
    for values in _known_values(site, app):
        found = replace(app, environment=values, sealed="").settled(site.plan.answers.get("namespace", ""))
        if site.plan.seal(found).sealed == app.sealed:
            site.run.conceal(value for value in found.environment.values() if len(value) >= LEAST)
            return found
    raise Trouble(
        f"The values in the environment of {app.name} are no longer known.",
        why="They are written down in its app.toml and in its task definition only, and neither has them any more.",
        cure=f"Build with what app.toml says now: `fargate-wizard up {site.plan.deployment}`.",
    )


def _known_values(site: Site, app: App) -> Iterator[dict[str, str]]:
    if app.folder:
        with contextlib.suppress(AppError):  # then AWS may know them
            yield from (each.environment for each in load(Path(app.folder).parent) if each.name == app.name)
    yield from (_environment(recipe, app) for recipe in _recipes(site, app))


def _recipes(site: Site, app: App) -> Iterator[Mapping[str, Any]]:
    """The app's container definition in all its revisions, the latest first, whether they are still active or not."""
    from botocore.exceptions import ClientError

    ecs, family = site.aws.ecs, site.name(app.name)
    inactive = ecs.get_paginator("list_task_definitions").paginate(
        familyPrefix=family, status="INACTIVE", sort="DESC"
    )
    names = itertools.chain([family], (arn for page in inactive for arn in page["taskDefinitionArns"]))
    for name in names:  # a page is asked for when the one before it had nothing
        try:
            yield ecs.describe_task_definition(taskDefinition=name)["taskDefinition"]["containerDefinitions"][
                0
            ]
        except ClientError as error:
            if not is_absent(error):
                raise


def told_environment(app: App) -> dict[str, str]:
    """The environment that a recipe gives the app: PORT says where it has to listen, unless app.toml has one."""
    return {"PORT": str(app.port), **app.environment}


def _by_name(item: Any) -> str:
    return str(item.get("name", "")) if isinstance(item, dict) else str(item)


def _environment(container: Mapping[str, Any], app: App) -> dict[str, str]:
    """The values of what app.toml names in its environment."""
    known = {each["name"]: each["value"] for each in container.get("environment", [])}
    return {name: known[name] for name in app.environment if name in known}
