"""Why a build failed, from what Docker said, and what to change in which file."""

import re
from collections.abc import Iterator

from steps.appfile.context import ignore_file
from steps.docker.build_order import BuildOrder
from steps.docker.docker_troubles import FREE_DISK, BaseImageTrouble, DockerTrouble, full_disk
from steps.docker.dockerfile import read_dockerfile
from steps.docker.only_buildkit import AUTOMATIC, beyond_classic

LIMITED = r"toomanyrequests|pull rate limit|429 too many requests"
UNREACHABLE = (
    r"dial tcp|no such host|i/o timeout|tls handshake|network is unreachable|context deadline exceeded|proxyconnect"
    r"|connection refused|server misbehaving|unexpected eof|request canceled while waiting"
)
COMMAND = r"returned a non-zero code|did not complete successfully"


def build_failed(order: BuildOrder, message: str, step: str) -> DockerTrouble:
    """Explain the message that a build ended with; `step` is the line of the Dockerfile it was at."""
    message = message.strip()
    doing = f"Fetching {order.image}" if order.image else f"Building {order.name}"
    what = f"{doing} failed{f' at “{step}”' if step else ''}."
    why = f"Docker says: {message}"
    if full_disk(message):
        return DockerTrouble(what, why=why, cure=FREE_DISK)
    if of_registry(message):
        return BaseImageTrouble(what, why=why, cure=_cure(order, message))
    return DockerTrouble(what, why=why, cure=_cure(order, message))


def of_registry(message: str) -> bool:
    """Whether no registry could be reached, or it has had enough of us: nothing that the app could change.

    What a command of the Dockerfile could not reach is the command's own failure.
    """
    found = re.search(f"{LIMITED}|{UNREACHABLE}", message, re.IGNORECASE)
    return bool(found) and not re.search(COMMAND, message)


def other_architecture(order: BuildOrder, built: str, wanted: str) -> DockerTrouble:
    """Say that the image is for another processor than its tasks have."""
    return DockerTrouble(
        f"The image of {order.name} was built for {built}, and its tasks run on {wanted}.",
        why="On Fargate it would stop at once with “exec format error”.",
        cure=(
            f"Take `--platform` out of the FROM lines in {order.dockerfile}, choose the other "
            f"`architecture` in {order.folder / 'app.toml'}, or use an engine that builds for {wanted}."
        ),
    )


def _cure(order: BuildOrder, message: str) -> str:
    if re.search(r"cannot locate specified dockerfile|failed to read dockerfile", message, re.IGNORECASE):
        return _another_dockerfile(order)
    cure = f"Correct {order.dockerfile} and try again."
    for pattern, words in CURES.items():
        if re.search(pattern, message, re.IGNORECASE | re.DOTALL):
            cure = words.format(dockerfile=order.dockerfile, ignore=ignore_file(order.folder, order.build))
            break
    if re.search(COMMAND, message):
        return " ".join([*_ungiven(order), cure])
    return " ".join([cure, *(_newer(order) if re.search(r"unknown (instruction|flag)", message) else ())])


def _newer(order: BuildOrder) -> Iterator[str]:
    """Say how a builder is had that reads more: that of an older engine knows no here-documents."""
    if found := beyond_classic(read_dockerfile(order.dockerfile), order.build.args):
        yield (
            f"If it is right: line {found.line} has `{found.what}`, which the builder of an older Docker does not read. "
            f"Bring Docker up to date, or write `# syntax=docker/dockerfile:1` as the first line, which fetches a newer one."
        )


def _another_dockerfile(order: BuildOrder) -> str:
    """Name the key for a Dockerfile that is elsewhere in the folder, if there is one."""
    found = sorted(
        file.relative_to(order.folder).as_posix()
        for pattern in ("*ockerfile*", "*/*ockerfile*", "*.dockerfile", "*/*.dockerfile", "Containerfile")
        for file in order.folder.glob(pattern)
        if file.is_file() and file.suffix != ".dockerignore"
    )
    if not found:
        return f"Every app needs one: write {order.dockerfile}."
    return f'Write dockerfile = "{found[0]}" under [build] in {order.folder / "app.toml"}.'


def _ungiven(order: BuildOrder) -> Iterator[str]:
    """Name what the Dockerfile asks for and app.toml does not give: a command that failed may have missed it."""
    dockerfile, settings = read_dockerfile(order.dockerfile), order.folder / "app.toml"
    for name in dockerfile.args:
        if name not in order.build.args and name not in AUTOMATIC:
            yield f'`ARG {name}` has no value: write args = {{ {name} = "…" }} under [build] in {settings}.'
    yield from unnamed_secrets(order)


def unnamed_secrets(order: BuildOrder) -> Iterator[str]:
    """Say how the secrets are given that the Dockerfile mounts and app.toml does not name."""
    for name, line in read_dockerfile(order.dockerfile).secrets.items():
        if name not in order.build.secrets:
            yield (
                f"Line {line} of {order.dockerfile} mounts the secret `{name}`, and app.toml names none of that id: "
                f'write {name} = {{ file = "…" }} or {{ env = "…" }} under [build.secrets] in {order.folder / "app.toml"}.'
            )


CURES = {
    r"copy failed|add failed|file not found in build context|no source files|failed to (compute|calculate).*not found": (
        "Look in {dockerfile} for the name that COPY or ADD asks for: it has to be in the folder that is sent, "
        "and {ignore} must not leave it out; an app.toml and the files of secrets are never sent."
    ),
    r"unknown flag: --": "The `docker` command's buildx is too old for this: bring it up to date.",
    r"target stage .* could not be found|failed to reach build target": (
        "`target` under [build] in app.toml has to name a stage of {dockerfile}."
    ),
    r"parse error|unknown instruction|syntax error|requires (at least|exactly)|dockerfile.*empty": (
        "Correct that line in {dockerfile}."
    ),
    LIMITED: (
        "Docker Hub lets anonymous users pull only so often: `docker login`, wait a while, or take the same "
        "base image from public.ecr.aws/docker/library/ in {dockerfile}."
    ),
    rf"^(?!.*({COMMAND})).*({UNREACHABLE})": (
        "The engine could not reach the registry that {dockerfile} names: look at the network, a proxy or a VPN."
    ),
    r"no match(ing)? for platform|no matching manifest|does not match the (specified|expected) platform": (
        "The base image in {dockerfile} is not made for this processor: choose one that is."
    ),
    r"pull access denied|manifest (for .* )?(unknown|not found)|insufficient_scope|repository does not exist": (
        "Look for a slip in the image and tag that {dockerfile} names; a private one needs `docker login`."
    ),
    r"exec format error": (
        "This engine cannot run programs of that processor: build on a machine that has it, or install "
        "emulation with `docker run --privileged --rm tonistiigi/binfmt --install all`."
    ),
    r"returned a non-zero code: 137|exit code: 137": (
        "The command was killed, most likely for want of memory: give Docker more, or make it need less."
    ),
    COMMAND: ("The lines above are what the command said: correct it in {dockerfile}, or run it by hand."),
}
"""What to do, for each way in which a build ends; the first pattern that is found decides."""
