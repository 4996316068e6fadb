"""The names inside: ECS's tasks as instances of Cloud Map services, and what a name stands for."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from moto.servicediscovery import servicediscovery_backends

from steps.sandbox.cloudmap.discovery_services import find_service
from steps.sandbox.cloudmap.instances import add, remove
from steps.sandbox.proxy import Proxy
from steps.sandbox.world import ACCOUNT, World

LINGERING = 10.0  # AWS seconds that an instance is still listed after its task has gone


class ServiceDiscovery:
    """Cloud Map's instances, as tasks register and ask for them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._watching: list[Callable[[], None]] = []
        self._proxy = Proxy(world, self.resolve)
        world.own_ports.add(self._proxy.server_port)

    def admit(self, secret: str, vpc_id: str) -> str:
        """Let whoever knows this secret ask for the names of one VPC; give the proxy's URL for it."""
        return self._proxy.admit(secret, vpc_id)

    def dismiss(self, secret: str) -> None:
        """Let a secret open nothing any more."""
        self._proxy.dismiss(secret)

    def forget(self) -> None:
        """Let no secret open anything any more: the cloud is being reset."""
        self._proxy.dismiss_all()

    def register(self, service_arn: str, instance_id: str, attributes: Mapping[str, str]) -> None:
        """Add a task to a service at once; `attributes` are its address and what else ECS sets, such as ECS_CLUSTER_NAME.

        Refused with ServiceNotFound when there is no such service.
        """
        with self._world.lock:
            backend = _backend(service_arn)
            known = {"AWS_INIT_HEALTH_STATUS": "HEALTHY", "REGION": backend.region_name, **attributes}
            add(backend, find_service(backend, service_arn), instance_id, known)
            self.changed()

    def deregister(self, service_arn: str, instance_id: str) -> None:
        """Stop answering with this task at once; it stays listed for a few seconds, as in AWS."""
        with self._world.lock:
            backend = _backend(service_arn)
            service = backend.services.get(service_arn.rsplit("/", 1)[-1])
            leaving = [one for one in service.instances if one.instance_id == instance_id] if service else []
            for instance in leaving:
                instance.health_status = "UNHEALTHY"
                self._world.clock.after(LINGERING, partial(self._drop, backend, service, instance))
            self.changed()

    def resolve(self, host: str, vpc_id: str) -> list[str]:
        """Find the private addresses behind a name of a VPC; none when it is unknown."""
        return [ip for name, ip in self.known(vpc_id) if name == host.rstrip(".").lower()]

    def known(self, vpc_id: str) -> list[tuple[str, str]]:
        """List every name of a VPC, in small letters, with each private address behind it."""
        with self._world.lock:
            return [
                (name, instance.attributes["AWS_INSTANCE_IPV4"])
                for name, service in _services(vpc_id)
                for instance in service.instances
                if instance.health_status == "HEALTHY" and "AWS_INSTANCE_IPV4" in instance.attributes
            ]

    def watch(self, changed: Callable[[], None]) -> None:
        """Call this, under the world's lock, whenever a name may stand for something else."""
        self._watching.append(changed)

    def changed(self) -> None:
        """Tell those who watch."""
        for tell in self._watching:
            tell()

    def _drop(self, backend: Any, service: Any, instance: Any) -> None:
        if instance in service.instances:  # and not registered anew meanwhile
            remove(backend, service, instance.instance_id)


def _backend(service_arn: str) -> Any:
    return servicediscovery_backends[ACCOUNT][service_arn.split(":")[3]]


def _services(vpc_id: str) -> Iterator[tuple[str, Any]]:
    """List the services of a VPC, each with its full name."""
    for _, _, backend in servicediscovery_backends.iter_backends():
        for service in backend.services.values():
            namespace = backend.namespaces.get(service.namespace_id)
            if namespace is not None and namespace.type != "HTTP" and vpc_id == namespace.vpc:
                yield f"{service.name}.{namespace.name}".lower(), service


def install(world: World) -> None:
    """Give the world its names."""
    world.names = names = ServiceDiscovery(world)
    world.on_reset.append(names.forget)
