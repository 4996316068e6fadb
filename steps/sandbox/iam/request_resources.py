"""The resources that a request is about, and what stands about them: tags, network, place."""

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from typing import Any

from moto.core.exceptions import ServiceException
from moto.ec2 import ec2_backends
from moto.iam import iam_backends

from steps.sandbox.iam.asked import Asked
from steps.sandbox.iam.judged_by import RESOURCES
from steps.sandbox.iam.lookups import LOOKUPS
from steps.sandbox.key import ACCOUNT
from steps.sandbox.tagging import standing

PLACE = re.compile(r"\{([^}]+)\}")
EC2_IDS = {
    "elastic-ip": "AllocationId",
    "internet-gateway": "InternetGatewayID",
    "network-interface": "NetworkInterfaceID",
    "route-table": "RouteTableID",
    "security-group": "SecurityGroupID",
    "subnet": "SubnetID",
    "vpc": "VpcID",
}
EC2_FINDERS = {
    "network-interface": "get_network_interface",
    "route-table": "get_route_table",
    "security-group": "get_security_group_from_id",
    "subnet": "get_subnet",
}


def resources(asked: Asked) -> list[str]:
    """Give the ARNs that a call is judged by, `*` where its action knows none or nothing is said."""
    found = [asked.arn(one) for written in RESOURCES.get(asked.action, ()) for one in fill(written, asked)]
    return list(dict.fromkeys(found)) or ["*"]


def fill(written: str, asked: Asked) -> Iterator[str]:
    """Put the request's values into a resource as it is written in the table."""
    places = PLACE.findall(written)
    alone = written == f"{{{places[0]}}}" if places else False
    for values in product(*(_values(place, asked) for place in places)):
        each = iter(values)
        yield PLACE.sub(lambda _found, each=each: next(each) if alone else _name(next(each)), written)  # type: ignore[misc]  # a lambda's default


def _values(place: str, asked: Asked) -> list[str]:
    if place.startswith("@"):
        return LOOKUPS[place[1:]](asked)
    name, _, default = place.partition("=")
    return asked.values(name) or ([default] if default else [])


def _name(value: str) -> str:
    """Give the last part of what may be an ARN."""
    return value.rpartition("/")[2] if value.startswith("arn:") else value


def facts(asked: Asked, arn: str) -> dict[str, tuple[str, ...]]:
    """Give what conditions know of a resource; of one that is not there yet, what the request says of its place."""
    if arn.count(":") < 5:  # `*`, or what a simulation makes up
        return {}
    service, resource = arn.split(":")[2], arn.split(":", 5)[5]
    known = {
        f"{prefix}:resourcetag/{key.lower()}": (value or "",)
        for key, value in tags_of(arn, asked.region).items()
        for prefix in ("aws", service)
    }
    return known | (_ec2_facts(asked, *resource.partition("/")[::2]) if service == "ec2" else {})


def _ec2_facts(asked: Asked, kind: str, identifier: str) -> dict[str, tuple[str, ...]]:
    known: dict[str, tuple[str, ...]] = {}
    if identifier != "*" and kind in EC2_IDS:
        known[f"ec2:{EC2_IDS[kind].lower()}"] = (identifier,)
    vpc = asked.first("VpcId")
    thing = _found(asked, kind, identifier) or _found(asked, "subnet", asked.first("SubnetId"))
    if thing is not None:
        vpc = getattr(thing, "vpc_id", None) or thing.subnet.vpc_id
    if kind == "subnet" and thing is not None:
        known["ec2:availabilityzone"] = (thing.availability_zone,)
    if kind == "network-interface" and thing is not None:
        known["ec2:subnet"] = (asked.arn(f"subnet/{getattr(thing, 'subnet', thing).id}"),)
    if vpc and kind != "vpc":
        known["ec2:vpc"] = (f"arn:aws:ec2:{asked.region}:{asked.account}:vpc/{vpc}",)
    return known


def _found(asked: Asked, kind: str, identifier: str) -> Any:
    if kind not in EC2_FINDERS or identifier in {"", "*"}:
        return None
    with suppress(ServiceException):
        return getattr(ec2_backends[asked.account][asked.region], EC2_FINDERS[kind])(identifier)
    return None


def tags_of(arn: str, region: str) -> dict[str, str]:
    """Give the tags that a resource has, none when it is not there."""
    service, account, resource = (arn.split(":", 5)[part] for part in (2, 4, 5))
    if service == "iam":
        iam = iam_backends[account or ACCOUNT]["aws"]
        if resource.startswith("user/"):
            return {tag["Key"]: tag["Value"] for tag in iam.tagger.list_tags_for_resource(arn)["Tags"]}
        role = next((one for one in iam.roles.values() if one.arn == arn), None)
        return {tag["Key"]: tag["Value"] for tag in (role.tags if role else None) or []}
    of_service = next((one for one in standing.SERVICES if one.__name__ == service), None)
    wanted = arn.partition(":log-stream:")[0]
    every = of_service(region) if of_service else ()
    return dict(next((tags for name, tags in every if name.removesuffix(":*") == wanted), {}))
