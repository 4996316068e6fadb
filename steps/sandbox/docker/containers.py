"""Containers as containers: the pushed image pulled and started in Docker, its port published on loopback."""

import logging
import re
import socket
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from steps.docker.engine import Engine
from steps.docker.leftover_containers import clear_away
from steps.docker.lines import Lines
from steps.docker.listeners import ListeningSocket, listeners
from steps.sandbox.clock import Clock
from steps.sandbox.docker.container_checks import Checks, words
from steps.sandbox.docker.hosts import Hosts, HostsFile
from steps.sandbox.docker.outward import Outward
from steps.sandbox.ecs.environment import together
from steps.sandbox.ecs.processes import free_port
from steps.sandbox.ecs.runner import Callbacks, CannotStart, Order, RunningContainer

if TYPE_CHECKING:
    from docker import APIClient

LOG = logging.getLogger(__name__)
LABEL = "fargate-wizard.practice"
GOODBYE = 12.0  # seconds that all containers together get to be removed
FOR_EVER = 366 * 24 * 3600.0  # seconds that a container may be silent
LISTEN_WITHIN = 20.0  # seconds that an app may take until it answers on its port and still starts like others
LOOK_AGAIN = 0.05
LOOK_INSIDE = 20  # each so many looks one goes inside of the container
OF_A_FILE = re.compile("mount|volume")
OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"
CANNOT_START = 127  # as a shell says it


class Containers:
    """Starts a container of its image for each container of a task."""

    def __init__(
        self, engine: Engine, outward: Outward, hosts: Hosts, password: str, clock: Clock, home: Path
    ) -> None:
        self._engine, self._outward, self._hosts = engine, outward, hosts
        self._password, self._clock = password, clock
        self._label = f"{LABEL}={home}"
        self._running: set[AppContainer] = set()

    def start(self, order: Order, callbacks: Callbacks) -> RunningContainer:
        """Start one, and return before it has started; CannotStart when there is nothing to pull."""
        if order.pull is None:
            raise CannotStart(
                f"CannotPullContainerError: {order.image} was never pushed to the practice registry."
            )
        given = {each.port for each in self._running}  # one that is being started may not have it yet
        port = next(port for port in iter(free_port, None) if port not in given)
        hosts = self._hosts.open(order)
        started = AppContainer(
            self._engine, self._asked(order), hosts, self._password, callbacks, self._clock, port
        )
        self._running = {each for each in self._running if not each.over} | {started}
        return started

    def clear(self) -> None:
        """Remove what a practice cloud of this home has left behind when it was killed."""
        client = self._engine.connect()
        for old in client.containers(all=True, filters={"label": self._label}):
            clear_away(self._engine, old["Id"])
        client.close()

    def kill_all(self) -> None:
        """End every container that still runs, and see them gone."""
        until = monotonic() + GOODBYE
        for each in self._running:
            each.kill()
        for each in self._running:
            each.join(max(0.0, until - monotonic()))

    def _asked(self, order: Order) -> dict[str, Any]:
        """Say how the container is to be made: as Fargate would, but in a network of this machine."""
        name, _, home = self._label.partition("=")
        return {
            "hostname": order.environment.get("HOSTNAME"),
            "environment": together(self._outward.environment(order.environment), order.wished),
            "entrypoint": list(order.entrypoint) or None,
            "command": list(order.command) or None,
            "labels": {name: home},
            "ports": [order.port] if order.port else [],
            "limits": {
                "mem_limit": order.memory << 20,
                "memswap_limit": order.memory << 20,
                "nano_cpus": order.cpu * 1_000_000_000 // 1024,
                "read_only": order.readonly,
            },
        }


