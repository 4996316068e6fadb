"""The names inside, for containers: a hosts file for each, kept as Cloud Map has them, so that any protocol finds its way.

A name leads to the containers of the tasks behind it and nowhere else: an instance that somebody registered by hand, with
an address of this machine or of its network, stands in no file. No port of this machine is opened for it.
"""

import re
import shutil
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from steps.sandbox.ecs.runner import Order
from steps.sandbox.world import World

NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
LOCAL = "127.0.0.1"


class Hosts:
    """Every container's hosts file: written anew whenever a task comes, goes or is registered."""

    def __init__(self, world: World) -> None:
        self._world, self._folder = world, world.home / "hosts"
        self._files: list[HostsFile] = []
        self.remove()
        self._folder.mkdir(parents=True)
        world.names.watch(self._write)

    def open(self, order: Order) -> "HostsFile":
        """Write the file of a container that is to be started."""
        with self._world.lock:
            made = HostsFile(self, self._folder / uuid4().hex, order)
            self._files.append(made)
            self._write()
        return made

    def place(self, file: "HostsFile", address: str) -> None:
        """Note where a container is, in the network that containers share."""
        with self._world.lock:
            file.address = address
            self._write()

    def drop(self, file: "HostsFile") -> None:
        """Forget a container that has gone."""
        with self._world.lock:
            self._files.remove(file)
            file.path.unlink(missing_ok=True)
            self._write()

    def remove(self) -> None:
        """Leave nothing."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self) -> None:
        serving = [file for file in self._files if file.address and file.order.port]
        places = {(file.order.vpc, file.order.ip): file.address for file in serving}
        for file in self._files:
            vpc = file.order.vpc
            known = [(places.get((vpc, ip)), name) for name, ip in self._world.names.known(vpc)]
            file.write([(address, name) for address, name in known if address and NAME.fullmatch(name)])


class HostsFile:
    """One container's hosts file on this machine; `address` is the container's own, once it has one."""

    def __init__(self, hosts: Hosts, path: Path, order: Order) -> None:
        self._hosts, self.path, self.order, self.address = hosts, path, order, ""
        path.touch()
        path.chmod(0o644)  # an app is rarely root

    def place(self, address: str) -> None:
        """Note where the container is, in the network that containers share."""
        self._hosts.place(self, address)

    def close(self) -> None:
        """Forget the container: it has gone."""
        self._hosts.drop(self)

    def write(self, names: list[tuple[str, str]]) -> None:
        """Write these addresses and names, and the container's own, in place: it sees this very file and no newer one."""
        own = self.order.environment.get("HOSTNAME", "localhost")
        itself = [(self.address or LOCAL, own)] if NAME.fullmatch(own.lower()) else []
        lines = [(LOCAL, "localhost"), *itself, *names]
        with suppress(FileNotFoundError), self.path.open("r+b") as page:  # when all of it goes
            page.write("".join(f"{address}\t{name}\n" for address, name in lines).encode())
            page.truncate()
