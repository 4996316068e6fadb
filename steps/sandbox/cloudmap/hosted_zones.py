"""The Route 53 hosted zones behind Cloud Map's DNS namespaces."""

from typing import Any

from moto.ec2 import ec2_backends
from moto.route53.models import route53_backends
from moto.utilities.utils import get_partition

from steps.sandbox.cloudmap.operations import CannotDo
from steps.sandbox.ids import seeded
from steps.sandbox.world import ACCOUNT


def make_zone(backend: Any, namespace: Any) -> None:
    """Make a namespace's zone, for one VPC when it is private. CannotDo when the VPC has one of that name."""
    route53, region = _route53(backend), backend.region_name
    if namespace.vpc:
        _check_vpc(route53, region, namespace)
    with seeded("hosted zone", namespace.id):
        zone = route53.create_hosted_zone(
            f"{namespace.name}.",
            private_zone=namespace.vpc is not None,
            vpcid=namespace.vpc,
            vpcregion=region if namespace.vpc else None,
            comment=f"Created by AWS Cloud Map namespace with ARN {namespace.arn}",
        )
    namespace.dns_properties["HostedZoneId"] = zone.resource_id


def delete_zone(backend: Any, namespace: Any) -> None:
    """Delete a namespace's zone, if it has one."""
    _route53(backend).zones.pop(namespace.dns_properties.get("HostedZoneId"), None)


def add_record(backend: Any, namespace: Any, service: Any, instance: Any) -> None:
    """Enter an instance's address under its service's name."""
    zone = _route53(backend).zones.get(namespace.dns_properties.get("HostedZoneId"))
    address = instance.attributes.get("AWS_INSTANCE_IPV4")
    ttl = next(
        (
            record["TTL"]
            for record in (service.dns_config or {}).get("DnsRecords", [])
            if record["Type"] == "A"
        ),
        None,
    )
    if zone is None or address is None or ttl is None:
        return
    zone.upsert_rrset(
        {
            "Name": f"{service.name}.{namespace.name}.",
            "Type": "A",
            "TTL": ttl,
            "SetIdentifier": instance.instance_id,
            "MultiValueAnswer": True,
            "ResourceRecords": [address],
        }
    )


def remove_record(backend: Any, namespace: Any, instance_id: str) -> None:
    """Take an instance's address out."""
    zone = _route53(backend).zones.get(namespace.dns_properties.get("HostedZoneId"))
    if zone is not None:
        zone.delete_rrset_by_id(instance_id)


def _check_vpc(route53: Any, region: str, namespace: Any) -> None:
    vpc = namespace.vpc
    if vpc not in ec2_backends[ACCOUNT][region].vpcs:
        raise CannotDo(
            "CANNOT_CREATE_HOSTED_ZONE",
            f"The VPC ID {vpc} in region {region} is invalid. (Service: AmazonRoute53; Status Code: 400; "
            "Error Code: InvalidVPCId)",
        )
    for zone in route53.zones.values():
        if zone.name == f"{namespace.name}." and any(one.get("vpc_id") == vpc for one in zone.vpcs):
            raise CannotDo(
                "CANNOT_CREATE_HOSTED_ZONE",
                f"The VPC {vpc} has already been associated with the hosted zone {zone.resource_id} with the same "
                "domain name. (Service: AmazonRoute53; Status Code: 400; Error Code: ConflictingDomainExists)",
            )


def _route53(backend: Any) -> Any:
    return route53_backends[ACCOUNT][get_partition(backend.region_name)]
