"""The task metadata endpoint, version 4: what a container can ask about itself.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html
"""

import json
from collections.abc import Iterator
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any

from moto.ecs.models import ecs_backends

from steps.sandbox.ecs.definitions import amount
from steps.sandbox.ecs.task import Container, EcsTask
from steps.sandbox.ecs.task_containers import hostname
from steps.sandbox.gate import BROWSERS_OWN
from steps.sandbox.web.connection import BoundedConnection
from steps.sandbox.web.loopback_server import LoopbackServer
from steps.sandbox.world import World


def serve(world: World) -> str:
    """Answer `/v4/<the task's secret>` and `…/task` on loopback; give the URL before them.

    Nobody else finds the address, and no web page is answered, whatever name it gave this machine.
    """

    class MetadataConnection(BoundedConnection):
        """One question of a container."""

        def do_GET(self) -> None:  # noqa: N802 - the server's name
            """Answer it."""
            if any(name in self.headers for name in BROWSERS_OWN) or not is_address(
                self.headers.get("Host", "")
            ):
                self.send_error(403, "Only tasks of the practice cloud are answered here.")
                return
            with world.lock:
                found = look_up(self.path)
            body = json.dumps(found or {"error": "no such task"}).encode()
            self.say(200 if found else 404, "application/json", body)

    server = LoopbackServer(MetadataConnection)
    world.own_ports.add(server.server_port)
    server.open("practice-metadata")
    return f"http://{server.address}"


def is_address(host: str) -> bool:
    """Whether a Host header has an IP address in it: a name could be anybody's that leads here."""
    try:
        ip_address(host.rpartition(":")[0] or host)
    except ValueError:
        return False
    return True


def look_up(path: str) -> dict[str, Any] | None:
    """Give what is at a path: a container of the task whose secret is in it, or the task."""
    parts = path.strip("/").split("/")
    if len(parts) not in {2, 3} or parts[0] != "v4" or parts[2:] not in ([], ["task"]):
        return None
    for task in every_task():
        if task.last_status != "STOPPED" and compare_digest(task.secret.encode(), parts[1].encode()):
            return about_task(task) if parts[2:] else about_container(task, task.containers[0])
    return None


def every_task() -> Iterator[EcsTask]:
    """Give every task of every region."""
    for _, _, backend in ecs_backends.iter_backends():
        for tasks in backend.tasks.values():
            yield from tasks.values()


def about_task(task: EcsTask) -> dict[str, Any]:
    """Say a task as the endpoint does."""
    return {
        "Cluster": task.cluster_arn,
        "TaskARN": task.task_arn,
        "Family": task.definition.family,
        "Revision": str(task.definition.revision),
        "ServiceName": task.service.name if task.service else "",
        "DesiredStatus": task.desired_status,
        "KnownStatus": task.last_status,
        "Limits": {
            "CPU": amount(task.definition.cpu, "vcpu", "cpu") / 1024,
            "Memory": amount(task.definition.memory, "gb", "memory"),
        },
        "AvailabilityZone": task.zone,
        "LaunchType": task.launch_type,
        "Containers": [about_container(task, container) for container in task.containers],
    }


def about_container(task: EcsTask, container: Container) -> dict[str, Any]:
    """Say a container as the endpoint does."""
    return {
        "DockerId": f"{task.id}-{container.name}",
        "Name": container.name,
        "DockerName": container.name,
        "Image": container.definition["image"],
        "Labels": {
            "com.amazonaws.ecs.cluster": task.cluster_arn,
            "com.amazonaws.ecs.container-name": container.name,
            "com.amazonaws.ecs.task-arn": task.task_arn,
            "com.amazonaws.ecs.task-definition-family": task.definition.family,
            "com.amazonaws.ecs.task-definition-version": str(task.definition.revision),
        },
        "DesiredStatus": task.desired_status,
        "KnownStatus": container.last_status,
        "Type": "NORMAL",
        "Networks": [
            {
                "NetworkMode": "awsvpc",
                "IPv4Addresses": [task.ip],
                "MACAddress": task.interface.mac_address,
                "PrivateDNSName": hostname(task),
            }
        ],
    }
