"""The way out of a container to what the practice cloud has on loopback: names, the metadata endpoint, and AWS itself.

The address is the bridge's, where other containers are too; each of the three answers the task's own secret or keys only.
"""

import re
import socket
from collections.abc import Mapping

from steps.sandbox.ecs.forwarder import Forwarder

OURS = ("http_proxy", "HTTP_PROXY", "ECS_CONTAINER_METADATA_URI_V4", "AWS_ENDPOINT_URL")
DIRECT = ("no_proxy", "NO_PROXY")
LOOPBACK = re.compile(r"127\.0\.0\.1:(\d+)")


class Outward:
    """Listens on the address that containers know this machine by, on the very ports that they ask for.

    Raises OSError when this machine has no such address: the engine runs elsewhere, in a virtual machine perhaps.
    """

    def __init__(self, gateway: str) -> None:
        self._gateway = gateway
        self._forwarders: dict[int, Forwarder] = {}
        socket.create_server((gateway, 0)).close()

    def environment(self, inside: Mapping[str, str]) -> dict[str, str]:
        """Write a task's environment with addresses that can be reached from a container."""
        told = dict(inside)
        for name in OURS:
            if found := LOOPBACK.search(told.get(name, "")):
                self._open(int(found[1]))
                told[name] = told[name].replace("127.0.0.1", self._gateway)
        for name in DIRECT:
            told[name] = f"{told[name]},{self._gateway}" if name in told else self._gateway
        return told

    def close(self) -> None:
        """Answer no more."""
        for forwarder in self._forwarders.values():
            forwarder.close()
        self._forwarders.clear()

    def _open(self, port: int) -> None:
        if port not in self._forwarders:
            listener = socket.create_server((self._gateway, port))
            self._forwarders[port] = Forwarder(listener, port, lambda asked: ("127.0.0.1", asked))
