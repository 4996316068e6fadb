"""When a wait for tasks is over before its time: as soon as it is proved that they will not come up.

One stop is enough where a look confirms the cause, or where AWS's word alone is proof; without, two stops for the same
reason, or a target that answers wrongly at two looks, end it. A task that says nothing is looked into after its usual time.
"""

import time
from typing import Any

from steps.aws.last_words import lines_of
from steps.diagnosis.card import diagnose, is_proved, meaning, pattern_of, trouble
from steps.diagnosis.case import Case, said_of
from steps.diagnosis.health_probes import verdict
from steps.diagnosis.pattern import Pattern
from steps.diagnosis.pattern_table import PLACING, SILENT, STOPPED
from steps.engine.build.observe import unheard_calls
from steps.engine.model.diagnosed import Diagnosed

USUAL = 60.0  # AWS seconds in which a task has mostly started (aws-facts §4)
QUIET = 20.0  # AWS seconds of a deployment in which a task cannot even have been found unhealthy
LEAST = 2.0  # real ones, on a faster clock
ENOUGH = 2  # stops for one reason, or looks at a target that answers wrongly
STARTING = ("PROVISIONING", "PENDING", "ACTIVATING")


def watch_over(case: Case) -> None:
    """Look once. Raises Trouble when its tasks will not come up; what was looked at is told before."""
    newest = case.deployment
    settled = newest.get("rolloutState") == "COMPLETED"
    if not settled or case.service["runningCount"] < case.service["desiredCount"]:
        _heed_events(case)
    if settled or not (newest.get("failedTasks") or _age(case, newest.get("createdAt")) > QUIET):
        return
    _heed_stops(case)
    _heed_targets(case)
    _heed_silence(case)


def give_up(case: Case) -> None:
    """ECS has ended the rollout. Raises Trouble in any case."""
    reason = case.deployment.get("rolloutStateReason", "")
    said = said_of(case.failed[-1]) if case.failed else ""
    pattern = _meaning_of(case, case.failed[-1]) if said else meaning(reason, ())
    _end(case, diagnose(case, said or reason or "its tasks left no reason", pattern))


def _heed_events(case: Case) -> None:
    """No task could be placed; of what was said before this run, only what is still so."""
    for event in case.unsettled:
        pattern = pattern_of(event["message"], PLACING)
        if pattern and _is_new(case, f"looked into {event['id']}"):
            card, old = diagnose(case, f"ECS says: {event['message']}", pattern), event["id"] in case.old
            if is_proved(card) or (pattern.certain and not old):
                _end(case, card)
            if not old:
                case.site.run.tell(card)


def _heed_stops(case: Case) -> None:
    """Tasks came and went."""
    stops = case.failed
    names = " ".join(sorted(task["taskArn"] for task in stops))
    if not stops or not _is_new(case, f"looked into {names}"):
        return
    latest = max(stops, key=lambda task: task.get("stoppingAt") or task["createdAt"])
    pattern, said = _meaning_of(case, latest), said_of(latest)
    card = diagnose(case, f"AWS says: {said}", pattern)
    same = [task for task in stops if said_of(task) == said]
    if pattern.certain or is_proved(card) or len(same) >= ENOUGH:
        _end(case, card)
    if card.probes:
        case.site.run.tell(card)


def _heed_targets(case: Case) -> None:
    """They run, and the load balancer does not like what they answer: a wrong code is one at any time, silence after grace."""
    groups = [
        each["targetGroupArn"] for each in case.service.get("loadBalancers", []) if "targetGroupArn" in each
    ]
    running = [
        task for task in case.tasks if task["lastStatus"] == "RUNNING" and task["desiredStatus"] == "RUNNING"
    ]
    if not groups or not running:
        return
    with unheard_calls():
        said = verdict(case, groups[0])
    grace = float(case.service.get("healthCheckGracePeriodSeconds", 0))
    over = any(_age(case, task.get("startedAt")) > grace for task in running)
    wrong = "these codes: [4" in said or (said and over)
    if wrong and not _is_new(case, f"answers wrongly {case.deployment['id']} {said}"):
        pattern = next(each for each in STOPPED if each.name == "health checks")
        _end(case, diagnose(case, f"The load balancer says: {said}", pattern))


def _heed_silence(case: Case) -> None:
    """A task that has been starting for longer than usual, and says nothing."""
    slow = [
        task
        for task in case.tasks
        if task["lastStatus"] in STARTING
        and task["desiredStatus"] == "RUNNING"
        and _age(case, task["createdAt"]) > max(USUAL, LEAST * case.site.run.pace)
    ]
    if slow and _is_new(case, f"slow {slow[0]['taskArn']}"):
        state = slow[0]["lastStatus"]
        said = f"A task is {state} for longer than usual: it mostly takes less than {USUAL:.0f} seconds"
        card = diagnose(case, said, SILENT)
        if is_proved(card):
            _end(case, card)
        case.site.run.tell(_without_cause(card))


def _meaning_of(case: Case, task: Any) -> Pattern:
    return meaning(said_of(task), lines_of(case.site, case.app.name, task))


def _without_cause(card: Diagnosed) -> Diagnosed:
    """Everything looked at is well."""
    return Diagnosed(resource=card.resource, evidence=card.evidence, probes=card.probes)


def _end(case: Case, card: Diagnosed) -> None:
    case.site.run.tell(card)
    raise trouble(card)


def _age(case: Case, since: Any) -> float:
    """AWS seconds since a moment that AWS names."""
    return (time.time() - since.timestamp()) * case.site.run.pace if since else 0.0


def _is_new(case: Case, what: str) -> bool:
    """Whether this was not noted before in this run; from now on it was."""
    new = what not in case.site.run.reported
    case.site.run.reported.add(what)
    return new
