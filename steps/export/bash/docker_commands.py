"""The docker commands that build an app's image and push it."""

from collections.abc import Iterator
from pathlib import Path

from steps.aws.image_work import PLATFORMS
from steps.book.images import Image
from steps.engine.model.graph import Node
from steps.engine.model.plan import Plan
from steps.export.bash.quoting import command_line


def docker_commands(image: Image, plan: Plan, registry: str, folder: str) -> tuple[list[str], list[str]]:
    """Build and push, as words; `registry` is where it is pushed to, `folder` where the app is."""
    reference = f"{registry}/{plan.deployment}-{image.app.name}:{plan.images[image.app.name]}"
    platform = PLATFORMS[image.app.architecture]
    return (
        ["docker", "build", "--platform", platform, "--tag", reference, folder],
        ["docker", "push", reference],
    )


def docker_lines(node: Node, plan: Plan) -> Iterator[str]:
    """What Docker does for this node, if it is an image, as lines to be run."""
    if isinstance(node, Image):
        registry = ecr_address(plan)
        build, push = docker_commands(node, plan, registry, node.app.folder or f"apps/{node.app.name}")
        yield command_line(build)
        yield f"aws ecr get-login-password | docker login --username AWS --password-stdin {registry}"
        yield command_line(push)


def ecr_address(plan: Plan) -> str:
    """The account's registry."""
    suffix = ".cn" if plan.partition == "aws-cn" else ""
    return f"{plan.account}.dkr.ecr.{plan.region}.amazonaws.com{suffix}"


def folder_of_apps(plan: Plan) -> str:
    """The folder with a sub-folder for each app; empty where it is on another machine."""
    return next((str(Path(app.folder).parent) for app in plan.apps if app.folder), "")
