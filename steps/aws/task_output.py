"""What tasks write, read from CloudWatch Logs: each app has a log group there, and each task a stream in it.

A stream is called prefix/container/task id, and outlives its task:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
"""

import heapq
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from steps.engine.cloud.cli_line import cli_line
from steps.engine.cloud.listing import read_all
from steps.engine.cloud.refusals import error_code
from steps.engine.model.service_clients import Clients
from steps.engine.troubles import BadInput

LATE = 30.0  # seconds that a line may take until CloudWatch shows it, after others that were written later
LAST = 20  # lines that are told of a task that stopped
NAMED = 10  # tasks of an app that are named to somebody who asked for one that is not there
SHORT = 8  # characters of a task's id that are shown
GONE = "ResourceNotFoundException"


class OutputLine(msgspec.Struct, frozen=True, tag_field="event", tag="output"):
    """One line that a task wrote, `at` epoch seconds; `task` is its short id."""

    at: float
    app: str
    task: str
    text: str


def log_group_name(deployment: str, app: str = "") -> str:
    """The log group of an app; without one, what the names of all of the deployment's begin with."""
    return f"/fargate-wizard/{deployment}/{app}"


def stream_name(app: str, task: str = "") -> str:
    """The stream of a task of which the id is known, or what the names of those begin with whose ids begin so."""
    return f"{app}/{app}/{task}"


class OutputReader:
    """Reads what the tasks of some apps have written since a moment (epoch seconds), each line once.

    `task` is what the ids of the tasks begin with. One thread at a time reads. Any error of AWS's may pass through.
    """

    def __init__(
        self, aws: Clients, deployment: str, apps: Sequence[str], *, since: float, task: str = ""
    ) -> None:
        self._groups = [_Group(aws, deployment, app, since, task) for app in apps]

    def read(self) -> Iterator[OutputLine]:
        """What was not read before, the oldest line first; pages are asked for as they are needed.

        Whoever stops in the middle reads the rest the next time.
        """
        found = heapq.merge(*(group.read() for group in self._groups), key=lambda each: each.line.at)
        return (each.line for each in found if each.group.take(each))

    @property
    def commands(self) -> list[str]:
        """The `aws logs` commands that show the same."""
        return [group.command for group in self._groups]


class _Found(NamedTuple):
    """A line, where it was found, and what it is known by there: its event, and its place in it."""

    group: "_Group"
    key: tuple[str, int]
    line: OutputLine


class _Group:
    """What is left to read of one app."""

    def __init__(self, aws: Clients, deployment: str, app: str, since: float, task: str) -> None:
        self._aws, self._app = aws, app
        self._asked: dict[str, Any] = {"logGroupName": log_group_name(deployment, app)}
        if task:
            self._asked["logStreamNamePrefix"] = stream_name(app, task)
        self._from = max(int(since * 1000), 0)
        self._read: dict[tuple[str, int], float] = {}

    @property
    def command(self) -> str:
        return cli_line(
            "logs", "FilterLogEvents", {**self._asked, "startTime": self._from}, region=self._aws.region
        )

    def take(self, found: _Found) -> bool:
        """Whether it was not read before; from now on it was."""
        fresh = found.key not in self._read
        self._read[found.key] = found.line.at
        return fresh

    def read(self) -> Iterator[_Found]:
        """A group that is not there yet, or not any more, has nothing to read."""
        from botocore.exceptions import ClientError

        pages = self._aws.logs.get_paginator("filter_log_events").paginate(
            **self._asked, startTime=self._from
        )
        try:
            for page in pages:
                for event in page["events"]:
                    yield from self._lines(event)
        except ClientError as error:
            if error_code(error) != GONE:
                raise
        latest = max(self._read.values(), default=0.0)
        self._from = max(self._from, int((latest - LATE) * 1000))
        self._read = {key: at for key, at in self._read.items() if at * 1000 >= self._from}

    def _lines(self, event: Any) -> Iterator[_Found]:
        at, task = event["timestamp"] / 1000, short_id(event["logStreamName"])
        for place, text in enumerate(event["message"].splitlines()):
            yield _Found(self, (event["eventId"], place), OutputLine(at, self._app, task, text))


def last_lines(aws: Clients, deployment: str, app: str, task: str) -> tuple[str, ...]:
    """The last lines of one task, of which the whole id is given; none when it wrote nothing. AWS's errors may pass through.

    A page may be short or empty while there are earlier ones; the first one repeats its token:
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
    """
    from botocore.exceptions import ClientError

    where: dict[str, Any] = {
        "logGroupName": log_group_name(deployment, app),
        "logStreamName": stream_name(app, task),
    }
    lines: list[str] = []
    on: dict[str, Any] = {}
    while len(lines) < LAST:
        try:
            page = aws.logs.get_log_events(**where, limit=LAST - len(lines), startFromHead=False, **on)
        except ClientError as error:
            if error_code(error) != GONE:
                raise
            break
        lines = [*(line for event in page["events"] for line in event["message"].splitlines()), *lines]
        if page["nextBackwardToken"] == on.get("nextToken"):
            break
        on = {"nextToken": page["nextBackwardToken"]}
    return tuple(lines[-LAST:])


def latest_lines(aws: Clients, deployment: str, app: str) -> tuple[str, ...]:
    """The last lines of the task of this app that wrote last. Any error of AWS's may pass through."""
    streams = _streams(aws, deployment, app, 1)
    return last_lines(aws, deployment, app, streams[0].rpartition("/")[2]) if streams else ()


def check_task(aws: Clients, deployment: str, apps: Sequence[str], cluster: str, task: str) -> None:
    """Raises BadInput, with those that there are, unless a task's id begins so: one that wrote, or that ECS remembers."""
    if any(_streams(aws, deployment, app, 1, stream_name(app, task)) for app in apps):
        return
    remembered = [arn.rpartition("/")[2] for arn in _remembered(aws, cluster)]
    if any(each.startswith(task) for each in remembered):
        return
    wrote = [
        f"{short_id(stream)} ({app})" for app in apps for stream in _streams(aws, deployment, app, NAMED)
    ]
    raise BadInput(
        f"There is no task “{task}” that wrote anything.",
        cure=f"Those that wrote last: {', '.join(wrote)}." if wrote else "No task has written anything yet.",
    )


def short_id(stream: str) -> str:
    """The short id of the task of this stream."""
    return stream.rpartition("/")[2][:SHORT]


def _streams(aws: Clients, deployment: str, app: str, most: int, prefix: str = "") -> list[str]:
    """The names of an app's streams, at most so many: those that begin so, or else the latest."""
    from botocore.exceptions import ClientError

    how: dict[str, Any] = (
        {"logStreamNamePrefix": prefix} if prefix else {"orderBy": "LastEventTime", "descending": True}
    )
    try:
        found = read_all(
            aws.logs, "describe_log_streams", "logStreams", logGroupName=log_group_name(deployment, app),
            PaginationConfig={"MaxItems": most}, **how,
        )  # fmt: skip
    except ClientError as error:
        if error_code(error) != GONE:
            raise
        return []
    return [each["logStreamName"] for each in found]


def _remembered(aws: Clients, cluster: str) -> list[str]:
    """The ARNs of the cluster's tasks, with those that stopped within the hour."""
    from botocore.exceptions import ClientError

    try:
        return [
            arn
            for status in ("RUNNING", "STOPPED")
            for arn in read_all(aws.ecs, "list_tasks", "taskArns", cluster=cluster, desiredStatus=status)
        ]
    except ClientError as error:
        if error_code(error) != "ClusterNotFoundException":
            raise
        return []
