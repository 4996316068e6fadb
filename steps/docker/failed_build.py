"""Why a build failed, from what Docker said, and what to change in which file."""

import re
from pathlib import Path

from steps.docker.troubles import FREE_DISK, DockerTrouble, full_disk


def build_failed(folder: Path, message: str, step: str) -> DockerTrouble:
    """Explain the message that a build ended with; `step` is the line of the Dockerfile it was at."""
    message = message.strip()
    at = f" at “{step}”" if step else ""
    return DockerTrouble(
        f"Building {folder.name} failed{at}.", why=f"Docker says: {message}", cure=_cure(folder, message)
    )


def other_architecture(folder: Path, built: str, wanted: str) -> DockerTrouble:
    """Say that the image is for another processor than its tasks have."""
    return DockerTrouble(
        f"The image of {folder.name} was built for {built}, and its tasks run on {wanted}.",
        why="On Fargate it would stop at once with “exec format error”.",
        cure=(
            f"Take `--platform` out of the FROM lines in {folder / 'Dockerfile'}, choose the other "
            f"`architecture` in {folder / 'app.toml'}, or use an engine that builds for {wanted}."
        ),
    )


def _cure(folder: Path, message: str) -> str:
    dockerfile = folder / "Dockerfile"
    if full_disk(message):
        return FREE_DISK
    if "cannot locate specified dockerfile" in message.lower():
        return f"Every app needs one: write {dockerfile}."
    for pattern, cure in CURES.items():
        if re.search(pattern, message, re.IGNORECASE | re.DOTALL):
            return cure.format(dockerfile=dockerfile, ignore=folder / ".dockerignore")
    return f"Correct {dockerfile} and try again."


CURES = {
    r"copy failed|add failed|file not found in build context|no source files": (
        "Look in {dockerfile} for the name that COPY or ADD asks for: it has to be in the same folder, "
        "and {ignore} must not leave it out."
    ),
    r"requires buildkit|unknown flag: (mount|link|chmod)|heredoc": (
        "Take what needs BuildKit (`RUN --mount`, `COPY --link`, here-documents) out of {dockerfile}."
    ),
    r"parse error|unknown instruction|syntax error|requires (at least|exactly)|dockerfile.*empty": (
        "Correct that line in {dockerfile}."
    ),
    r"toomanyrequests|pull rate limit": (
        "Docker Hub lets anonymous users pull only so often: `docker login`, wait a while, or take the same "
        "base image from public.ecr.aws/docker/library/ in {dockerfile}."
    ),
    r"dial tcp|no such host|i/o timeout|tls handshake|network is unreachable|context deadline exceeded": (
        "The engine could not reach the registry that FROM names: look at the network, a proxy or a VPN."
    ),
    r"no match(ing)? for platform|no matching manifest|does not match the (specified|expected) platform": (
        "The base image in {dockerfile} is not made for this processor: choose one that is."
    ),
    r"pull access denied|manifest (for .* )?(unknown|not found)|repository does not exist": (
        "Look for a slip in the image and tag that FROM names in {dockerfile}; a private one needs "
        "`docker login`."
    ),
    r"exec format error": (
        "This engine cannot run programs of that processor: build on a machine that has it, or install "
        "emulation with `docker run --privileged --rm tonistiigi/binfmt --install all`."
    ),
    r"returned a non-zero code: 137": (
        "The command was killed, most likely for want of memory: give Docker more, or make it need less."
    ),
    r"returned a non-zero code": (
        "The lines above are what the command said: correct it in {dockerfile}, or run it by hand."
    ),
}
"""What to do, for each way in which a build ends; the first pattern that is found decides."""
