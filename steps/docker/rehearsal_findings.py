"""What a rehearsal can find, each with what to change and in which file."""

import re
from dataclasses import dataclass
from pathlib import Path

from steps.appfile.apps import App
from steps.docker.dockerfile import read_dockerfile

SHELL = re.compile(r"^#!.*\b(ba|da|a)?sh\b")
LEAST_GRACE = 60  # seconds that are worth writing down


@dataclass(frozen=True)
class RehearsalFinding:
    """Something that would go wrong on Fargate: what happened, what to change, in which file of the app's folder.

    `fatal` when no task would stay; else it would only be better otherwise. `logs` are the last lines that the app wrote.
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
        """The file of the folder that is run, that which says what is run when none of them is."""
        folder = Path(self.app.folder)
        own = (name for word in self.command if (name := Path(word).name) and not word.startswith("-"))
        return next((name for name in own if (folder / name).is_file()), self.recipe)

    @property
    def recipe(self) -> str:
        """The file that says what is in the image and what it runs."""
        return "app.toml" if self.app.image else self.app.build.dockerfile

    @property
    def in_shell(self) -> bool:
        """Whether a shell is the first process, which passes no signal on."""
        return self.command[:2] in (("/bin/sh", "-c"), ("sh", "-c"))

    @property
    def script(self) -> str:
        """The shell script of the folder that is the first process and never hands over to another, else nothing."""
        if not self.command or self.source == self.recipe or Path(self.command[0]).name != self.source:
            return ""
        try:
            first, *lines = (Path(self.app.folder) / self.source).read_text("utf-8").splitlines()
        except (OSError, ValueError):
            return ""
        hands_over = any(line.strip().startswith("exec ") for line in lines)
        return "" if hands_over or not SHELL.match(first) else self.source

    @property
    def patience(self) -> str:
        """What to write where it is slow to start: twice the time that it had."""
        return f"write grace = {max(2 * self.app.health.grace, LEAST_GRACE)} under [health] in app.toml"


def wrong_architecture(cast: Cast, built: str, wanted: str) -> RehearsalFinding:
    """Report an image for a processor that the tasks do not have."""
    other = "ARM64" if built == "arm64" else "X86_64"
    return RehearsalFinding(
        f"The image is for {built}, and app.toml asks for {cast.app.architecture} ({wanted}).",
        f'Write architecture = "{other}" in app.toml, or build the image for {wanted}: no --platform in FROM.',
        "app.toml",
    )


def cannot_start(cast: Cast, message: str) -> RehearsalFinding:
    """Report a command that the container has not got or may not run."""
    return RehearsalFinding(
        f"The container cannot start: {message.strip()}.",
        "Make CMD or ENTRYPOINT name a program that is in the image and that its USER may execute.",
        cast.recipe,
    )


def ended(
    cast: Cast, code: int, out_of_memory: bool, seconds: float, logs: tuple[str, ...]
) -> RehearsalFinding:
    """Report an app that did not stay up."""
    what = f"It ended by itself with exit code {code} after {seconds:.1f} seconds."
    if out_of_memory:
        cure = f"It needs more than memory = {cast.app.memory}: give it more, or make it use less."
        return RehearsalFinding(
            f"It ran out of memory after {seconds:.1f} seconds.", cure, "app.toml", logs=logs
        )
    if cast.app.readonly and any("read-only file system" in line.lower() for line in logs):
        cure = "It writes to its disk: write readonly = false, or make it keep everything in memory."
        return RehearsalFinding(what, cure, "app.toml", logs=logs)
    if code in (126, 127):
        cure = "The command in CMD or ENTRYPOINT is not in the image or cannot be executed by its USER."
        return RehearsalFinding(what, cure, cast.recipe, logs=logs)
    if code == 0:
        cure = "The first process must stay in the foreground for as long as the app is to run."
        return RehearsalFinding(what, cure + _other_stages(cast), cast.source, logs=logs)
    cure = "Correct what its last lines complain of."
    return RehearsalFinding(what, cure + _other_stages(cast), cast.source, logs=logs)


def _other_stages(cast: Cast) -> str:
    """Say that another stage may have been meant, where the last one was built because app.toml names none."""
    app = cast.app
    stages = (
        () if app.image or app.build.target else read_dockerfile(app.build.recipe(Path(app.folder))).stages
    )
    *others, last = stages or ("",)
    if not others:
        return ""
    known = ", ".join(others)
    return (
        f" The image is the last stage of {cast.recipe}, {last}: if another was meant ({known}), "
        'write target = "…" under [build] in app.toml.'
    )


def only_on_loopback(cast: Cast, logs: tuple[str, ...]) -> RehearsalFinding:
    """Report an app that nobody outside its container can reach."""
    port = cast.app.port
    return RehearsalFinding(
        f"It listens on 127.0.0.1:{port}, which only the container itself can reach.",
        f"Make it listen on 0.0.0.0:{port}: whoever asks it comes from outside.",
        cast.source,
        fatal=cast.app.public,
        logs=logs,
    )


def nothing_listens(
    cast: Cast, ports: frozenset[int] | None, seconds: float, logs: tuple[str, ...]
) -> RehearsalFinding:
    """Report an app that cannot be reached on its port; `ports` are those it has open, None if unknown."""
    app = cast.app
    what = f"Nothing answered on port {app.port} in {seconds:.0f} seconds."
    if ports:
        seen = " and ".join(str(port) for port in sorted(ports))
        cure = f"It listens on {seen}: write port = {min(ports)}, or make it listen on {app.port}."
        return RehearsalFinding(what, cure, "app.toml", app.public, logs)
    if ports is None:
        cure = f"Make it listen on 0.0.0.0:{app.port}, neither on 127.0.0.1 nor on another port"
    else:
        cure = f"Make it listen on 0.0.0.0:{app.port}"
    return RehearsalFinding(
        what, f"{cure}; if it needs longer to start, {cast.patience}.", cast.source, app.public, logs
    )


def no_answer(cast: Cast, seconds: float, logs: tuple[str, ...]) -> RehearsalFinding:
    """Report an app that takes connections and gives no HTTP answer."""
    app, path = cast.app, cast.app.health.path
    what = f"It listens on port {app.port}, but gave no HTTP answer in {seconds:.0f} seconds."
    if not app.public:
        return RehearsalFinding(what, OF_NO_USE.format(path=path), "app.toml", fatal=False, logs=logs)
    cure = f"Make it answer GET {path} over plain HTTP, without TLS; if it needs longer to start, {cast.patience}."
    return RehearsalFinding(what, cure, cast.source, logs=logs)


def wrong_answer(cast: Cast, status: int, logs: tuple[str, ...]) -> RehearsalFinding:
    """Report a health path that answers something else than app.toml promises."""
    health = cast.app.health
    what = f"GET {health.path} answers {status}, and app.toml promises {health.codes}."
    if not cast.app.public:
        return RehearsalFinding(what, OF_NO_USE.format(path=health.path), "app.toml", fatal=False, logs=logs)
    cure = f"Let the app answer {health.path} with {health.codes}, or write under [health] the path and codes it has"
    later = f"; if it needs longer to start, {cast.patience}" if status >= 500 else ""
    return RehearsalFinding(what, f"{cure}{later}.", "app.toml", logs=logs)


def command_fails(cast: Cast, said: str, seconds: float, logs: tuple[str, ...]) -> RehearsalFinding:
    """Report a health command that never succeeds: ECS stops a task that its own check finds unhealthy."""
    words = " ".join(cast.app.health.command)
    return RehearsalFinding(
        f"`command` under [health], {words}, has not succeeded in {seconds:.0f} seconds: {said.strip() or 'it said nothing'}.",
        f"Make it end with exit code 0 when the app is well; if that needs longer to start, {cast.patience}.",
        "app.toml",
        logs=logs,
    )


OF_NO_USE = (
    "It is private: no load balancer asks {path}, and ECS looks only whether its first process runs. Leave path out of "
    "[health], and give a command there if the container is to be asked how it is."
)
"""What a health path is to a private app."""


def ignores_signal(cast: Cast, seconds: float) -> RehearsalFinding:
    """Report an app that has to be killed, which makes every rollout slow and cuts requests off."""
    what = (
        f"It was still running {seconds:.0f} seconds after {cast.signal}. Fargate waits 30 seconds, then kills it "
        "and the requests that it was answering."
    )
    if cast.in_shell:
        cure = (
            'Write CMD as a list, CMD ["program", "argument"], so that no shell keeps the signal to itself.'
        )
        return RehearsalFinding(what, cure, cast.recipe, fatal=False)
    if cast.script:
        cure = f'Make {cast.script} end with `exec "$@"`, so that the program takes its place and gets the signal.'
        return RehearsalFinding(what, cure, cast.script, fatal=False)
    cure = f"Make it end on {cast.signal}: the first process of a container ignores signals it has no handler for."
    return RehearsalFinding(what, cure, cast.source, fatal=False)
