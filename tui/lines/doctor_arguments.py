"""The words of `fargate-wizard doctor`."""

import argparse
from typing import TypeVar

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)


def add_doctor(commands: "argparse._SubParsersAction[Parser]") -> Parser:
    """The command, to which whoever adds it says how a target is named."""
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
    return doctor
