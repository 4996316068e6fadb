"""Where a deployment is built: the practice cloud on this machine, or the user's AWS account."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steps.engine.cloud.clients import Aws
from steps.engine.cloud.login import Login
from steps.engine.memory.deployment import home
from steps.engine.model.partitions import BUILT_IN
from steps.engine.troubles import BadInput, Trouble
from steps.target.configuration import check_readable
from steps.target.mfa import AskCode, lend_roles, nobody_to_ask
from steps.target.near_regions import near_regions, region_places

if TYPE_CHECKING:
    from boto3.session import Session

    from steps.sandbox.control import RunningPractice

LOOPBACK = "127.0.0.1,localhost,::1"
ANYWHERE = "us-east-1"
PRACTICE_REGION = "eu-central-1"
PARTITION = "aws"  # whose regions are offered; those of the others are taken where they are named


class TargetKind(StrEnum):
    """The two kinds of target."""

    SANDBOX = "sandbox"
    AWS = "aws"


@dataclass(frozen=True)
class Target:
    """What the user chose; an empty profile or region means AWS's own rules decide."""

    kind: TargetKind
    profile: str = ""
    region: str = ""


def open_target(target: Target, ask_code: AskCode = nobody_to_ask) -> Aws:
    """A session there; the practice cloud is started if it does not run. `ask_code` asks for a code of an MFA device.

    Raises BadInput when the region is missing or unknown, and botocore's errors when the profile is.
    """
    spare_loopback()
    if target.kind is TargetKind.SANDBOX:
        running = start_practice()
        session = _practice_session(running)
        return Aws(session, check_region(session, target.region or PRACTICE_REGION), running.endpoint)
    session, login = _user_session(target, ask_code)
    region = check_region(session, target.region or configured_region(session))
    aws = Aws(session, region, login=login)
    aws.chosen_profile = target.profile
    return aws


def profile_of_before(name: str) -> str:
    """The profile that a deployment was built with, if it is configured here still; else AWS's own rules decide."""
    import botocore.session

    return name if name and name in botocore.session.Session().available_profiles else ""


def spare_loopback() -> None:
    """Let no proxy of the user's environment come between this process and what is on this machine."""
    if not {"http_proxy", "https_proxy", "all_proxy"} & {name.lower() for name in os.environ}:
        return
    for name in ("no_proxy", "NO_PROXY"):
        spared = os.environ.get(name) or os.environ.get(name.swapcase()) or ""
        if spared != "*" and LOOPBACK not in spared:
            os.environ[name] = f"{spared},{LOOPBACK}".lstrip(",")


def configured_region(session: "Session") -> str:
    """AWS_REGION, AWS_DEFAULT_REGION or the profile's own region; boto3 itself does not read the first."""
    return os.environ.get("AWS_REGION") or session.region_name or ""


def check_region(session: "Session", region: str) -> str:
    """The region itself. Raises BadInput when there is none or ECS is not there."""
    if not region:
        raise BadInput(
            "No region is chosen.",
            why="Everything is built in one AWS region, and neither the environment nor the profile names one.",
            cure="Give one: `--region eu-central-1`, or set AWS_REGION.",
        )
    regions = {
        each: session.get_available_regions("ecs", each) for each in session.get_available_partitions()
    }
    if not any(region in regions.get(each, ()) for each in BUILT_IN):
        raise _no_such_region(region, regions)
    return region


def _no_such_region(region: str, regions: dict[str, list[str]]) -> BadInput:
    if any(region in names for names in regions.values()):
        return BadInput(
            f"fargate-wizard cannot build in {region}.",
            why="It belongs to a partition of AWS that is cut off from all others.",
            cure="Choose a region such as eu-central-1.",
        )
    places = region_places(PARTITION)
    known = [name for each in BUILT_IN for name in regions.get(each, ())]
    alike = near_regions(region, {name: places.get(name, "") for name in known})
    return BadInput(
        f"“{region}” is not a region of AWS that has ECS.",
        why="A region is a place such as eu-central-1 (Frankfurt) or us-east-1 (Virginia).",
        cure=f"Did you mean {' or '.join(alike)}?" if alike else "Give one like these two.",
    )


