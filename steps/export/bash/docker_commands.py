"""The docker commands that build an app's image and push it."""

from collections.abc import Iterator
from pathlib import Path

from steps.appfile.building import DOCKERFILE, Build, SecretSource
from steps.aws.image_work import PLATFORMS
from steps.book.images import Image
from steps.engine.model.graph import Node
from steps.engine.model.partitions import registry
from steps.engine.model.plan import Plan
from steps.export.bash.quoting import command_line, variable


def docker_commands(
    image: Image, plan: Plan, registry: str, folder: str
) -> tuple[list[list[str]], list[str]]:
    """What makes the image, and the push of it, as words; `registry` is where it is pushed to, `folder` where the app is."""
    app = image.app
    reference = f"{registry}/{plan.deployment}-{app.name}:{plan.images[app.name]}"
    platform = ["--platform", PLATFORMS[app.architecture]]
    if app.image:
        made = [["docker", "pull", *platform, app.image], ["docker", "tag", app.image, reference]]
    else:
        made = [
            [
                "docker",
                "build",
                *platform,
                *_options(app.build, folder),
                "--tag",
                reference,
                _inside(folder, app.build.context),
            ]
        ]
    return made, ["docker", "push", reference]


def _options(build: Build, folder: str) -> Iterator[str]:
    """What the app's [build] says, as options of `docker build`."""
    if build.dockerfile != DOCKERFILE or build.context != ".":
        yield from ("--file", _inside(folder, build.dockerfile))
    if build.target:
        yield from ("--target", build.target)
    for name, value in build.args.items():
        yield from ("--build-arg", f"{name}={value}")
    for name, source in build.secrets.items():
        yield from ("--secret", f"id={name},{_source(source, folder)}")


def _source(source: SecretSource, folder: str) -> str:
    """Where a secret is; `~`, which Docker does not know, is a shell's HOME."""
    if not source.file:
        return f"env={source.env}"
    home, _, rest = source.file.partition("/")
    place = f"{variable('HOME')}/{rest}" if home == "~" else _inside(folder, source.file)
    return f"src={place}"


def _inside(folder: str, place: str) -> str:
    """A place as it is seen from an app's folder."""
    return folder if place == "." else place if place.startswith("/") else f"{folder}/{place}"


def docker_lines(node: Node, plan: Plan) -> Iterator[str]:
    """What Docker does for this node, if it is an image, as lines to be run."""
    if isinstance(node, Image):
        registry = ecr_address(plan)
        made, push = docker_commands(node, plan, registry, node.app.folder or f"apps/{node.app.name}")
        yield from map(command_line, made)
        yield f"aws ecr get-login-password | docker login --username AWS --password-stdin {registry}"
        yield command_line(push)


def ecr_address(plan: Plan) -> str:
    """The account's registry."""
    return registry(plan.account, plan.region, plan.partition)


def folder_of_apps(plan: Plan) -> str:
    """The folder with a sub-folder for each app; empty where it is on another machine."""
    return next((str(Path(app.folder).parent) for app in plan.apps if app.folder), "")
