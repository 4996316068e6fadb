"""Private engines for the tests: started where they can be, with the reason where they cannot."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
VARIANTS = {
    "classic": ("--engine", "default", "--store", "classic"),
    "containerd": ("--engine", "26", "--store", "containerd"),
}
"""The two ways in which engines keep images, and build them: the newer one has BuildKit. Their words differ."""
RARER = {"newer-classic": ("--engine", "26", "--store", "classic")}
"""What has the one's way to keep images and the other's to build them: `make cases` looks at it too."""


class CannotStartError(Exception):
    """Why there can be no private engine on this machine."""


@dataclass(frozen=True)
class PrivateEngine:
    """A running engine and its registry, which knows one user."""

    variant: str
    url: str
    registry: str
    username: str
    password: str
    client: Mapping[str, str]
    """The environment in which its own `docker` command is found: that of the newer engine has buildx."""

    @property
    def environ(self) -> dict[str, str]:
        """The environment of its user."""
        return {"DOCKER_HOST": self.url, **self.client}


@contextmanager
def private_engine(variant: str, folder: Path, *options: str) -> Iterator[PrivateEngine]:
    """Run an engine of this variant and a registry; CannotStartError where that is impossible."""
    if sys.platform != "linux":
        raise CannotStartError("a private Docker engine runs on Linux only")
    as_root = () if os.geteuid() == 0 else ("sudo", "-n", "--preserve-env=FARGATE_WIZARD_TEST_CACHE")
    if as_root and (
        not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"], check=False).returncode
    ):
        raise CannotStartError("a private Docker engine needs root, or sudo without a password")
    command = (*as_root, sys.executable, "-m", "tests.tools.engine")
    started = _run(
        *command, "up", str(folder), "--port", str(_free_port()), *(VARIANTS | RARER)[variant], *options
    )
    if started.returncode:
        raise CannotStartError(f"no private Docker engine: {started.stderr.strip()[-1500:]}")
    try:
        yield _read(variant, folder / "env")
    finally:
        _run(*command, "down", str(folder))


def _run(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _read(variant: str, file: Path) -> PrivateEngine:
    said = dict(word.split("=", 1) for word in file.read_text().split() if "=" in word)
    return PrivateEngine(
        variant,
        said["DOCKER_HOST"],
        said["TEST_REGISTRY"],
        said["TEST_REGISTRY_USER"],
        said["TEST_REGISTRY_PASSWORD"],
        {key: said[key] for key in ("DOCKER_CONFIG", "PATH")},
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
