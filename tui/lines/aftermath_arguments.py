"""The words of the commands for afterwards: the receipt of a deployment, and a report for an issue."""

from typing import TYPE_CHECKING

from tui.lines.shared_arguments import add_target, of_a_deployment

if TYPE_CHECKING:
    from tui.lines.shared_arguments import Commands


def add_aftermath(commands: "Commands") -> None:
    """Add both."""
    receipt = of_a_deployment(
        commands,
        "receipt",
        "what was made, what is gone, what is left and why",
        "Asks AWS for every id in the journal, for everything with the deployment's tag and for everything in its "
        "network. The exit code is 3 while anything is left.",
    )
    receipt.add_argument(
        "--offline", action="store_true", help="do not ask AWS, only show the one that was kept after `down`"
    )
    add_target(receipt, json="one JSON object")
    report = of_a_deployment(
        commands,
        "report",
        "one file for an issue: what happened, without anything that is your own",
        "Packs versions, the journal without values, the last output, what the doctor finds and the receipt into "
        "a zip file. It shows what is in it before it writes, and writes over nothing.",
    )
    report.add_argument("-o", "--output", metavar="FILE", help="where to (default: NAME-report.zip)")
    report.add_argument("--yes", action="store_true", help="do not ask first")
    add_target(report)
