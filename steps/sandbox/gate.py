"""Who may knock at the practice cloud's own servers: no web page, and nobody who calls this machine by another name.

A page in the user's browser can send requests to loopback, but not without the headers by which browsers name it
(`Origin`, `Sec-Fetch-Site`: https://www.w3.org/TR/fetch-metadata/), and not under our own `Host` when it comes by a
name of its own that was rebound to 127.0.0.1. Node's `fetch` sends `Sec-Fetch-Mode` alone, so that one tells nothing.
"""

import re
from collections.abc import Collection

from steps.sandbox.web.connection import BoundedConnection
from steps.sandbox.web.head import BadRequest

BROWSERS_OWN = ("Origin", "Sec-Fetch-Site")
PORT = re.compile(r":[0-9]{1,5}$")


def check(client: BoundedConnection, names: Collection[str]) -> None:
    """Let a request in by its head, when it calls this machine by one of these names. Raises BadRequest."""
    if any(name in client.headers for name in BROWSERS_OWN):
        raise BadRequest(403, "The practice cloud takes no requests from web pages.")
    # The port may be that of a proxy in front of us.
    if PORT.sub("", client.headers.get("Host", "").lower()) not in names:
        raise BadRequest(403, "The practice cloud answers to 127.0.0.1 and localhost only.")
    if not client.path.startswith("/"):
        raise BadRequest(400, "The practice cloud is no proxy.")
