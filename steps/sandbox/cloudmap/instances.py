"""Instances of Cloud Map's services: the addresses that a name stands for."""

from typing import Any

from moto.servicediscovery.models import ServiceInstance

from steps.sandbox.cloudmap.discovery_services import find_service
from steps.sandbox.cloudmap.hosted_zones import add_record, remove_record
from steps.sandbox.cloudmap.operations import Operations
from steps.sandbox.cloudmap.replaced_calls import Call, Parameters, refuse

STATUSES = frozenset({"HEALTHY", "UNHEALTHY", "ALL", "HEALTHY_OR_ELSE_ALL"})


class Instances:
    """Cloud Map's instance calls that take their time; reading, and the rest, is as moto has it."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def calls(self) -> dict[str, Call]:
        """What it answers."""
        return {
            "register_instance": self.register,
            "deregister_instance": self.deregister,
            "list_instances": list_instances,
            "get_instance": get_instance,
            "discover_instances": discover_instances,
        }

    def register(self, backend: Any, asked: Parameters) -> dict[str, Any]:
        """Begin to add an instance, or to change the one of this id."""
        service, instance_id = find_service(backend, asked["ServiceId"]), asked["InstanceId"]
        if _wants_a_record(service) and "AWS_INSTANCE_IPV4" not in asked["Attributes"]:
            raise refuse("InvalidInput", "The attribute AWS_INSTANCE_IPV4 is required for an A record.")
        return self._operations.start(
            backend,
            "REGISTER_INSTANCE",
            {"INSTANCE": instance_id},
            lambda: add(backend, service, instance_id, asked["Attributes"], asked.get("CreatorRequestId")),
            subject=f"{service.id} {instance_id}",
        )

    def deregister(self, backend: Any, asked: Parameters) -> dict[str, Any]:
        """Begin to take an instance away."""
        service = find_service(backend, asked["ServiceId"])
        instance = find_instance(service, asked["InstanceId"])
        return self._operations.start(
            backend,
            "DEREGISTER_INSTANCE",
            {"INSTANCE": instance.instance_id},
            lambda: remove(backend, service, instance.instance_id),
            subject=f"{service.id} {instance.instance_id}",
        )


def add(
    backend: Any, service: Any, instance_id: str, attributes: Parameters, token: str | None = None
) -> None:
    """Enter an instance and its DNS record."""
    remove(backend, service, instance_id)
    instance = ServiceInstance(service.id, instance_id, token or instance_id, dict(attributes))
    if attributes.get("AWS_INIT_HEALTH_STATUS") == "UNHEALTHY":
        instance.health_status = "UNHEALTHY"
    service.instances.append(instance)
    _count(service, instance_id)
    namespace = backend.namespaces.get(service.namespace_id)
    if namespace is not None:
        add_record(backend, namespace, service, instance)


def remove(backend: Any, service: Any, instance_id: str) -> None:
    """Take an instance and its DNS record out; one that has gone already is no matter."""
    kept = [instance for instance in service.instances if instance.instance_id != instance_id]
    if len(kept) < len(service.instances):
        service.instances[:] = kept
        _count(service, instance_id)
    namespace = backend.namespaces.get(service.namespace_id)
    if namespace is not None:
        remove_record(backend, namespace, instance_id)


def find_instance(service: Any, instance_id: str) -> Any:
    """Find an instance; InstanceNotFound when there is none."""
    for instance in service.instances:
        if instance.instance_id == instance_id:
            return instance
    raise refuse("InstanceNotFound", f"Unable to find instance {instance_id}")


def list_instances(backend: Any, asked: Parameters) -> dict[str, Any]:
    """List the instances of a service."""
    service = find_service(backend, asked["ServiceId"])
    return {"Instances": [_told(instance) for instance in service.instances]}


def get_instance(backend: Any, asked: Parameters) -> dict[str, Any]:
    """Tell of one instance."""
    service = find_service(backend, asked["ServiceId"])
    return {"Instance": _told(find_instance(service, asked["InstanceId"]))}


def discover_instances(backend: Any, asked: Parameters) -> dict[str, Any]:
    """Find instances by the names of namespace and service, as a client of Cloud Map would."""
    wanted = asked.get("HealthStatus", "HEALTHY_OR_ELSE_ALL")
    if wanted not in STATUSES:
        raise refuse("InvalidInput", f"{wanted} is no health status")
    service = _named(backend, asked["NamespaceName"], asked["ServiceName"])
    query = asked.get("QueryParameters") or {}
    matching = [one for one in service.instances if query.items() <= one.attributes.items()]
    found = [
        {
            "InstanceId": instance.instance_id,
            "NamespaceName": asked["NamespaceName"],
            "ServiceName": asked["ServiceName"],
            "HealthStatus": instance.health_status,
            "Attributes": instance.attributes,
        }
        for instance in by_health(matching, wanted)
    ]
    answer = {"Instances": found[: int(asked.get("MaxResults") or len(found))]}
    return answer | {"InstancesRevision": sum(service.instances_revision.values())}


def by_health(instances: list[Any], wanted: str) -> list[Any]:
    """Choose instances by their health."""
    healthy = [instance for instance in instances if instance.health_status == "HEALTHY"]
    match wanted:
        case "ALL":
            return instances
        case "HEALTHY":
            return healthy
        case "UNHEALTHY":
            return [instance for instance in instances if instance not in healthy]
        case _:
            return healthy or instances


def _named(backend: Any, namespace_name: str, service_name: str) -> Any:
    namespaces = [one for one in backend.namespaces.values() if one.name == namespace_name]
    if not namespaces:
        raise refuse("NamespaceNotFound", f"Unable to find namespace {namespace_name}")
    ids = {namespace.id for namespace in namespaces}
    for service in backend.services.values():
        if service.name == service_name and service.namespace_id in ids:
            return service
    raise refuse("ServiceNotFound", f"Unable to find service {service_name}")


def _wants_a_record(service: Any) -> bool:
    return any(record["Type"] == "A" for record in (service.dns_config or {}).get("DnsRecords", []))


def _told(instance: Any) -> dict[str, Any]:
    return {
        "Id": instance.instance_id,
        "CreatorRequestId": instance.creator_request_id,
        "Attributes": instance.attributes,
    }


def _count(service: Any, instance_id: str) -> None:
    service.instances_revision[instance_id] = service.instances_revision.get(instance_id, 0) + 1
