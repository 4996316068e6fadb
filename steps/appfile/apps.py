"""The apps that are deployed: one folder each, described by its app.toml."""

import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from steps.appfile.building import USUAL, Build, mistaken
from steps.appfile.sizes import SIZES, nearest
from steps.appfile.tables import SECRET, read_table
from steps.engine.troubles import BadInput

BUNDLED = Path(__file__).parents[2] / "apps"
"""The apps that come with the wizard: beside `steps`, in a checkout and in an installed wheel alike."""

Name = Annotated[
    str,
    Meta(
        pattern=r"^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,30}\Z",  # of a repository too: ECR takes no two hyphens
        description="1 to 31 lower-case letters, digits and single hyphens, a letter first and no hyphen last",
    ),
]
About = Annotated[
    str, Meta(min_length=1, pattern=r"^[^\x00-\x1f\x7f]*\Z", description="one line of text for the reader")
]
Port = Annotated[int, Meta(ge=1, le=65535, description="a whole number from 1 to 65535")]
Cpu = Annotated[
    int, Meta(ge=1, description="a whole number of CPU units, 1024 to a vCPU: 256 is the smallest")
]
Memory = Annotated[int, Meta(ge=1, description="a whole number of MiB: 512 is the smallest")]
Count = Annotated[int, Meta(ge=0, le=5000, description="a whole number of tasks, from 0 to 5000")]
Switch = Annotated[bool, Meta(description="true or false, without quotes")]
PathPattern = Annotated[
    str,
    Meta(
        pattern=r"""^/[A-Za-z0-9_.$/~"'@:+&*?-]{0,127}\Z""",
        description='a path pattern in quotes that starts with "/", such as "/" or "/static/*", '
        "of at most 128 characters",
    ),
]
UrlPath = Annotated[
    str,
    Meta(
        pattern=r"^/[!-~]{0,1023}\Z", description='a path in quotes that starts with "/", such as "/health"'
    ),
]
Codes = Annotated[
    str,
    Meta(
        pattern=r"^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*\Z",
        description='HTTP status codes from 200 to 499 in quotes, such as "200", "200,204" or "200-299"',
    ),
]
Grace = Annotated[int, Meta(ge=0, le=2_147_483_647, description="a whole number of seconds")]
Variable = Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*\Z")]
Environment = Annotated[
    dict[Variable, str],
    SECRET,
    Meta(
        description="a table of names made of letters, digits and underscores, no digit first, "
        'each with a text in quotes, such as COLOUR = "green"'
    ),
]
ImageName = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9][A-Za-z0-9._:@/-]*\Z",
        description='the name of an image in a registry, such as "redis:7-alpine" or "ghcr.io/owner/name:1.2"',
    ),
]
Command = Annotated[
    tuple[str, ...],
    Meta(description='a list of texts, such as ["{python}", "server.py"]'),
]
OwnCheck = Annotated[
    tuple[str, ...],
    Meta(
        min_length=2,
        description='a list of texts that begins with "CMD" or "CMD-SHELL", such as ["CMD-SHELL", "redis-cli ping"]',
    ),
]


class Architecture(StrEnum):
    """The processors that Fargate runs Linux tasks on, in ECS's words."""

    X86_64 = "X86_64"
    ARM64 = "ARM64"


