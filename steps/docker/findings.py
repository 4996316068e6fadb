"""What a rehearsal can find, each with what to change and in which file."""

from dataclasses import dataclass
from pathlib import Path

from steps.appfile.apps import App


@dataclass(frozen=True)
class Finding:
    """Something that would go wrong on Fargate: what happened, what to change, in which file of the app's folder.

    `fatal` when no task would become healthy; `logs` are the last lines that the app wrote.
    """

    what: str
    cure: str
    file: str
    fatal: bool = True
    logs: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.what} {self.cure} (in {self.file})"


@dataclass(frozen=True)
class Cast:
    """The app on stage: what its app.toml and its image say, for the sentences about it."""

    app: App
    command: tuple[str, ...]
    signal: str

    @property
    def source(self) -> str:
        """The file of the folder that is run, the Dockerfile when none of them is."""
        folder = Path(self.app.folder)
        own = (word for word in self.command if not word.startswith("-") and (folder / word).is_file())
        return next(own, "Dockerfile")

    @property
    def in_shell(self) -> bool:
        """Whether a shell is the first process, which passes no signal on."""
        return self.command[:2] in (("/bin/sh", "-c"), ("sh", "-c"))


def wrong_architecture(cast: Cast, built: str, wanted: str) -> Finding:
    """Report an image for a processor that the tasks do not have."""
    other = "ARM64" if built == "arm64" else "X86_64"
    return Finding(
        f"The image is for {built}, and app.toml asks for {cast.app.architecture} ({wanted}).",
        f'Write architecture = "{other}" in app.toml, or build the image for {wanted}: no --platform in FROM.',
        "app.toml",
    )


def cannot_start(message: str) -> Finding:
    """Report a command that the container has not got or may not run."""
    return Finding(
        f"The container cannot start: {message.strip()}.",
        "Make CMD or ENTRYPOINT name a program that is in the image and that its USER may execute.",
        "Dockerfile",
    )


def ended(cast: Cast, code: int, out_of_memory: bool, seconds: float, logs: tuple[str, ...]) -> Finding:
    """Report an app that did not stay up."""
    what = f"It ended by itself with exit code {code} after {seconds:.1f} seconds."
    if out_of_memory:
        cure = f"It needs more than memory = {cast.app.memory}: give it more, or make it use less."
        return Finding(f"It ran out of memory after {seconds:.1f} seconds.", cure, "app.toml", logs=logs)
    if cast.app.readonly and any("read-only file system" in line.lower() for line in logs):
        cure = "It writes to its disk: write readonly = false, or make it keep everything in memory."
        return Finding(what, cure, "app.toml", logs=logs)
    if code in (126, 127):
        cure = "The command in CMD or ENTRYPOINT is not in the image or cannot be executed by its USER."
        return Finding(what, cure, "Dockerfile", logs=logs)
    if code == 0:
        cure = "The first process must stay in the foreground for as long as the app is to run."
        return Finding(what, cure, cast.source, logs=logs)
    return Finding(what, "Correct what its last lines complain of.", cast.source, logs=logs)


def only_on_loopback(cast: Cast, logs: tuple[str, ...]) -> Finding:
    """Report an app that nobody outside its container can reach."""
    port = cast.app.port
    return Finding(
        f"It listens on 127.0.0.1:{port}, which only the container itself can reach.",
        f"Make it listen on 0.0.0.0:{port}: the load balancer comes from outside.",
        cast.source,
        logs=logs,
    )


def nothing_listens(
    cast: Cast, ports: frozenset[int] | None, seconds: float, logs: tuple[str, ...]
) -> Finding:
    """Report an app that cannot be reached on its port; `ports` are those it has open, None if unknown."""
    app = cast.app
    what = f"Nothing answered on port {app.port} in {seconds:.0f} seconds."
    if ports:
        seen = " and ".join(str(port) for port in sorted(ports))
        cure = f"It listens on {seen}: write port = {min(ports)}, or make it listen on {app.port}."
        return Finding(what, cure, "app.toml", logs=logs)
    if ports is None:
        cure = f"Make it listen on 0.0.0.0:{app.port}, neither on 127.0.0.1 nor on another port."
        return Finding(what, cure, cast.source, logs=logs)
    cure = f"Make it listen on 0.0.0.0:{app.port} sooner, or give it a longer grace than {app.health.grace} seconds."
    return Finding(what, cure, cast.source, logs=logs)


def no_answer(cast: Cast, seconds: float, logs: tuple[str, ...]) -> Finding:
    """Report an app that takes connections and gives no HTTP answer."""
    return Finding(
        f"It listens on port {cast.app.port}, but gave no HTTP answer in {seconds:.0f} seconds.",
        f"Make it answer GET {cast.app.health.path} over plain HTTP, without TLS.",
        cast.source,
        logs=logs,
    )


def wrong_answer(cast: Cast, status: int, logs: tuple[str, ...]) -> Finding:
    """Report a health path that answers something else than app.toml promises."""
    health = cast.app.health
    return Finding(
        f"GET {health.path} answers {status}, and app.toml promises {health.codes}.",
        f"Make the app answer {health.path} with {health.codes}, or write under [health] the path and codes it has.",
        "app.toml",
        logs=logs,
    )


def ignores_signal(cast: Cast, seconds: float) -> Finding:
    """Report an app that has to be killed, which makes every rollout slow and cuts requests off."""
    what = (
        f"It was still running {seconds:.0f} seconds after {cast.signal}. Fargate waits 30 seconds, then kills it "
        "and the requests that it was answering."
    )
    if cast.in_shell:
        cure = (
            'Write CMD as a list, CMD ["program", "argument"], so that no shell keeps the signal to itself.'
        )
        return Finding(what, cure, "Dockerfile", fatal=False)
    cure = f"Make it end on {cast.signal}: the first process of a container ignores signals it has no handler for."
    return Finding(what, cure, cast.source, fatal=False)
