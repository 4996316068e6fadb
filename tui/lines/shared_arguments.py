"""The words that several commands share: the deployment's name, where it is built, whether to ask and how it is told."""

import argparse
from typing import TYPE_CHECKING

from tui.lines.helpful_parser import HelpfulParser

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[HelpfulParser]  # noqa: SLF001  (argparse has no other name for it)


def of_a_deployment(commands: "Commands", command: str, help_: str, about: str = "") -> HelpfulParser:
    """A command that is about one deployment, which is named first; `about` is more for its own help."""
    added = commands.add_parser(command, help=help_, description=about or None)
    added.add_argument("name", metavar="NAME")
    return added


def add_target(command: argparse.ArgumentParser, *, json: str = "") -> None:
    """Where it is built; `json` is what is told as JSON, where anything is."""
    command.add_argument(
        "--target",
        choices=["sandbox", "aws"],
        help="the practice cloud on this machine, or your AWS account (default: aws, or where it stands)",
    )
    command.add_argument("--profile", metavar="P", help="a profile of your AWS configuration")
    command.add_argument("--region", metavar="R", help="an AWS region, such as eu-central-1")
    if json:
        command.add_argument("--json", action="store_true", help=json)


def add_common(command: argparse.ArgumentParser) -> None:
    """Whether to ask, and how a run is told."""
    command.add_argument("--yes", action="store_true", help="do not ask first")
    command.add_argument(
        "--take-over",
        action="store_true",
        help="go on in the place of another machine's run, which was killed or cut off (--yes alone never does)",
    )
    told = command.add_mutually_exclusive_group()
    told.add_argument("--json", action="store_true", help="each event as a line of JSON")
    told.add_argument(
        "--verbose",
        action="store_true",
        default=argparse.SUPPRESS,
        help="tell everything that happens, with the aws commands",
    )
