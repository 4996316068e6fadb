"""Services of Cloud Map: the names inside a namespace, with the TTL of their records."""

import re
from typing import Any

from moto.servicediscovery.models import Service

from steps.sandbox.cloudmap.namespaces import HTTP, find, services_in
from steps.sandbox.cloudmap.operations import Operations
from steps.sandbox.cloudmap.replaced_calls import Call, Parameters, moment, passes, plain_id, refuse
from steps.sandbox.world import ACCOUNT

NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,125}[A-Za-z0-9_])?")


class Services:
    """Cloud Map's service calls."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def calls(self) -> dict[str, Call]:
        """What it answers."""
        return {
            "create_service": create_service,
            "get_service": get_service,
            "list_services": list_services,
            "update_service": self.update,
            "delete_service": delete_service,
        }

    def update(self, backend: Any, asked: Parameters) -> dict[str, Any]:
        """Begin to change a service's description and records."""
        service, wanted = find_service(backend, asked["Id"]), asked["Service"]

        def change() -> None:
            service.description = wanted.get("Description", service.description)
            if "DnsConfig" in wanted:
                service.dns_config = (service.dns_config or {}) | wanted["DnsConfig"]

        return self._operations.start(
            backend, "UPDATE_SERVICE", {"SERVICE": service.id}, change, subject=service.id
        )


def create_service(backend: Any, asked: Parameters) -> dict[str, Any]:
    """Make a service at once, in a namespace that is there and has none of that name."""
    name, config = asked["Name"], asked.get("DnsConfig")
    namespace = find(backend, asked.get("NamespaceId") or (config or {}).get("NamespaceId") or "")
    check(backend, namespace, name, config)
    service = Service(
        account_id=ACCOUNT,
        region=backend.region_name,
        name=name,
        namespace_id=namespace.id,
        description=asked.get("Description", ""),
        creator_request_id=asked.get("CreatorRequestId", ""),
        dns_config=dns_config(namespace, config),
        health_check_config=asked.get("HealthCheckConfig"),
        health_check_custom_config=custom_health(asked.get("HealthCheckCustomConfig")),
        service_type="DNS_HTTP" if config else "HTTP",
    )
    backend.services[service.id] = service
    if asked.get("Tags"):
        backend.tagger.tag_resource(service.arn, asked["Tags"])
    return {"Service": _told(service)}


def check(backend: Any, namespace: Any, name: str, config: Any) -> None:
    """Refuse a name that is none or that the namespace has already, and DNS records without DNS."""
    if not NAME.fullmatch(name):
        raise refuse("InvalidInput", f"The service name {name} is not a valid name")
    if config and namespace.type == HTTP:
        raise refuse("InvalidInput", "DnsConfig cannot be used in an HTTP namespace")
    for other in services_in(backend, namespace.id):
        if other.name.lower() == name.lower():
            raise refuse(
                "ServiceAlreadyExists",
                "The service can't be created because a service with the same name already exists.",
                ServiceId=other.id,
                ServiceArn=other.arn,
                CreatorRequestId=other.creator_request_id,
            )


def dns_config(namespace: Any, config: Parameters | None) -> dict[str, Any] | None:
    """Complete the records' settings as AWS does."""
    if not config:
        return None
    return {"RoutingPolicy": "MULTIVALUE"} | dict(config) | {"NamespaceId": namespace.id}


def custom_health(config: Parameters | None) -> dict[str, int] | None:
    """Complete custom health: its threshold is always 1 nowadays."""
    return None if config is None else {"FailureThreshold": 1}


def find_service(backend: Any, id_or_arn: str) -> Any:
    """Find a service; ServiceNotFound when there is none."""
    service = backend.services.get(plain_id(id_or_arn))
    if service is None:
        raise refuse("ServiceNotFound", f"Unable to find service {id_or_arn}")
    return service


def get_service(backend: Any, asked: Parameters) -> dict[str, Any]:
    """Tell of one service."""
    return {"Service": _told(find_service(backend, asked["Id"]))}


def list_services(backend: Any, asked: Parameters) -> dict[str, Any]:
    """List services, by namespace if asked."""
    found = (
        _told(service)
        for service in backend.services.values()
        if passes(asked.get("Filters"), {"NAMESPACE_ID": service.namespace_id})
    )
    return {"Services": list(found)}


def delete_service(backend: Any, asked: Parameters) -> dict[str, Any]:
    """Delete a service that has no instance any more."""
    service = find_service(backend, asked["Id"])
    if service.instances:
        raise refuse(
            "ResourceInUse",
            "Service contains registered instances; delete the instances before deleting the service",
        )
    del backend.services[service.id]
    backend.tagger.delete_all_tags_for_resource(service.arn)
    return {}


def _told(service: Any) -> dict[str, Any]:
    return {
        "Id": service.id,
        "Arn": service.arn,
        "ResourceOwner": ACCOUNT,
        "Name": service.name,
        "NamespaceId": service.namespace_id,
        "Description": service.description,
        "InstanceCount": len(service.instances),
        "DnsConfig": service.dns_config,
        "Type": service.service_type,
        "HealthCheckConfig": service.health_check_config,
        "HealthCheckCustomConfig": service.health_check_custom_config,
        "CreateDate": moment(service.created),
        "CreatorRequestId": service.creator_request_id,
    }
