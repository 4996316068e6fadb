"""What a call asks for: its service, operation and parameters, as policies see them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

GLOBAL = {"iam": "us-east-1", "route53": "us-east-1"}
"""Services that are one for the whole world, and the region in which they are."""


@dataclass(frozen=True)
class Asked:
    """One call: `service` as policies name it, `params` as boto3 does."""

    service: str
    operation: str
    params: Mapping[str, Any]
    region: str
    account: str

    @property
    def action(self) -> str:
        """The name that its main action has in policies."""
        return f"{self.service}:{self.operation}"

    def values(self, path: str) -> list[str]:
        """Give what stands at a path such as `SecurityGroupRules.SecurityGroupRuleId`, whether one or many."""
        found: list[Any] = [self.params]
        for name in path.split("."):
            found = [
                one
                for holder in found
                if isinstance(holder, Mapping) and holder.get(name) is not None
                for one in (holder[name] if isinstance(holder[name], list) else [holder[name]])
            ]
        return [str(one).lower() if isinstance(one, bool) else str(one) for one in found]

    def first(self, path: str, default: str = "") -> str:
        """Give the first value at a path."""
        return next(iter(self.values(path)), default)

    def arn(self, resource: str) -> str:
        """Give the ARN of a resource of this service; one that is an ARN already stays."""
        if resource.startswith("arn:") or resource == "*":
            return resource
        match self.service:
            case "iam":
                return f"arn:aws:iam::{self.account}:{resource}"
            case "route53":
                return f"arn:aws:route53:::{resource}"
        return f"arn:aws:{self.service}:{self.region}:{self.account}:{resource}"

    def tags(self, kind: str = "") -> dict[str, str]:
        """Give the tags that it would put on what it makes: on this kind of thing where EC2 is told of several."""
        return dict(self._tags(kind))

    def _tags(self, kind: str) -> Iterator[tuple[str, str]]:
        for specification in self.params.get("TagSpecifications") or []:
            if not kind or specification.get("ResourceType") == kind:
                yield from _pairs(specification.get("Tags"))
        for name in ("Tags", "tags"):
            yield from _pairs(self.params.get(name))


def _pairs(tags: Any) -> Iterator[tuple[str, str]]:
    """Read tags in any service's form."""
    if isinstance(tags, Mapping):
        yield from tags.items()
    for tag in tags if isinstance(tags, list) else []:
        if isinstance(tag, Mapping):
            yield tag.get("Key", tag.get("key", "")), tag.get("Value", tag.get("value", "")) or ""
