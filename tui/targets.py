"""What the screen and the plain lines both say of profiles and names."""

from dataclasses import dataclass

from steps.engine.troubles import Trouble
from steps.target.mfa import AskCode
from steps.target.profiles import CallerIdentity, Profile, identify
from steps.target.target import ANYWHERE, Target, TargetKind


@dataclass(frozen=True)
class TargetRequest:
    """What the target page is opened for: a new deployment whose name is not `taken`, or one of this name and region.

    `teardown` says that it is to be taken down rather than carried on.
    """

    kind: TargetKind
    name: str = ""
    region: str = ""
    taken: frozenset[str] = frozenset()
    teardown: bool = False


def no_profile() -> Trouble:
    """What there is to say where AWS was never configured."""
    return Trouble(
        "There is no AWS profile on this machine.",
        why="A profile says whose account it is, and the AWS CLI makes one.",
        cure="Install the AWS CLI (2.32 or newer, https://aws.amazon.com/cli/), then run `aws login` or `aws configure`.",
    )


def owner(profile: Profile, ask_code: AskCode) -> CallerIdentity:
    """Whose account this profile leads to; asks AWS. Any error of botocore's may pass through."""
    return identify(Target(TargetKind.AWS, profile.name, profile.region or ANYWHERE), ask_code)


def free_name(name: str, taken: frozenset[str]) -> str:
    """The name itself, or with the first number that nothing on this machine has."""
    names = [name, *(f"{name}-{number}" for number in range(2, 100))]
    return next(each for each in names if each not in taken)


def origins(profile: Profile | None, region: str, *, named: bool) -> dict[str, str]:
    """Where the name, the account and the region of a new deployment were decided."""
    found = {"name": "your answer"} if named else {}
    if profile:
        found["account"] = f"profile {profile.name}" if profile.name else "environment"
        found["region"] = "your config" if region == profile.region else "your answer"
    return found
