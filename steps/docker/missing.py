"""Why no engine can be used, and the command that cures it on this operating system."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from steps.docker.docker_troubles import EngineTrouble, Unusable
from steps.docker.places import Place, home

AGAIN = "Then try again."


def refused(place: Place, error: Exception, environ: Mapping[str, str], root: Path) -> EngineTrouble:
    """Say why an engine that somebody named, or whose socket is there, does not work."""
    if isinstance(error, PermissionError):
        return _no_permission(place)
    where = f"{place.named_by} {'points to' if place.chosen else 'has'} {place.url}"
    why = f"{where}, and nothing answers there."
    if place.url.startswith("ssh://"):
        why = f"{where}, and engines behind ssh are not supported here."
        forward = "ssh -NL /tmp/docker.sock:/var/run/docker.sock HOST"
        cure = (
            f"Forward its socket with `{forward}` and `export DOCKER_HOST=unix:///tmp/docker.sock`. {AGAIN}"
        )
    elif place.final:
        cure = f"Start that engine, or leave it out with `unset {_variable(place)}`. {AGAIN}"
    else:
        cure = f"Start it: `{place.start or _start(environ, root)}`. {AGAIN}"
    return EngineTrouble(Unusable.NOT_RUNNING, "Docker is not running.", why=why, cure=cure)


def unanswered(environ: Mapping[str, str], root: Path) -> EngineTrouble:
    """Say that there is no engine: not started, when its program is here, else not installed."""
    if installed(environ, root):
        return EngineTrouble(
            Unusable.NOT_RUNNING,
            "Docker is installed, but it is not running.",
            why="None of its usual sockets is there.",
            cure=f"Start it: `{_start(environ, root)}`. {AGAIN}",
        )
    return EngineTrouble(
        Unusable.NOT_INSTALLED,
        "There is no Docker on this machine.",
        why="Building container images needs an engine: Docker, Docker Desktop, Podman, Colima or OrbStack.",
        cure=f"Install one: `{_install(root)}`. {AGAIN}",
    )


def unfit() -> EngineTrouble:
    """Say that the engine runs Windows containers, which Fargate's Linux tasks cannot be."""
    return EngineTrouble(
        Unusable.WRONG_KIND,
        "Docker is set to Windows containers.",
        why="The tasks here are Linux containers.",
        cure=f"Choose “Switch to Linux containers” in Docker Desktop's menu. {AGAIN}",
    )


def installed(environ: Mapping[str, str], root: Path) -> str:
    """Give the first engine program found on the PATH or among the applications, empty for none."""
    for program in ("docker", "dockerd", "podman", "colima"):
        if shutil.which(program, path=environ.get("PATH")):
            return program
    return "docker" if (root / "Applications" / "Docker.app").exists() else ""


def install_buildx(environ: Mapping[str, str], root: Path = Path("/")) -> str:
    """Say how the `docker` command comes to have BuildKit on this system."""
    known = _release(root)
    if sys.platform in ("darwin", "win32"):
        command = (
            "brew install docker-buildx"
            if sys.platform == "darwin"
            else "winget install Docker.DockerDesktop"
        )
    elif "ubuntu" in known:
        command = "sudo apt-get install docker-buildx"
    elif "debian" in known:
        command = "sudo apt-get install docker-cli docker-buildx"
    elif "fedora" in known:
        command = "sudo dnf install docker-buildx"
    elif "arch" in known:
        command = "sudo pacman -S docker-buildx"
    else:
        command = ""
    way = (
        f"`{command}`, or as https://docs.docker.com/go/buildx/ says"
        if command
        else "https://docs.docker.com/go/buildx/"
    )
    missing = (
        "buildx"
        if shutil.which("docker", path=environ.get("PATH", ""))
        else "the `docker` command with buildx"
    )
    return f"Install {missing}: {way}. {AGAIN}"


def _no_permission(place: Place) -> EngineTrouble:
    if "podman" in place.url:
        cure = "Use your own Podman: `systemctl --user enable --now podman.socket`."
    elif sys.platform == "linux":
        cure = "Join its group: `sudo usermod -aG docker $USER`, and log out and in (or run `newgrp docker`)."
    else:
        cure = f"Take the socket over: `sudo chown $USER {place.socket}`."
    return EngineTrouble(
        Unusable.NO_PERMISSION,
        "Docker is running, but you may not use it.",
        why=f"{place.url.removeprefix('unix://')} is closed to this user.",
        cure=f"{cure} {AGAIN}",
    )


def _variable(place: Place) -> str:
    return "DOCKER_HOST" if place.named_by == "DOCKER_HOST" else "DOCKER_CONTEXT"


def _start(environ: Mapping[str, str], root: Path) -> str:
    """Give the command that starts what is installed here."""
    program = installed(environ, root)
    if program == "colima":
        return "colima start"
    match sys.platform, program:
        case "darwin", "podman":
            return "podman machine start"
        case "darwin", _:
            return "open -a Docker"
        case "win32", _:
            return "docker desktop start"
        case _, "podman":
            return "systemctl --user start podman.socket"
    desktop = home(environ) / ".docker" / "desktop"
    return "systemctl --user start docker-desktop" if desktop.is_dir() else "sudo systemctl start docker"


def _install(root: Path) -> str:
    """Give the command that installs an engine, from this system's own packages where it has them."""
    match sys.platform:
        case "darwin":
            return "brew install --cask docker-desktop && open -a Docker"
        case "win32":
            return "winget install Docker.DockerDesktop"
    known = _release(root)
    if known & {"debian", "ubuntu"}:
        return "sudo apt-get install docker.io"
    if known & {"fedora"}:
        return "sudo dnf install moby-engine && sudo systemctl enable --now docker"
    if known & {"arch"}:
        return "sudo pacman -S docker && sudo systemctl enable --now docker"
    if known & {"amzn"}:
        return "sudo dnf install docker && sudo systemctl enable --now docker"
    return "curl -fsSL https://get.docker.com | sh"


def _release(root: Path) -> set[str]:
    """Give the names of this Linux and of those it is like."""
    try:
        lines = (root / "etc" / "os-release").read_text("utf-8").splitlines()
    except OSError:
        return set()
    table = dict(line.split("=", 1) for line in lines if "=" in line)
    return {*table.get("ID", "").strip('"').split(), *table.get("ID_LIKE", "").strip('"').split()}
