"""The log groups of the small book's cloud: what a claim to a deployment is made of, and what tasks wrote."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError

HIS = {
    "fargate-wizard:home": "0123456789ab",
    "fargate-wizard:who": "bob on desk",
    "fargate-wizard:verb": "building",
}
AT = 1_790_000_000  # epoch seconds: when AWS gives each of its answers


@dataclass
class LogGroups:
    """A client of CloudWatch Logs that knows groups, by name, with their tags; each was made 200 s ago."""

    groups: dict[str, dict[str, str]] = field(default_factory=dict)
    written: list[tuple[float, str, str, str]] = field(default_factory=list)
    """What tasks wrote: when, of which app, the id of the task, what."""
    refusal: Exception | None = None  # of a look at what they write

    def put_his(self, deployment: str) -> None:
        """Let somebody else work on it from another machine."""
        self.groups[f"/fargate-wizard/{deployment}/.lock.1"] = HIS

    def create_log_group(self, **asked: Any) -> None:
        """One of each name."""
        if asked["logGroupName"] in self.groups:
            raise refusal("ResourceAlreadyExistsException", "CreateLogGroup")
        self.groups[asked["logGroupName"]] = asked["tags"]

    def delete_log_group(self, **asked: str) -> None:
        """By its name."""
        if asked["logGroupName"] not in self.groups:
            raise refusal("ResourceNotFoundException", "DeleteLogGroup")
        del self.groups[asked["logGroupName"]]

    def list_tags_for_resource(self, **asked: str) -> dict[str, Any]:
        """Those of a group, by its ARN."""
        name = asked["resourceArn"].partition(":log-group:")[2]
        if name not in self.groups:
            raise refusal("ResourceNotFoundException", "ListTagsForResource")
        date = format_datetime(datetime.fromtimestamp(AT, UTC))
        return {"tags": self.groups[name], "ResponseMetadata": {"HTTPHeaders": {"date": date}}}

    def get_paginator(self, operation: str) -> SimpleNamespace:
        """Of DescribeLogGroups, with one page, or of FilterLogEvents, with a page for each line."""
        pages = {"describe_log_groups": self._found, "filter_log_events": self._written}
        return SimpleNamespace(paginate=pages[operation])

    def _written(self, *, logGroupName: str, startTime: int) -> Iterator[dict[str, object]]:  # noqa: N803  (AWS's names)
        if self.refusal:
            raise self.refusal
        for number, (at, app, task, text) in enumerate(self.written):
            if logGroupName.endswith(f"/{app}") and at * 1000 >= startTime:
                event = {
                    "eventId": f"{number}", "timestamp": int(at * 1000), "message": text,
                    "logStreamName": f"{app}/{app}/{task}",
                }  # fmt: skip
                yield {"events": [event]}

    def _found(self, **asked: str) -> list[dict[str, Any]]:
        made = (AT - 200) * 1000
        names = [name for name in self.groups if name.startswith(asked["logGroupNamePrefix"])]
        return [{"logGroups": [{"logGroupName": name, "creationTime": made} for name in names]}]


def refusal(code: str, operation: str) -> ClientError:
    """AWS says no."""
    return ClientError({"Error": {"Code": code, "Message": "The practised words."}}, operation)
