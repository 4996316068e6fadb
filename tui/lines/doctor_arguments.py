"""The words of `fargate-wizard doctor`."""

from typing import TYPE_CHECKING

from tui.lines.shared_arguments import add_target

if TYPE_CHECKING:
    from tui.lines.shared_arguments import Commands


def add_doctor(commands: "Commands") -> None:
    """Add it."""
    doctor = commands.add_parser(
        "doctor",
        help="look for what would go wrong, before anything is made",
        description="Looks at the account, the login, the region, this machine, quotas and permissions; makes nothing. "
        "Exit 1 when something stops a build.",
    )
    doctor.add_argument(
        "name", metavar="NAME", nargs="?", default="", help="of this deployment, whether it stands or not"
    )
    doctor.add_argument(
        "--apps", metavar="DIR", help="a folder with the apps (default: those that it was built with)"
    )
    doctor.add_argument(
        "--policy",
        action="store_true",
        help="print the IAM policy that all of this takes, and look at nothing",
    )
    doctor.add_argument(
        "--strict",
        action="store_true",
        help="the policy for one deployment's things alone; nobody has tried it on AWS yet",
    )
    add_target(doctor, json="one JSON array of all lines")
