"""The Docker engine: found as the user has it, and described."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from steps.docker.buildx import Buildx, find_buildx
from steps.docker.missing import refused, unanswered, unfit
from steps.docker.places import Place, places

if TYPE_CHECKING:
    from docker import APIClient
    from docker.tls import TLSConfig

KNOCK = 3.0  # seconds that an engine gets to answer the first question
SILENCE = 3600  # seconds without a word after which a build or a push is given up
PODMAN = "Podman"
OLDEST = "1.41"  # the API of Docker 20.10, asked for before the engine has said which it speaks


@dataclass(frozen=True)
class Engine:
    """An engine that answered: who and where it is, and how it keeps its images.

    `store` is "containerd" or "classic"; `architecture` is in Docker's words: amd64, arm64.
    """

    url: str
    name: str
    version: str
    api: str
    store: str
    architecture: str
    named_by: str
    tls: "TLSConfig | None" = field(default=None, repr=False, compare=False)
    buildx: Buildx | None = field(default=None, repr=False, compare=False)

    def connect(self, timeout: float = 60) -> "APIClient":
        """Give a new client of docker-py's low-level API; `timeout` is how long the engine may be silent."""
        return _client(self.url, self.api, timeout, self.tls)

    def describe(self) -> str:
        """One line for the reader."""
        kind = f"{self.architecture}, {self.store} image store"
        builder = ", builds with BuildKit" if self.buildx else ""
        return f"{self.name} {self.version} ({kind}) by {self.named_by}{builder}"

    @property
    def classic(self) -> bool:
        """Whether images are built by Docker's classic builder; Podman's own reads what BuildKit reads."""
        return self.buildx is None and self.name != PODMAN

    @property
    def host(self) -> str:
        """Where the ports that it publishes are reached: this machine, or the one that it runs on."""
        parts = urlsplit(self.url)
        return (parts.hostname or "127.0.0.1") if parts.scheme in ("tcp", "http", "https") else "127.0.0.1"


def find_engine(environ: Mapping[str, str], root: Path = Path("/")) -> Engine:
    """Find the engine that the user's `docker` command would use, else any that runs here.

    EngineTrouble says what is missing and which command cures it; the first place that exists but does not
    work explains more than all those that do not exist. `root` is where system sockets begin.
    """
    tried: list[tuple[Place, Exception]] = []
    for place in places(environ, root):
        try:
            return _knock(place, environ)
        except FileNotFoundError as error:
            tried += [(place, error)] if place.chosen else []
        except OSError as error:
            tried.append((place, error))
    if tried:
        raise refused(*tried[0], environ, root) from tried[0][1]
    raise unanswered(environ, root)


def _knock(place: Place, environ: Mapping[str, str]) -> Engine:
    """Ask who is there; OSError when nobody is, EngineTrouble when it cannot build what Fargate runs."""
    if place.socket:  # first of all: where there is no Docker, its library need not be loaded
        _touch(place.socket)
    import docker  # noqa: F401  (before its parts: two threads that import different parts first trip each other up)
    from docker.errors import DockerException
    from urllib3.exceptions import HTTPError

    try:
        tls = _tls(place)
        client = _client(place.url, OLDEST, KNOCK, tls)
        version, info = client.version(api_version=False), client.info()
    except (DockerException, HTTPError) as error:
        raise ConnectionError(str(error)) from error
    client.close()
    if info.get("OSType") == "windows":
        raise unfit()
    name = _product(version, info)
    return Engine(
        url=place.url,
        name=name,
        version=str(version["Version"]),
        api=str(version["ApiVersion"]),
        store="containerd" if "io.containerd.snapshotter" in str(info.get("DriverStatus")) else "classic",
        architecture=str(version["Arch"]),
        named_by=place.named_by,
        tls=tls,
        buildx=None if name == PODMAN else find_buildx(environ, place),
    )


def _touch(socket: Path) -> None:
    """Open the socket and close it: the operating system's own error says best what is wrong."""
    from socket import AF_UNIX, SOCK_STREAM
    from socket import socket as new_socket

    if not socket.exists():  # asked first: where the path is too long for a socket, connecting says only that
        raise FileNotFoundError(socket)
    try:
        socket.stat()
    except OSError as error:  # a folder that is closed to this user hides whether there is anything in it
        raise FileNotFoundError(str(socket)) from error
    with new_socket(AF_UNIX, SOCK_STREAM) as knocking:
        knocking.settimeout(KNOCK)
        knocking.connect(str(socket))


def _client(url: str, api: str, timeout: float, tls: "TLSConfig | None") -> "APIClient":
    from docker import APIClient

    # docker-py passes a fraction of a second on as it is; its stub knows whole ones
    return APIClient(base_url=url, version=api, timeout=timeout, tls=tls or False)  # type: ignore[arg-type]


def _tls(place: Place) -> "TLSConfig | None":
    if place.certificates is None:
        return None
    from docker.tls import TLSConfig

    folder = place.certificates
    return TLSConfig(
        client_cert=(str(folder / "cert.pem"), str(folder / "key.pem")),
        ca_cert=str(folder / "ca.pem"),
        verify=place.verify,
    )


def _product(version: Mapping[str, Any], info: Mapping[str, Any]) -> str:
    """Podman answers Docker's questions too, and says so among its components."""
    parts = [str(part.get("Name")) for part in version.get("Components") or ()]
    if any("Podman" in part for part in parts):
        return PODMAN
    return "Docker Desktop" if info.get("OperatingSystem") == "Docker Desktop" else "Docker Engine"
