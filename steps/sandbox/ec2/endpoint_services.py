"""The AWS services that offer VPC endpoints, and in which zones."""

import zlib
from dataclasses import dataclass
from functools import partial
from typing import Any

from moto.ec2.models import EC2Backend

from steps.sandbox.ec2.subnets import zone_of, zones
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.weather.shortages import without_endpoints
from steps.sandbox.world import World

# The service's short name and what its private DNS name begins with.
INTERFACES = {
    "autoscaling": "autoscaling",
    "cloudformation": "cloudformation",
    "ec2": "ec2",
    "ec2messages": "ec2messages",
    "ecr.api": "api.ecr",
    "ecr.dkr": "*.dkr.ecr",
    "ecs": "ecs",
    "ecs-agent": "ecs-a",
    "ecs-telemetry": "ecs-t",
    "elasticloadbalancing": "elasticloadbalancing",
    "events": "events",
    "guardduty-data": "guardduty-data",
    "kms": "kms",
    "logs": "logs",
    "monitoring": "monitoring",
    "s3": "*.s3",
    "secretsmanager": "secretsmanager",
    "servicediscovery": "servicediscovery",
    "sns": "sns",
    "sqs": "sqs",
    "ssm": "ssm",
    "ssmmessages": "ssmmessages",
    "sts": "sts",
}
GATEWAYS = ("dynamodb", "s3")
EVERYWHERE = ("ecr.api", "ecr.dkr", "guardduty-data", "logs", "s3", "dynamodb")
# The oldest zone of us-east-1 lacks much that is newer; it shows that a service need not be in every zone.
SPARSE_ZONES = ("use1-az3",)


@dataclass(frozen=True)
class Offer:
    """A service that endpoints lead to: its full name, their type, its zones, its private DNS name."""

    name: str
    kind: str
    zones: tuple[str, ...]
    dns: str | None


def offers(world: World, region: str) -> list[Offer]:
    """List what can be reached by endpoints in a region, by name."""
    interfaces = [
        Offer(
            f"com.amazonaws.{region}.{short}",
            "Interface",
            tuple(zone for zone in reach(region, short) if has_endpoints(world, region, zone)),
            f"{host}.{region}.amazonaws.com",
        )
        for short, host in INTERFACES.items()
    ]
    gateways = [
        Offer(f"com.amazonaws.{region}.{short}", "Gateway", reach(region, short), None) for short in GATEWAYS
    ]
    return sorted(gateways + interfaces, key=lambda offer: (offer.name, offer.kind))


def reach(region: str, short: str) -> tuple[str, ...]:
    """List the zones in which a service has its endpoints."""
    return tuple(
        zone.name for zone in zones(region) if short in EVERYWHERE or zone.zone_id not in SPARSE_ZONES
    )


def has_endpoints(world: World, region: str, zone: str) -> bool:
    """Whether the weather leaves a zone its interface endpoints."""
    return not without_endpoints(world, zone, zone_of(region, zone, None).zone_id)


def find_offer(world: World, region: str, name: str, kind: str) -> Offer:
    """Find a service by name and endpoint type; raise AWS's refusal when it is not to be had."""
    found = [offer for offer in offers(world, region) if offer.name == name]
    if not found:
        raise Refusal("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")
    for offer in found:
        if offer.kind == kind:
            return offer
    kinds = ", ".join(offer.kind for offer in found)
    raise Refusal(
        "InvalidParameter", f"Endpoint type ({kind}) does not match available service types ([{kinds}])."
    )


def describe(
    world: World,
    _plain: Any,
    backend: Any,
    service_names: list[str],
    filters: list[dict[str, Any]],
    max_results: int | None,  # noqa: ARG001 - one page holds them all
    next_token: str | None,  # noqa: ARG001
    region: str,
) -> dict[str, Any]:
    """Answer describe_vpc_endpoint_services, from one page."""
    known = offers(world, region)
    for name in service_names:
        if name not in [offer.name for offer in known]:
            raise Refusal("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")
    chosen = [
        offer
        for offer in known
        if (not service_names or offer.name in service_names) and matches(offer, filters)
    ]
    return {
        "serviceNames": list(dict.fromkeys(offer.name for offer in chosen)),
        "servicesDetails": [details(offer, backend.region_name) for offer in chosen],
        "nextToken": None,
    }


def matches(offer: Offer, filters: list[dict[str, Any]]) -> bool:
    """Tell whether an offer passes the filters that AWS has for it."""
    fields = {"service-name": offer.name, "service-type": offer.kind, "owner": "amazon"}
    for wanted in filters:
        if wanted["Name"] not in fields:
            raise Refusal("InvalidFilter", f"The filter '{wanted['Name']}' is invalid")
        if fields[wanted["Name"]] not in wanted.get("Values", wanted.get("Value", [])):
            return False
    return True


def details(offer: Offer, region: str) -> dict[str, Any]:
    """Write an offer as AWS does."""
    short = offer.name.removeprefix(f"com.amazonaws.{region}.")
    written: dict[str, Any] = {
        "ServiceName": offer.name,
        "ServiceId": f"vpce-svc-{zlib.crc32((offer.kind + offer.name).encode()):017x}",
        "ServiceType": [{"ServiceType": offer.kind}],
        "ServiceRegion": region,
        "AvailabilityZones": list(offer.zones),
        "Owner": "amazon",
        "BaseEndpointDnsNames": [f"{INTERFACES.get(short, short)}.{region}.vpce.amazonaws.com"],
        "VpcEndpointPolicySupported": True,
        "AcceptanceRequired": False,
        "ManagesVpcEndpoints": False,
        "Tags": [],
    }
    if offer.dns:
        written["PrivateDnsName"] = offer.dns
        written["PrivateDnsNames"] = [{"PrivateDnsName": offer.dns}]
        written["PrivateDnsNameVerificationState"] = "verified"
    return written


def install(world: World) -> None:
    """Replace moto's list, which takes a second to collect."""
    around(EC2Backend, "describe_vpc_endpoint_services", partial(describe, world))
