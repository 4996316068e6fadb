"""What the load balancer sees of a task: its target, what it answered, the port, the path, and the guard between."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from steps.aws.tasks import card_detail
from steps.diagnosis.case import Case
from steps.diagnosis.finding import ProbeFinding, rebuilt
from steps.diagnosis.firewall import Peer, lets

CODES = re.compile(r"with these codes: \[([0-9, ]+)\]")
UNHEALTHY = re.compile(r"is unhealthy in \(target-group .*?\) due to \(reason (.*)\)")
LISTENS = r"(listen|running|serv|bound|bind|start|ready|available).*"
LOOPBACK = re.compile(LISTENS + r"((?<![\d.])127\.0\.0\.1|\blocalhost\b|\[::1\])", re.IGNORECASE)
EVERYWHERE = re.compile(LISTENS + r"((?<![\d.])0\.0\.0\.0|\[::\]|\*:\d)", re.IGNORECASE)
"""What apps write of where they listen; one on every address may name loopback besides."""


def target_health(case: Case) -> Iterator[ProbeFinding]:
    """What the load balancer said of the tasks' targets, now or in the service's events."""
    group = _group(case)
    if group is None:
        return
    said = verdict(case, group["TargetGroupArn"])
    path, port, wanted = group["HealthCheckPath"], _port(case), group["Matcher"]["HttpCode"]
    if found := CODES.search(said):
        yield ProbeFinding(
            "health path", ok=False, said=f"GET {path} on port {port} answered {found[1]} where {wanted} is wanted",
            cure=f"Let the app answer {wanted} at {path}, or name the right path and codes under [health] in the app.toml of "
            f"{case.app.name}; then build again.", step="task_definitions",
        )  # fmt: skip
    elif said:
        yield from _unreachable(case, said, port)
    else:
        yield ProbeFinding("target", ok=True, said=f"nothing is said against GET {path} on port {port}")


def door_of_tasks(case: Case) -> Iterator[ProbeFinding]:
    """Whether the tasks' groups let the load balancer in on the app's port, and its own groups let it out."""
    group = _group(case)
    if group is None or not group["LoadBalancerArns"]:
        return
    balancers: Any = case.aws.elbv2.describe_load_balancers(LoadBalancerArns=group["LoadBalancerArns"])
    there, here, port = (
        balancers["LoadBalancers"][0]["SecurityGroups"],
        case.network["securityGroups"],
        _port(case),
    )
    if lets(case.rules(here), out=False, port=port, peer=Peer(there)):
        yield ProbeFinding(
            "into the tasks", ok=True, said=f"{', '.join(here)} lets the load balancer in on {port}"
        )
    else:
        said = f"{', '.join(here)} does not let the load balancer ({', '.join(there)}) in on port {port}"
        yield rebuilt("into the tasks", said, "network")
    if lets(case.rules(there), out=True, port=port, peer=Peer(here)):
        yield ProbeFinding(
            "out of the load balancer", ok=True, said=f"{', '.join(there)} lets it out on {port}"
        )
    else:
        said = f"{', '.join(there)} does not let it out to {', '.join(here)} on port {port}"
        yield rebuilt("out of the load balancer", said, "front_door")


def verdict(case: Case, group: str) -> str:
    """The load balancer's word against a target of these tasks, empty when there is none.

    Those of the deployment before may still be there. An event names no task: it counts once one of these has stopped.
    """
    seen: Any = case.aws.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    ours = {card_detail(task, "privateIPv4Address") for task in case.tasks}
    healths = [each["TargetHealth"] for each in seen if each["Target"]["Id"] in ours]
    unhealthy = [health for health in healths if health["State"] == "unhealthy"]
    if unhealthy:
        return str(unhealthy[0].get("Description", unhealthy[0].get("Reason", "")))
    if not case.failed:
        return ""
    told = (UNHEALTHY.search(each["message"]) for each in case.events)
    return next((found[1] for found in told if found), "")


def only_on_loopback(wrote: Iterable[str]) -> str:
    """The line in which an app says that it listens on loopback; empty where it says none, or every address as well."""
    lines = list(wrote)
    if any(EVERYWHERE.search(line) for line in lines):
        return ""
    return next((line.strip() for line in reversed(lines) if LOOPBACK.search(line)), "")


def _unreachable(case: Case, said: str, port: int) -> Iterator[ProbeFinding]:
    """Nothing answers on the port: where the app's own output says that it listens on loopback, that is why."""
    from steps.aws.last_words import latest_lines_of

    if any(found.ok is False for found in door_of_tasks(case)):
        yield ProbeFinding(
            "port", None, f"nobody can tell what answers on {port} while the load balancer is kept out"
        )
        return
    alone = only_on_loopback(latest_lines_of(case.site, case.app.name))
    listen = (
        f"Make it listen on 0.0.0.0 and on port {port}, or name its port in its app.toml; then build again."
    )
    if alone:
        yield ProbeFinding(
            "listens on every address", ok=False, cure=listen, step="images",
            said=f"it writes “{alone}”: 127.0.0.1 hears only its own container",
        )  # fmt: skip
    else:
        yield ProbeFinding(
            "port", ok=False, cure=listen, step="images",
            said=f"nothing answers on port {port} of its address ({said}): it listens on another port, or on 127.0.0.1 only",
        )  # fmt: skip


def _group(case: Case) -> Any:
    arns = [
        each["targetGroupArn"] for each in case.service.get("loadBalancers", []) if "targetGroupArn" in each
    ]
    if not arns:
        return None
    return case.aws.elbv2.describe_target_groups(TargetGroupArns=arns[:1])["TargetGroups"][0]


def _port(case: Case) -> int:
    return next((int(each["containerPort"]) for each in case.service["loadBalancers"]), case.app.port)
