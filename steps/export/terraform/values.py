"""What a plan says in the variables of the Terraform files."""

from collections.abc import Mapping
from pathlib import Path

from steps.appfile.apps import App
from steps.aws.given_role import BOUNDARY, GIVEN_ROLE, given_role_name
from steps.aws.listener_rules import listener_rules
from steps.aws.recipe import declaration
from steps.aws.security_groups import OPEN_TO
from steps.aws.target_groups import target_group
from steps.aws.zones import ZONES
from steps.book.endpoints import ENDPOINT_ZONES, ONE
from steps.book.front_door import listener
from steps.book.task_definitions import NAMESPACE
from steps.engine.model.plan import Plan
from steps.engine.model.service_clients import Clients
from steps.engine.model.site import Run
from steps.export.role import role_arn
from steps.export.terraform.hcl import Value, aligned, key


def variables(plan: Plan) -> str:
    """`terraform.tfvars`: all but the values of environments."""
    zones = list(plan.answer(ZONES))
    told: dict[str, Value] = {
        "name": plan.deployment,
        "region": plan.region,
        "zones": zones,
        "endpoint_zones": zones[:1] if plan.answer(ENDPOINT_ZONES) == ONE else zones,
        "open_to": plan.answer(OPEN_TO),
        "namespace": plan.answer(NAMESPACE),
        "tags": dict(plan.tags),
        **_role(plan),
    }
    priorities = {rule.app.name: rule.priority for rule in listener_rules(plan, listener(plan))}
    lines = [*aligned(told), "", "apps = {"]
    for app in plan.apps:
        said = aligned(_app(plan, app, priorities), "    ")
        lines += [f"  {key(app.name)} = {{", *map(_idle, said), "  }"]
    return "".join(f"{line}\n" for line in (*lines, "}"))


def _idle(line: str) -> str:
    """The line, which says what it means that there are no tasks."""
    return f"{line} # idle: it has no tasks" if line.split() == ["count", "=", "0"] else line


def _role(plan: Plan) -> dict[str, Value]:
    """What a company has said of the role that starts the tasks."""
    if given := given_role_name(plan.answer(GIVEN_ROLE)):
        return {"execution_role": role_arn(plan, given)}
    boundary = plan.answer(BOUNDARY)
    return {"permissions_boundary": boundary} if boundary else {}


def environments(plan: Plan) -> str:
    """`environment.auto.tfvars`: the values of the apps' environments; empty when there are none."""
    settled = [app.settled(plan.answer(NAMESPACE)) for app in plan.apps]
    told: dict[str, Value] = {
        app.name: dict(sorted(app.environment.items())) for app in settled if app.environment
    }
    return "".join(f"{line}\n" for line in ("environment = {", *aligned(told, "  "), "}")) if told else ""


def _app(plan: Plan, app: App, priorities: Mapping[str, int]) -> dict[str, Value]:
    way: dict[str, Value] = (
        {"path": app.path, "group": _group(plan, app)} if app.public else {"private": app.private}
    )
    if app.name in priorities:
        way["priority"] = priorities[app.name]
    return {
        "image": plan.images[app.name],
        "port": app.port,
        **way,
        "cpu": app.cpu,
        "memory": app.memory,
        "count": app.count,
        "architecture": app.architecture.value,
        "readonly": app.readonly,
        **({"health_path": app.health.path} if app.health.path else {}),
        **({"check": list(app.health.command)} if app.health.command else {}),
        "health_codes": app.health.codes,
        "grace_seconds": app.health.grace,
        "declared": declaration(plan.seal(app)),
    }


def _group(plan: Plan, app: App) -> str:
    """The name of the app's target group."""
    group = target_group(plan, app)
    site = Run(plan, Clients(), lambda event: None, Path()).at(group)
    return site.name("-".join(filter(None, (app.name, group.port))), limit=32)
