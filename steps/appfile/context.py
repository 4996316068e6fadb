"""What of an app's folder goes into its image: the docker build context, and the tag that is made of it."""

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from steps.appfile.building import USUAL, Build

SETTINGS = "app.toml"
COMMON_IGNORE = ".dockerignore"
FROM_OUTSIDE = ".fargate-wizard.dockerfile"
"""What a Dockerfile that is not in the context is called in what is sent."""


class ContextFile(NamedTuple):
    """A file of the context: its path in the folder, with slashes, and its bytes."""

    path: str
    bytes: int


class Context(NamedTuple):
    """The build context: a tag that changes when it does, its size, its files with the biggest first."""

    tag: str
    bytes: int
    files: tuple[ContextFile, ...]


def read_context(folder: Path, build: Build = USUAL) -> Context:
    """Read what the app in `folder` sends to Docker.

    The tag is 12 hexadecimal digits of names, contents and executable bits, so that an unchanged app keeps
    its image whoever builds it, wherever and whenever.
    """
    total = hashlib.sha256()
    files = []
    root = build.root(folder)
    for name in sent(folder, build):
        path = root / name
        if path.is_symlink():
            kind, digest = "link", hashlib.sha256(str(path.readlink()).encode())
        elif path.is_file():
            kind, digest = _kind(path), _digest(path)
            files.append(ContextFile(Path(name).as_posix(), path.stat().st_size))
        else:
            continue  # a folder is known by its files; sockets and the like are not sent
        total.update(f"{kind} {digest.hexdigest()} {Path(name).as_posix()}\0".encode())
    for said in _beside(folder, build):
        total.update(f"{said}\0".encode())
    files.sort(key=lambda file: (-file.bytes, file.path))
    return Context(total.hexdigest()[:12], sum(file.bytes for file in files), tuple(files))


def sent(folder: Path, build: Build = USUAL) -> list[str]:
    """The names in the context as `docker build` would send it, files for ignoring honoured.

    What is the wizard's own is left out: each app's app.toml, which changes nothing in an image, and the files
    that secrets come from.
    """
    import docker  # noqa: F401  (before its parts: two threads that import different parts first trip each other up)
    from docker.utils.build import exclude_paths

    root, inside = build.root(folder), dockerfile_inside(folder, build)
    own = {file.resolve() for file in folder.parent.glob(f"*/{SETTINGS}")} | build.secret_files(folder)
    names = {
        file.name for file in own
    }  # a path is only resolved where its name says that it may be one of these
    if ignore_file(folder, build).name != COMMON_IGNORE:  # the classic builder would heed both
        own.add((root / COMMON_IGNORE).resolve())
        names.add(COMMON_IGNORE)
    return sorted(
        name
        for name in exclude_paths(str(root), ignored(folder, build), inside)
        if Path(name).name not in names or (root / name).resolve() not in own
    )


def ignored(folder: Path, build: Build = USUAL) -> list[str]:
    """Give the patterns of what is not sent, none when nothing says so."""
    try:
        lines = ignore_file(folder, build).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def ignore_file(folder: Path, build: Build = USUAL) -> Path:
    """Give the Dockerfile's own file for ignoring, as Dockerfile.dockerignore, else that of the context.

    https://docs.docker.com/build/concepts/context/#filename-and-location
    """
    recipe = build.recipe(folder)
    own = recipe.with_name(f"{recipe.name}.dockerignore")
    return own if own.is_file() else build.root(folder) / COMMON_IGNORE


def dockerfile_inside(folder: Path, build: Build) -> str | None:
    """The Dockerfile's path in the context, None when it is outside."""
    recipe, root = build.recipe(folder).resolve(), build.root(folder).resolve()
    return recipe.relative_to(root).as_posix() if recipe.is_relative_to(root) else None


def _beside(folder: Path, build: Build) -> Iterator[str]:
    """What makes another image of the same files: nothing of it is here for an app without [build]."""
    if dockerfile_inside(folder, build) is None and build.recipe(folder).is_file():
        yield f"outside {_digest(build.recipe(folder)).hexdigest()}"
    if build.dockerfile != USUAL.dockerfile:
        yield f"dockerfile {build.dockerfile}"
    if build.target:
        yield f"target {build.target}"
    for name, value in sorted(build.args.items()):
        yield f"arg {name}={value}"
    for name in sorted(build.secrets):
        yield f"secret {name}"


def _kind(path: Path) -> str:
    return "program" if path.stat().st_mode & stat.S_IXUSR else "file"


def _digest(path: Path) -> "hashlib._Hash":
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256")
