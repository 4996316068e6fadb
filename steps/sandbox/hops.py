"""What each hop of HTTP says for itself, and what travels on to the other end.

https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
"""

from collections.abc import Iterable, Sequence

from steps.sandbox.web.connection import BoundedConnection
from steps.sandbox.web.head import options

HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-connection",
        "proxy-authorization",
        "proxy-authenticate",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "expect",
        "content-length",
    }
)
"""The last two because each hop frames the body anew, and asks for it when it wants it."""

Header = tuple[str, str]


def end_to_end(headers: Iterable[Header], named: Sequence[str]) -> list[Header]:
    """Leave out what is for one hop only, also what `Connection` names; Host always travels on."""
    dropped = HOP_BY_HOP | (set(named) - {"host"})
    return [(name, value) for name, value in headers if name.lower() not in dropped]


def passing_headers(client: BoundedConnection) -> list[Header]:
    """The request's headers that travel on, in their order and spelling."""
    return end_to_end(client.headers.items(), client.head.connection)


def own_headers(client: BoundedConnection) -> list[Header]:
    """What the next hop is told instead: how the body is delimited, and whether the connection goes on."""
    if asks_for_websocket(client):
        return [("Connection", "Upgrade"), ("Upgrade", "websocket")]
    if client.body.chunked:
        return [("Transfer-Encoding", "chunked"), ("Connection", "close")]
    counted = "Content-Length" in client.headers
    return [*([("Content-Length", str(client.body.length))] if counted else []), ("Connection", "close")]


def asks_for_websocket(client: BoundedConnection) -> bool:
    """Whether the request asks to go on as a WebSocket, the one upgrade that load balancers know."""
    return (
        client.command == "GET"
        and client.request_version == "HTTP/1.1"
        and client.body.done
        and "upgrade" in client.head.connection
        and options(client.headers, "Upgrade") == ["websocket"]
    )
