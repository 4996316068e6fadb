"""Where to build, asked in lines: the profile, whose account it is, the region, the name."""

import os
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime

from steps.engine.memory.deployment import check_name
from steps.engine.model.step import Choice
from steps.engine.troubles import Trouble
from steps.target.profiles import CallerIdentity, NamedRegion, Profile, read_profiles, read_regions
from steps.target.target import PRACTICE_REGION, Target, TargetKind
from tui.engine_room import deliver
from tui.harmless import put
from tui.lines import prompts
from tui.targets import free_name, no_profile, origins, owner

MANY = 12  # regions that are listed at once; more are only counted


@dataclass(frozen=True)
class Destination:
    """A deployment's name and target, and where each part of it was decided, in words."""

    name: str
    target: Target
    origins: dict[str, str] = field(default_factory=dict)


def ask_practice(taken: frozenset[str]) -> Destination:
    """Ask only for the name: the practice cloud has one account and one region."""
    put("\nThe practice cloud of this machine: no account, nothing is billed.")
    free = free_name("practice", taken)
    name = _ask_name(free)
    return Destination(
        name, Target(TargetKind.SANDBOX, region=PRACTICE_REGION), origins(None, "", named=name != free)
    )


def ask_account(taken: frozenset[str], *, name: str = "", region: str = "") -> Destination:
    """Ask for all of it; the name and the region of a deployment that is carried on are fixed."""
    profile = _ask_profile()
    region = region or _ask_region(profile.region)
    free = free_name("demo", taken)
    name = name or _ask_name(free)
    return Destination(
        name, Target(TargetKind.AWS, profile.name, region), origins(profile, region, named=name != free)
    )


def _ask_profile() -> Profile:
    """A profile that AWS accepts: whose account it is, is said before anything else is asked. Raises Trouble."""
    while True:
        profiles = read_profiles(os.environ, datetime.fromtimestamp(time.time(), UTC))
        if not profiles:
            raise no_profile()
        profile = prompts.choose(
            "Which profile of your AWS configuration?", [Choice(each, _words(each)) for each in profiles]
        )
        if who := _ask_owner(profile):
            put(f"\nAccount {who.account} pays. You are {who.arn}.")
            return profile


def _ask_owner(profile: Profile) -> CallerIdentity | None:
    """Whose account it is; None when AWS does not accept the profile and the user wants another one."""
    while True:
        answer: Future[CallerIdentity] = Future()
        deliver(lambda: owner(profile, prompts.ask_code), answer, profile=profile.name)
        try:
            return answer.result()
        except Trouble as trouble:
            prompts.say(trouble)
        if not prompts.agree("Try this profile again?", default=True):
            return None


def _words(profile: Profile) -> str:
    cure = f"; run {profile.cure}" if profile.cure and not profile.usable else ""
    parts = (profile.name or "(environment)", profile.source, profile.state + cure, profile.region)
    return ", ".join(part for part in parts if part)


def _ask_region(own: str) -> str:
    """A region by its name; a part of its name or place lists what fits."""
    regions = read_regions()
    put("\nWhich region? Type its name, or a part of its name or place, such as frankfurt, to see which fit.")

    def read(text: str) -> str:
        if any(each.name == text for each in regions):
            return text
        raise Trouble(f"“{text}” is no region.", why=_fitting(text, regions))

    return prompts.ask_until_right("Region", own, read)


def _fitting(text: str, regions: tuple[NamedRegion, ...]) -> str:
    """The regions that have all of these words in their name or place."""
    words = text.lower().split()
    fit = [each for each in regions if all(word in f"{each.name} {each.place}".lower() for word in words)]
    if not fit:
        return "None fits; regions look like eu-central-1."
    more = f", and {len(fit) - MANY} more" if len(fit) > MANY else ""
    return f"Those that fit: {', '.join(f'{each.name} ({each.place})' for each in fit[:MANY])}{more}."


def _ask_name(default: str) -> str:
    put("\nWhat do you want to call it? Everything gets this name.")
    return prompts.ask_until_right("Name", default, check_name)
