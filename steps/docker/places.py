"""Where a Docker engine may be found, in the order that the `docker` command and its relatives use."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """An address of an engine: the URL, who named it, the certificates for TLS, the command that starts it.

    A `chosen` place is one that the user's settings name; after a `final` one nothing else is tried.
    """

    url: str
    named_by: str
    start: str = ""
    certificates: Path | None = None
    verify: bool = True
    chosen: bool = False
    final: bool = False

    @property
    def socket(self) -> Path | None:
        """The Unix socket, None for an address of another kind."""
        return Path(self.url.removeprefix("unix://")) if self.url.startswith("unix://") else None


def places(environ: Mapping[str, str], root: Path = Path("/")) -> Iterator[Place]:
    """Yield every place to look at, the user's own choice first; `root` is where system sockets begin."""
    if host := environ.get("DOCKER_HOST"):
        yield _from_environment(environ, host)
        return
    if context := _current_context(environ):
        yield context
        if context.final:
            return
    yield from _usual(home(environ), root, environ)


def home(environ: Mapping[str, str]) -> Path:
    """Give the user's home, as the environment has it."""
    known = environ.get("HOME") or environ.get("USERPROFILE")
    return Path(known) if known else Path.home()


def _from_environment(environ: Mapping[str, str], host: str) -> Place:
    folder = Path(environ.get("DOCKER_CERT_PATH") or _settings(environ))
    verify = bool(environ.get("DOCKER_TLS_VERIFY"))
    secure = verify or bool(environ.get("DOCKER_CERT_PATH"))
    return Place(
        host, "DOCKER_HOST", certificates=folder if secure else None, verify=verify, chosen=True, final=True
    )


def _settings(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("DOCKER_CONFIG") or home(environ) / ".docker")


def _current_context(environ: Mapping[str, str]) -> Place | None:
    """Read the context that `docker context use` chose; its files are named after the hash of its name."""
    settings = _settings(environ)
    name = environ.get("DOCKER_CONTEXT") or _read(settings / "config.json").get("currentContext")
    if not isinstance(name, str) or name in ("", "default"):
        return None
    key = hashlib.sha256(name.encode()).hexdigest()
    meta = _read(settings / "contexts" / "meta" / key / "meta.json")
    match meta:
        case {"Endpoints": {"docker": {"Host": str(host), **rest}}}:
            folder = settings / "contexts" / "tls" / key / "docker"
            return Place(
                host,
                f"the Docker context {name}",
                start=_starter(name),
                certificates=folder if folder.is_dir() else None,
                verify=not rest.get("SkipTLSVerify", False),
                chosen=True,
                final="DOCKER_CONTEXT" in environ,
            )
    return None


def _read(file: Path) -> dict[str, object]:
    try:
        table = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return table if isinstance(table, dict) else {}


def _starter(context: str) -> str:
    """Give the command that starts the engine behind a context that a product made."""
    known = {
        "desktop-linux": "docker desktop start",
        "colima": "colima start",
        "orbstack": "orb start",
        "rancher-desktop": "rdctl start",
        "rootless": "systemctl --user start docker",
    }
    return known.get(context, "")


def _usual(user: Path, root: Path, environ: Mapping[str, str]) -> Iterator[Place]:
    if os.name == "nt":
        yield Place("npipe:////./pipe/docker_engine", "Docker Desktop", start="docker desktop start")
        return
    session = Path(environ.get("XDG_RUNTIME_DIR") or root / "run" / "user" / str(os.getuid()))
    sockets = (
        (root / "var/run/docker.sock", "Docker", ""),
        (session / "docker.sock", "rootless Docker", "systemctl --user start docker"),
        (user / ".docker/run/docker.sock", "Docker Desktop", "docker desktop start"),
        (user / ".docker/desktop/docker.sock", "Docker Desktop", "systemctl --user start docker-desktop"),
        (user / ".orbstack/run/docker.sock", "OrbStack", "orb start"),
        (user / ".colima/default/docker.sock", "Colima", "colima start"),
        (user / ".rd/docker.sock", "Rancher Desktop", "rdctl start"),
        (session / "podman/podman.sock", "Podman", "systemctl --user start podman.socket"),
        (root / "run/podman/podman.sock", "Podman", "sudo systemctl start podman.socket"),
        (user / ".local/share/containers/podman/machine/podman.sock", "Podman", "podman machine start"),
    )
    for socket, name, start in sockets:
        yield Place(f"unix://{socket}", name, start=start)
