"""Route 53's listing of records in AWS's pages: the token is a name, a type and an identifier, and no record comes twice.

https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.route53.models import reverse_domain_name, validate_domain_name
from moto.route53.responses import Route53

from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.weather.short_pages import SmallPages
from steps.sandbox.world import World

LONGEST = 300  # records on a page; more than that may be asked for, and 300 come


def install(world: World) -> None:
    """Lay it on moto."""
    around(Route53, "list_resource_record_sets", lambda _plain, response: list_records(world, response))


def list_records(world: World, response: Any) -> ActionResult:
    """List from where the last page ended, or from the name that is asked for; raises Refusal."""
    start = start_of(response)
    zone = response.backend.get_hosted_zone(parameter(response, "HostedZoneId"))
    records = [record for record in sorted(zone.rrsets, key=place) if place(record) >= start]
    size = size_of(world, response)
    found: dict[str, Any] = {
        "ResourceRecordSets": records[:size],
        "IsTruncated": len(records) > size,
        "MaxItems": size,
    }
    if found["IsTruncated"]:
        following = records[size]
        found |= {"NextRecordName": following.name, "NextRecordType": following.type}
        if following.set_identifier:
            found["NextRecordIdentifier"] = following.set_identifier
    return ActionResult(found)


def parameter(response: Any, name: str) -> Any:
    """What a request says under this name."""
    return response._get_param(name)  # noqa: SLF001 - moto's only way to it


def place(record: Any) -> tuple[str, str, str]:
    """Where a record stands in AWS's order: by its name from the right, its type, its identifier."""
    return reverse_domain_name(record.name), record.type, record.set_identifier or ""


def start_of(response: Any) -> tuple[str, str, str]:
    """The place to begin at; raises Refusal for half a token."""
    name, kind, identifier = (
        parameter(response, f"StartRecord{part}") or "" for part in ("Name", "Type", "Identifier")
    )
    if (kind and not name) or (identifier and not kind):
        raise Refusal("InvalidInput", "The input is not valid")
    if not name:
        return "", "", ""
    validate_domain_name(name)
    return reverse_domain_name(name if name.endswith(".") else f"{name}."), kind, identifier


def size_of(world: World, response: Any) -> int:
    """How many records come; raises Refusal for what is no number of them."""
    asked = str(parameter(response, "MaxItems") or LONGEST)
    if not asked.isdecimal() or int(asked) < 1:
        raise Refusal(
            "InvalidInput", f"Value '{asked}' at 'maxItems' failed to satisfy constraint: a number from 1 on"
        )
    small = world.weather.find(SmallPages)
    least = small.size if small and small.means("route53", "ListResourceRecordSets") else LONGEST
    return min(int(asked), LONGEST, least)
