"""The port of this machine at which one listener answers."""

from typing import Any

from steps.sandbox.web.loopback_server import LoopbackServer


class Front(LoopbackServer):
    """A loopback port that is a load balancer's from the beginning, and a listener's while it has one."""

    listener: Any = None

    def close(self) -> None:
        """Answer no more, and give the port back; requests under way are finished."""
        self.listener = None
        super().close()
