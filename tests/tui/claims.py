"""The log groups of the small book's cloud: what a claim to a deployment is made of."""

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
class Claims:
    """A client of CloudWatch Logs that knows groups, by name, with their tags; each was made 200 s ago."""

    groups: dict[str, dict[str, str]] = field(default_factory=dict)

    def put_his(self, deployment: str) -> None:
        """Let somebody else work on it from another machine."""
        self.groups[f"/fargate-wizard/{deployment}/.lock.1"] = HIS

    def create_log_group(self, **asked: Any) -> None:
        """One of each name."""
        if asked["logGroupName"] in self.groups:
            raise _refusal("ResourceAlreadyExistsException", "CreateLogGroup")
        self.groups[asked["logGroupName"]] = asked["tags"]

    def delete_log_group(self, **asked: str) -> None:
        """By its name."""
        del self.groups[asked["logGroupName"]]

    def list_tags_for_resource(self, **asked: str) -> dict[str, Any]:
        """Those of a group, by its ARN."""
        name = asked["resourceArn"].partition(":log-group:")[2]
        if name not in self.groups:
            raise _refusal("ResourceNotFoundException", "ListTagsForResource")
        date = format_datetime(datetime.fromtimestamp(AT, UTC))
        return {"tags": self.groups[name], "ResponseMetadata": {"HTTPHeaders": {"date": date}}}

    def get_paginator(self, operation: str) -> SimpleNamespace:
        """Of DescribeLogGroups: there is one page."""
        assert operation == "describe_log_groups"
        return SimpleNamespace(paginate=self._page)

    def _page(self, **asked: str) -> list[dict[str, Any]]:
        made = (AT - 200) * 1000
        names = [name for name in self.groups if name.startswith(asked["logGroupNamePrefix"])]
        return [{"logGroups": [{"logGroupName": name, "creationTime": made} for name in names]}]


def _refusal(code: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "The practised words."}}, operation)