def start_practice(*, speed: float | None = None, port: int = 0) -> "RunningPractice":
    """The practice cloud of this user, started if it does not run; `speed` divides AWS's times. Raises Trouble.

    When it is not said it is that of one that was killed, and ten else.
    """
    from steps.sandbox import control

    try:
        return control.start(home() / "sandbox", port=port, speed=speed)
    except control.StartFailed as problem:
        raise Trouble(
            str(problem),
            cure="If a port is taken, leave `--port` out or give another one. If not, sandbox.err in "
            f"{home() / 'sandbox'} says more.",
        ) from None


def stop_practice() -> bool:
    """Stop the practice cloud; False when none runs."""
    from steps.sandbox import control

    return control.stop(home() / "sandbox")


def practice_status() -> "RunningPractice | None":
    """The practice cloud of this user, if it runs."""
    from steps.sandbox import control

    return control.status(home() / "sandbox")


def register_folder(folder: Path, content: str) -> str:
    """Let an app's folder run as a process in this user's practice cloud; give the digest that a manifest names it by."""
    from steps.sandbox import folders

    return folders.register(home() / "sandbox", folder, content)


def practice_weather(running: "RunningPractice") -> list[dict[str, Any]]:
    """The weather that is on there, each `kind` with its settings."""
    from steps.sandbox import control

    return list(control.weather(running)["on"])


def kinds_of_weather() -> list[dict[str, Any]]:
    """Every `kind` of weather that there is, with what is to be read `about` it and its `settings`; no cloud need run."""
    from steps.sandbox import control

    return control.weather_kinds()


def set_practice_weather(running: "RunningPractice", kind: str, settings: dict[str, str]) -> None:
    """Let a kind of weather begin there. Raises BadInput when there is none such."""
    from steps.sandbox import control

    try:
        control.set_weather(running, kind, **settings)
    except control.WeatherRefused as refused:
        raise BadInput(str(refused), cure="Run `fargate-wizard sandbox weather` for what there is.") from None


def clear_practice_weather(running: "RunningPractice") -> None:
    """End all of it."""
    from steps.sandbox import control

    control.clear_weather(running)


def practice_environment(running: "RunningPractice") -> dict[str, str]:
    """The variables that point any AWS client at it."""
    from steps.sandbox import control

    return control.environment(running)


def _user_session(target: Target, ask_code: AskCode) -> "tuple[Session, Login]":
    """A session of the user's, and its login, which is read anew from the user's files when it ends."""
    import boto3
    import botocore.session
    from botocore.credentials import CredentialResolver

    from steps.engine.cloud.answers import CarefulFactory

    check_readable(os.environ)
    profile = target.profile or None

    class Resolver(CredentialResolver):
        """Gives the login wherever botocore asks for credentials."""

        def load_credentials(self) -> Any:
            return login

    def read() -> Any:
        reader = botocore.session.Session(profile=profile)
        if not reader.get_config_variable(
            "region"
        ):  # a role is lent by STS, which answers the same in every region
            reader.set_config_variable("region", target.region or os.environ.get("AWS_REGION") or ANYWHERE)
        lend_roles(reader, ask_code)
        return reader.get_credentials()

    core = botocore.session.Session()
    core.register_component("credential_provider", Resolver([]))
    core.register_component("response_parser_factory", CarefulFactory())
    session = boto3.Session(profile_name=profile, botocore_session=core)
    login = Login(read, session.profile_name)
    return session, login


def _practice_session(running: "RunningPractice") -> "Session":
    """A session that knows nothing of the user's profiles, files and keys."""
    import boto3
    import botocore.session

    from steps.engine.cloud.answers import CarefulFactory

    nothing = (None, None, os.devnull, None)
    core = botocore.session.Session(
        session_vars={"profile": (None, [], None, None), "config_file": nothing, "credentials_file": nothing}
    )
    core.register_component("response_parser_factory", CarefulFactory())
    return boto3.Session(running.key, running.secret, botocore_session=core)
