"""BuildKit, as the user has it: the `docker` command with its buildx, talking to the engine that was found."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steps.docker.places import Place

PATIENCE = 10.0  # seconds that the program gets to say its version
STEERING = ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "BUILDX_BUILDER")
"""What would lead it to another engine than the one that was found."""


@dataclass(frozen=True)
class Buildx:
    """The program, its version, and the environment in which it builds in the engine's own BuildKit."""

    program: str
    version: str
    environ: Mapping[str, str] = field(repr=False, compare=False)

    def command(self, *words: str) -> tuple[str, ...]:
        """The words that start it; a builder of the user's own would not leave the image in the engine."""
        return (self.program, "buildx", "build", "--builder", "default", *words)


def find_buildx(environ: Mapping[str, str], place: "Place") -> Buildx | None:
    """Find the `docker` command on the PATH, None where there is none or it has no buildx."""
    program = shutil.which("docker", path=environ.get("PATH", ""))
    if program is None:
        return None
    own = {key: value for key, value in environ.items() if key not in STEERING}
    own |= {"DOCKER_HOST": place.url, "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}
    if place.certificates:
        own["DOCKER_CERT_PATH"] = str(place.certificates)
        own |= {"DOCKER_TLS_VERIFY": "1"} if place.verify else {"DOCKER_TLS": "1"}
    try:
        said = subprocess.run(
            (program, "buildx", "version"),
            env=own,
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        ).stdout.split()
    except (OSError, subprocess.SubprocessError):
        return None
    return Buildx(program, said[1] if len(said) > 1 else "", own)