class Health(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How it is seen that the app is well, `grace` seconds after its start.

    It answers `path` with one of `codes`, which the load balancer asks; or the `command` in its container succeeds,
    which ECS runs, as ("CMD-SHELL", "redis-cli ping"). A private app needs neither.
    """

    path: UrlPath = ""
    command: OwnCheck = ()
    codes: Codes = "200"
    grace: Grace = 30


class Practice(Struct, frozen=True, kw_only=True):
    """How the app runs as a plain process where no Docker engine is; no command when it cannot.

    `{python}` stands for a Python 3 interpreter, `{host}` and `{port}` for the address to listen on, which are in HOST and
    PORT too.
    """

    command: Command = ()


class App(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One app: what its app.toml says, and the `folder` that it was read from.

    It is built as `build` says, or is the `image` that somebody else built.

    It is public under `path` on the load balancer or known as `private` inside the deployment, never both.
    Where the values of its environment are left out, `sealed` is the digest of them.
    """

    name: Name
    about: About
    port: Port
    path: PathPattern = ""
    private: Name = ""
    cpu: Cpu
    memory: Memory
    count: Count
    architecture: Architecture = Architecture.X86_64
    readonly: Switch = False
    health: Health = Health()
    environment: Environment = {}
    image: ImageName = ""
    build: Build = USUAL
    practice: Practice = Practice()
    folder: str = ""
    sealed: str = ""

    @property
    def public(self) -> bool:
        """Whether the load balancer leads to it."""
        return bool(self.path)

    @property
    def base(self) -> str:
        """The path that it is public under, up to what may be anything: `/static/` for `/static/*`, `/` for a private app."""
        return re.split(r"[*?]", self.path)[0] or "/"

    def settled(self, namespace: str) -> "App":
        """Give the app as it is in a deployment: its environment knows its own path and the private namespace's name."""
        known = {
            key: value.replace("{namespace}", namespace).replace("{path}", self.base)
            for key, value in self.environment.items()
        }
        return replace(self, environment=known)


class AppError(BadInput):
    """The apps cannot be deployed as they are described; `problems` has one paragraph for each reason."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n\n".join(problems))
        self.problems = problems


def load(folder: Path) -> tuple[App, ...]:
    """Read every sub-folder that has an app.toml, by name; an AppError says all that is wrong with any."""
    files = sorted(folder.resolve().glob("*/app.toml"))
    if not files:
        raise AppError((_nothing(folder.resolve()),))
    apps: list[App] = []
    problems: list[str] = []
    for file in files:
        app, found = _read(file)
        problems += (f"{file}: {problem}" for problem in found)
        apps += [app] if app else []
    problems += _clashes(apps)
    if len(apps) == len(files) and not any(app.path == "/" for app in apps):
        problems.append(
            f'No app in {folder.resolve()} has path = "/": one must, for all that no other path matches.'
        )
    if problems:
        raise AppError(tuple(problems))
    return tuple(apps)


def load_again(apps: tuple[App, ...]) -> tuple[App, ...]:
    """These apps as their folder describes them now; as they are where their folder is not on this machine."""
    folder = next((Path(app.folder).parent for app in apps if app.folder), None)
    return load(folder) if folder else apps


def _nothing(folder: Path) -> str:
    if not folder.is_dir():
        return f"{folder} is not a folder: give one with a sub-folder for each app."
    if (folder / "app.toml").exists():
        return f"{folder} is an app itself: give the folder that it is in, {folder.parent}."
    return f"{folder} has no apps: give each app a sub-folder of its own with an app.toml in it."


def _read(file: Path) -> tuple[App | None, tuple[str, ...]]:
    """Give the app, or None, and a sentence for each problem of its file."""
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        return None, (f"this is not TOML: {error}.",)
    except (UnicodeDecodeError, OSError) as error:
        return None, (f"this cannot be read: {error}.",)
    app, problems = read_table(App, table, folder=str(file.parent), sealed="")
    return app, problems or tuple(_contradictions(app, file.parent) if app else ())


def _contradictions(app: App, folder: Path) -> Iterator[str]:
    """Say what each key allows and the keys together do not."""
    if app.name != folder.name:
        yield f'`name` is "{app.name}": it must be the name of its folder, "{folder.name}".'
    if app.path and app.private:
        yield "`path` and `private` are both given: an app is either public or private."
    if not app.path and not app.private:
        yield '`path` and `private` are both missing: give path = "/…" to be public, else private = "…".'
    if app.public and not app.health.path:
        yield '`health.path` is missing: the load balancer asks every public app for a path, such as "/health".'
    if app.health.command and app.health.command[0] not in ("CMD", "CMD-SHELL"):
        yield '`health.command` must begin with "CMD", for a program and its words, or "CMD-SHELL", for a line.'
    if app.image and app.build != USUAL:
        yield "`image` and [build] are both given: an app is either built here or an image that is fetched."
    yield from mistaken(app.build, folder)
    if (app.cpu, app.memory) not in SIZES:
        sizes = "; ".join(
            f"cpu = {cpu} with memory = {memory}" for cpu, memory in nearest(app.cpu, app.memory)
        )
        yield (
            f"`cpu` = {app.cpu} with `memory` = {app.memory} is no size that Fargate has. "
            f"The nearest are: {sizes}."
        )


def _clashes(apps: list[App]) -> Iterator[str]:
    """Say which apps claim one name, one path or one private name."""
    for key in ("name", "path", "private"):
        claims: dict[str, list[App]] = {}
        for app in apps:
            claims.setdefault(getattr(app, key), []).append(app)
        for value, claimants in claims.items():
            if value and len(claimants) > 1:
                files = " and ".join(str(Path(app.folder) / "app.toml") for app in claimants)
                yield f'{files}: `{key}` is "{value}" in each: every app needs one of its own.'
