"""GetResources: what carries which tags, by filters or by ARNs."""

from collections.abc import Iterable
from typing import Any

from moto.core.responses import ActionResult

from steps.sandbox.tagging.standing import SERVICES, Tagged, tagged

OURS = frozenset(service.__name__ for service in SERVICES)


def get_resources(_plain: Any, call: Any) -> ActionResult:
    """Answer with what carries the tags that are asked for; it is cut into pages where all listings are."""
    asked = call.params
    kinds = asked.get("ResourceTypeFilters") or []
    found = [
        (arn, tags)
        for arn, tags in everything(call)
        if carries(tags, asked.get("TagFilters") or []) and is_any_of(arn, kinds)
    ]
    if wanted := asked.get("ResourceARNList"):
        found = [(arn, tags) for arn, tags in found if arn in wanted]
    return ActionResult(
        {
            "ResourceTagMappingList": [{"ResourceARN": arn, "Tags": told(tags)} for arn, tags in found],
            "PaginationToken": "",
        }
    )


def everything(call: Any) -> list[Tagged]:
    """Join what stands in our services with what moto knows of the others, by ARN."""
    generator = call.backend._get_resources_generator()  # noqa: SLF001 - moto's own search without its pages
    others = [(one.arn, dict(one.tags)) for one in generator if one.arn.split(":")[2] not in OURS]
    return sorted(tagged(call.region) + others)


def carries(tags: dict[str, str], filters: Iterable[dict[str, Any]]) -> bool:
    """Whether the tags have every key, each with one of its values where values are given."""
    return all(
        wanted["Key"] in tags and (not wanted.get("Values") or tags[wanted["Key"]] in wanted["Values"])
        for wanted in filters
    )


def is_any_of(arn: str, kinds: Iterable[str]) -> bool:
    """Whether an ARN is of one of these types, such as `ec2` or `ec2:vpc-endpoint`; no types mean all."""
    _, _, service, _, _, resource = arn.split(":", 5)
    kind = resource.replace(":", "/").partition("/")[0]
    return not kinds or any(wanted in {service, f"{service}:{kind}"} for wanted in kinds)


def told(tags: dict[str, str]) -> list[dict[str, str]]:
    """Write tags in the API's form."""
    return [{"Key": key, "Value": value or ""} for key, value in tags.items()]
