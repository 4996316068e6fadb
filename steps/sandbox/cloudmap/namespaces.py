"""Namespaces: made and deleted by operations, each with a hosted zone of its own when it is for DNS."""

import re
from functools import partial
from typing import Any

from moto.servicediscovery.models import Namespace

from steps.sandbox.cloudmap.hosted_zones import delete_zone, make_zone
from steps.sandbox.cloudmap.operations import NAMESPACE, Operations
from steps.sandbox.cloudmap.replaced_calls import Call, Parameters, moment, passes, plain_id, refuse
from steps.sandbox.world import ACCOUNT

NAME = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*"
)
DEFAULT_SOA_TTL = 15
PRIVATE, PUBLIC, HTTP = "DNS_PRIVATE", "DNS_PUBLIC", "HTTP"


class Namespaces:
    """Cloud Map's namespace calls."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def calls(self) -> dict[str, Call]:
        """What it answers."""
        return {
            "create_private_dns_namespace": partial(self.create, kind=PRIVATE),
            "create_public_dns_namespace": partial(self.create, kind=PUBLIC),
            "create_http_namespace": partial(self.create, kind=HTTP),
            "update_private_dns_namespace": self.update,
            "update_public_dns_namespace": self.update,
            "update_http_namespace": self.update,
            "delete_namespace": self.delete,
            "get_namespace": get_namespace,
            "list_namespaces": list_namespaces,
        }

    def create(self, backend: Any, asked: Parameters, *, kind: str) -> dict[str, Any]:
        """Begin to make a namespace. Its creator's token refuses a second try while the first one runs."""
        name, vpc = asked["Name"], asked.get("Vpc")
        check(backend, name, kind, vpc)
        namespace = Namespace(
            account_id=ACCOUNT,
            region=backend.region_name,
            name=name,
            ns_type=kind,
            creator_request_id=asked.get("CreatorRequestId", ""),
            description=asked.get("Description", ""),
            dns_properties={"SOA": {"TTL": _soa_ttl(asked)}} if kind != HTTP else {},
            http_properties={"HttpName": name},
            vpc=vpc,
        )

        def appear() -> None:
            if kind != HTTP:
                make_zone(backend, namespace)
            backend.namespaces[namespace.id] = namespace
            if asked.get("Tags"):
                backend.tagger.tag_resource(namespace.arn, asked["Tags"])

        return self._operations.start(
            backend,
            "CREATE_NAMESPACE",
            {"NAMESPACE": namespace.id},
            appear,
            subject=f"{name} {vpc} {asked.get('CreatorRequestId')}",
            takes=NAMESPACE,
        )

    def update(self, backend: Any, asked: Parameters) -> dict[str, Any]:
        """Begin to change a namespace's description or the TTL of its zone's SOA record."""
        namespace, wanted = find(backend, asked["Id"]), asked["Namespace"]

        def change() -> None:
            namespace.description = wanted.get("Description", namespace.description)
            namespace.dns_properties |= wanted.get("Properties", {}).get("DnsProperties", {})

        return self._operations.start(
            backend, "UPDATE_NAMESPACE", {"NAMESPACE": namespace.id}, change, subject=namespace.id
        )

    def delete(self, backend: Any, asked: Parameters) -> dict[str, Any]:
        """Begin to delete a namespace that has no service any more, and its hosted zone with it."""
        namespace = find(backend, asked["Id"])
        if services_in(backend, namespace.id):
            raise refuse(
                "ResourceInUse", "Namespace contains services; delete the services before the namespace."
            )

        def vanish() -> None:
            delete_zone(backend, namespace)
            backend.namespaces.pop(namespace.id, None)
            backend.tagger.delete_all_tags_for_resource(namespace.arn)

        return self._operations.start(
            backend,
            "DELETE_NAMESPACE",
            {"NAMESPACE": namespace.id},
            vanish,
            subject=namespace.id,
            takes=NAMESPACE,
        )


def check(backend: Any, name: str, kind: str, vpc: str | None) -> None:
    """Refuse a name that DNS does not know, and a namespace that is there already."""
    if not NAME.fullmatch(name):
        raise refuse("InvalidInput", f"The namespace name {name} is not a valid name")
    for other in backend.namespaces.values():
        if (other.name.lower(), other.type, other.vpc) == (name.lower(), kind, vpc):
            raise refuse(
                "NamespaceAlreadyExists",
                "The namespace that you're trying to create already exists.",
                NamespaceId=other.id,
                CreatorRequestId=other.creator_request_id,
            )


def find(backend: Any, id_or_arn: str) -> Any:
    """Find a namespace; NamespaceNotFound when there is none."""
    namespace = backend.namespaces.get(plain_id(id_or_arn))
    if namespace is None:
        raise refuse("NamespaceNotFound", f"Unable to find namespace {id_or_arn}")
    return namespace


def services_in(backend: Any, namespace_id: str) -> list[Any]:
    """List the services of a namespace."""
    return [service for service in backend.services.values() if service.namespace_id == namespace_id]


def get_namespace(backend: Any, asked: Parameters) -> dict[str, Any]:
    """Tell of one namespace."""
    return {"Namespace": _told(backend, find(backend, asked["Id"]))}


def list_namespaces(backend: Any, asked: Parameters) -> dict[str, Any]:
    """List namespaces by type and name."""
    found = (
        _told(backend, namespace)
        for namespace in backend.namespaces.values()
        if passes(
            asked.get("Filters"),
            {"TYPE": namespace.type, "NAME": namespace.name, "HTTP_NAME": namespace.name},
        )
    )
    return {"Namespaces": list(found)}


def _told(backend: Any, namespace: Any) -> dict[str, Any]:
    properties = {"HttpProperties": namespace.http_properties}
    if namespace.type != HTTP:
        properties["DnsProperties"] = namespace.dns_properties
    return {
        "Id": namespace.id,
        "Arn": namespace.arn,
        "ResourceOwner": ACCOUNT,
        "Name": namespace.name,
        "Type": namespace.type,
        "Description": namespace.description,
        "ServiceCount": len(services_in(backend, namespace.id)),
        "Properties": properties,
        "CreateDate": moment(namespace.created),
        "CreatorRequestId": namespace.creator_request_id,
    }


def _soa_ttl(asked: Parameters) -> int:
    soa = asked.get("Properties", {}).get("DnsProperties", {}).get("SOA", {})
    return int(soa.get("TTL", DEFAULT_SOA_TTL))
