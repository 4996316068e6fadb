"""Requests as the tasks that answered them tell: read off the access logs that most servers write."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from steps.appfile.apps import App
from steps.aws.task_output import OutputLine

ACCESS = re.compile(
    r'^\S+ (?:\S+ \S+ \[[^\]]*\] )?"(?P<method>[A-Z]+) (?P<path>\S+)(?: HTTP/[\d.]+)?" (?P<status>\d{3})\b(?P<rest>.*)$'
)
"""The common log format of web servers, and the same without names and date: who asked, what, and what was answered."""
CHECKER = "ELB-HealthChecker"
"""How a load balancer's health checks call themselves in the combined format."""


@dataclass(frozen=True)
class AnsweredRequest:
    """A request that a task answered, `at` epoch seconds; `task` is its short id."""

    at: float
    app: str
    task: str
    method: str
    path: str
    status: int


def answered(line: OutputLine, apps: Sequence[App]) -> AnsweredRequest | None:
    """The request of which this line tells; None for every other line, and for health checks."""
    found = ACCESS.match(line.text)
    if found is None or CHECKER in found["rest"]:
        return None
    health = {app.name: app.health.path for app in apps}
    if found["path"] == health.get(line.app):
        return None
    return AnsweredRequest(line.at, line.app, line.task, found["method"], found["path"], int(found["status"]))
