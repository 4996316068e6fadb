"""How an app's image is built: the [build] table of its app.toml."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from steps.appfile.tables import SECRET

DOCKERFILE = "Dockerfile"

Place = Annotated[
    str,
    Meta(
        min_length=1,
        pattern=r"^[^\x00-\x1f\x7f]*\Z",
        description="a path in quotes, seen from the app's folder",
    ),
]
Stage = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*\Z",
        description='the name of a stage of the Dockerfile, such as "production"',
    ),
]
Arg = Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*\Z")]
Args = Annotated[
    dict[Arg, str], Meta(description='a table of names and texts in quotes, such as { VERSION = "1.2" }')
]
SecretId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*\Z")]


class SecretSource(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where a secret of a build is: in a `file`, seen from the app's folder, or in the environment variable `env`."""

    file: str = ""
    env: str = ""


Secrets = Annotated[
    dict[SecretId, SecretSource],
    SECRET,
    Meta(
        description='a table of the ids that the Dockerfile asks for, each with { file = "a path" } or '
        '{ env = "A_VARIABLE" }; the secret itself has no place here'
    ),
]


class Build(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What `docker build` would be given: the folder that is sent, the Dockerfile, the stage, arguments and secrets.

    Paths are seen from the app's folder and may lead out of it.
    """

    context: Place = "."
    dockerfile: Place = DOCKERFILE
    target: Stage = ""
    args: Args = {}
    secrets: Secrets = {}

    def root(self, folder: Path) -> Path:
        """The folder that is sent to Docker, for the app in `folder`."""
        return folder if self.context == "." else (folder / self.context).resolve()

    def recipe(self, folder: Path) -> Path:
        """The Dockerfile of the app in `folder`."""
        return folder / self.dockerfile

    def secret_path(self, folder: Path, source: SecretSource) -> Path:
        """The file of a secret of the app in `folder`."""
        return (folder / Path(source.file).expanduser()).resolve()

    def secret_files(self, folder: Path) -> frozenset[Path]:
        """The files that secrets are read from, which are never sent as part of the folder."""
        return frozenset(self.secret_path(folder, source) for source in self.secrets.values() if source.file)


USUAL = Build()
"""How an app without [build] is built."""


def mistaken(build: Build, folder: Path) -> Iterator[str]:
    """Say what is wrong with a [build] that its keys' own types do not tell."""
    if not build.root(folder).is_dir():
        yield f'`build.context` is "{build.context}", and {build.root(folder)} is not a folder.'
    if not build.recipe(folder).is_file() and build.dockerfile != DOCKERFILE:
        yield f'`build.dockerfile` is "{build.dockerfile}", and {build.recipe(folder)} is not there.'
    for name, source in build.secrets.items():
        if bool(source.file) == bool(source.env):
            yield f'`build.secrets.{name}` needs one source: {{ file = "a path" }} or {{ env = "A_VARIABLE" }}.'