class AppContainer:
    """One container; tells its output, its start and its end on the clock's thread."""

    def __init__(
        self,
        engine: Engine,
        asked: dict[str, Any],
        hosts: HostsFile,
        password: str,
        callbacks: Callbacks,
        clock: Clock,
        port: int,
    ) -> None:
        self._engine, self._asked, self._hosts, self._password = engine, asked, hosts, password
        self._order = order = hosts.order
        self._callbacks, self._clock = callbacks, clock
        self.port = port
        self._id = ""
        self._unwanted = threading.Event()
        self.over = False
        self.address = ("127.0.0.1", self.port) if order.port else None
        self.checked = bool(order.check and words(order.check.get("command", ())))
        self._life = threading.Thread(target=self._live, name=f"practice-container-{self.port}", daemon=True)
        self._life.start()

    def stop(self, timeout: float) -> None:
        """Send the stop signal now, and SIGKILL after `timeout` real seconds if that was not enough."""
        self._unwanted.set()
        self._apart(lambda client: client.stop(self._id, timeout=max(1, round(timeout))))

    def kill(self) -> None:
        """End it now."""
        self._unwanted.set()
        self._apart(lambda client: client.kill(self._id))

    def join(self, seconds: float) -> None:
        """Wait until nothing is left of it in the engine."""
        self._life.join(seconds)

    def _apart(self, act: "Callable[[APIClient], object]") -> None:
        """Tell the engine something that may take long, whatever comes of it."""
        if self.over or not self._id:
            return

        def tell() -> None:
            from docker.errors import DockerException
            from requests.exceptions import RequestException

            client = self._engine.connect()
            with suppress(DockerException, RequestException):
                act(client)
            client.close()

        threading.Thread(target=tell, name="practice-docker", daemon=True).start()

    def _live(self) -> None:
        """Pull, start, listen, and wait for the end."""
        from docker.errors import DockerException
        from requests.exceptions import RequestException

        client, code = self._engine.connect(FOR_EVER), CANNOT_START
        try:
            if self._begin(client):
                if self._unwanted.is_set():  # said meanwhile, to a container that could not hear it yet
                    client.kill(self._id)
                inside = address_inside(client, self._id)
                self._hosts.place(inside)
                threading.Thread(target=self._await_port, args=[inside], daemon=True).start()
                self._check()
                self._listen(client)
                code = int(client.wait(self._id)["StatusCode"])
                self._tell_why(client)
        except (DockerException, RequestException, OSError) as error:
            if not self._unwanted.is_set():
                LOG.warning("a container of %s ended: %s", self._order.image, error)
                self._tell([f"CannotStartContainerError: {getattr(error, 'explanation', None) or error}"])
        finally:
            self.over = True
            if self._id:
                clear_away(self._engine, self._id)
            self._hosts.close()
            client.close()
            self._clock.after(0.0, lambda: self._callbacks.ended(code))

    def _begin(self, client: "APIClient") -> bool:
        """Make it and start it, if it is still wanted.

        It goes without the names inside where the engine takes no file of the user's, as one from a snap does.
        """
        from docker.errors import APIError

        for binds in ([f"{self._hosts.path}:/etc/hosts:ro,z"], []):
            try:
                self._create(client, binds)
                if not self._unwanted.is_set():
                    client.start(self._id)
            except APIError as error:
                if not binds or not OF_A_FILE.search(str(error)):
                    raise
                LOG.warning("a container of %s knows no names: %s", self._order.image, error)
                if self._id:
                    clear_away(self._engine, self._id)
            else:
                break
        return not self._unwanted.is_set()

    def _create(self, client: "APIClient", binds: list[str]) -> None:
        asked, reference = self._asked, str(self._order.pull)
        known = {"username": "AWS", "password": self._password}
        client.pull(reference, auth_config=known)
        host = client.create_host_config(
            port_bindings=dict.fromkeys(asked["ports"], ("127.0.0.1", self.port)),
            binds=binds,
            **asked["limits"],
        )
        self._id = client.create_container(
            reference,
            hostname=asked["hostname"],
            environment=asked["environment"],
            entrypoint=asked["entrypoint"],
            command=asked["command"],
            labels=asked["labels"],
            ports=asked["ports"],
            host_config=host,
        )["Id"]

    def _await_port(self, inside: str) -> None:
        """Tell that it is ready when it answers on its port: asked inside, for Docker's own proxy answers at once.

        One that listens on loopback alone is as ready as it will ever be.
        """
        until, tick, looks, port = monotonic() + LISTEN_WITHIN, threading.Event(), count(1), self._order.port
        while inside and port and not self.over and monotonic() < until and not listens((inside, port)):
            if next(looks) % LOOK_INSIDE == 0 and hears_itself(self._engine, self._id, port):
                break
            tick.wait(LOOK_AGAIN)
        if not self.over and (inside or is_running(self._engine, self._id)):
            self._clock.after(0.0, self._callbacks.ready)

    def _check(self) -> None:
        """Let its health check begin, if it has one."""
        if self.checked and self._order.check:
            Checks(
                self._engine, self._id, self._order.check, self._clock, lambda: self.over, self._tell_health
            )

    def _tell_health(self, status: str) -> None:
        self._clock.after(0.0, lambda: self._callbacks.health(status))

    def _tell_why(self, client: "APIClient") -> None:
        """Say what ECS says of a container that the kernel ended because its memory was used up."""
        if client.inspect_container(self._id)["State"].get("OOMKilled"):
            self._clock.after(0.0, lambda: self._callbacks.killed(OUT_OF_MEMORY))

    def _listen(self, client: "APIClient") -> None:
        """Pass lines on as they come, until there are no more."""
        lines = Lines()
        for piece in client.logs(self._id, stream=True, follow=True):
            self._tell(list(lines.feed(piece.decode(errors="replace"))))
        self._tell(list(lines.end()))

    def _tell(self, lines: list[str]) -> None:
        if lines:
            self._clock.after(0.0, lambda: self._callbacks.lines(lines))


def address_inside(client: "APIClient", container: str) -> str:
    """Where it is in the containers' own network; empty for one that has gone already."""
    networks = client.inspect_container(container)["NetworkSettings"]["Networks"]
    return next((str(network["IPAddress"]) for network in networks.values()), "")


def is_running(engine: Engine, container: str) -> bool:
    """Whether a container has not ended yet."""
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    with suppress(DockerException, RequestException), closing(engine.connect()) as client:
        return bool(client.inspect_container(container)["State"]["Running"])
    return False


def hears_itself(engine: Engine, container: str, port: int) -> bool:
    """Whether a container listens on loopback, as far as it can be seen from inside."""
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    with suppress(DockerException, RequestException), closing(engine.connect()) as client:
        return ListeningSocket(port, loopback=True) in (listeners(client, container) or ())
    return False


def listens(address: tuple[str, int]) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(address) == 0
