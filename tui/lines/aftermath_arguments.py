"""The words of the commands for afterwards: the receipt of a deployment, and a report for an issue."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.lines.helpful_parser import HelpfulParser

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[HelpfulParser]  # noqa: SLF001  (argparse has no other name for it)


def add_aftermath(commands: "Commands", add_target: Callable[..., None]) -> None:
    """Add both; `add_target` adds where the deployment is."""
    receipt = commands.add_parser(
        "receipt",
        help="what was made, what is gone, what is left and why",
        description="Asks AWS for every id in the journal, for everything with the deployment's tag and for everything in its "
        "network. The exit code is 3 while anything is left.",
    )
    receipt.add_argument("name", metavar="NAME")
    receipt.add_argument(
        "--offline", action="store_true", help="do not ask AWS, only show the one that was kept after `down`"
    )
    add_target(receipt, json="one JSON object")
    report = commands.add_parser(
        "report",
        help="one file for an issue: what happened, without anything that is your own",
        description="Packs versions, the journal without values, the last output, what the doctor finds and the receipt into "
        "a zip file. It shows what is in it before it writes, and writes over nothing.",
    )
    report.add_argument("name", metavar="NAME")
    report.add_argument("-o", "--output", metavar="FILE", help="where to (default: NAME-report.zip)")
    report.add_argument("--yes", action="store_true", help="do not ask first")
    add_target(report)
