"""Docker in the practice cloud: a registry that can be pushed to, and tasks that run as containers of what was pushed.

Without an engine on this very machine there is neither, and apps run as plain processes.
"""

import logging
import os
from typing import TYPE_CHECKING, Any

from steps.docker.docker_troubles import EngineTrouble
from steps.docker.engine import Engine, find_engine
from steps.sandbox.world import World

if TYPE_CHECKING:
    from docker import APIClient

LOG = logging.getLogger(__name__)


def install(world: World) -> None:
    """Find an engine and give the world a registry and a runner that it can use; else leave it as it is."""
    try:
        engine = find_engine(os.environ)
    except EngineTrouble as trouble:
        LOG.info("tasks run as processes: %s", trouble.what)
        return
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    try:
        furnish(world, engine)
    except (DockerException, RequestException, OSError) as error:
        LOG.warning("tasks run as processes: %s cannot be used: %s", engine.describe(), error)


def furnish(world: World, engine: Engine) -> None:
    """Open the registry and see that the engine reaches it, as it must reach it for each push."""
    from steps.sandbox.docker.containers import Containers
    from steps.sandbox.docker.hosts import Hosts
    from steps.sandbox.docker.outward import Outward
    from steps.sandbox.docker.registry import RegistryServer
    from steps.sandbox.docker.store import Store

    client = engine.connect(timeout=10)
    address = gateway(client)
    outward = Outward(address)
    world.own_names.add(address)
    store = Store(world.home / "registry")
    server = RegistryServer(world, store)
    try:
        client.login("AWS", world.password, registry=server.address, reauth=True, dockercfg_path=os.devnull)
    except BaseException:
        server.shutdown()
        store.remove()
        raise
    finally:
        client.close()
    hosts = Hosts(world)
    containers = Containers(engine, outward, hosts, world.password, world.clock, world.home)
    containers.clear()
    world.containers, world.tasks, world.registry = containers, "containers", server.address
    world.own_ports.add(server.server_port)
    world.on_reset.append(store.clear)
    world.on_close += [containers.kill_all, outward.close, hosts.remove, store.remove]


def gateway(client: "APIClient") -> str:
    """Give the address by which containers know the machine that they run on."""
    network: dict[str, Any] = client.inspect_network("bridge")
    return next(str(each["Gateway"]) for each in network["IPAM"]["Config"] if "Gateway" in each)
