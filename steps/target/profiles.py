"""The AWS profiles of the user's own configuration, read without calling AWS, and the regions by their names."""

import configparser
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from steps.engine.cloud.caller import identify_caller
from steps.target.configuration import aws_folder, config_file, credentials_file
from steps.target.mfa import AskCode, nobody_to_ask
from steps.target.near_regions import region_places
from steps.target.target import PARTITION, Target, open_target

if TYPE_CHECKING:
    from configparser import SectionProxy


class CredentialSource(StrEnum):
    """Where a profile's credentials come from, as a reader knows it."""

    SSO = "sso"
    LOGIN = "login"
    ROLE = "role"
    PROCESS = "program"
    KEYS = "keys"
    ENVIRONMENT = "environment"
    NOTHING = "nothing"


State = tuple[bool, str, str, datetime | None]
"""Whether a login can be used, its state in a few words, the command that renews it, when it ends."""


@dataclass(frozen=True)
class Profile:
    """A profile: its region (may be empty), whether it looks usable, and why in a few words; `cure` is a command.

    `ends` is when its login ends, as far as the files tell; keys that renew themselves have no end.
    """

    name: str
    source: CredentialSource
    region: str = ""
    usable: bool = True
    state: str = ""
    cure: str = ""
    ends: datetime | None = None


@dataclass(frozen=True)
class NamedRegion:
    """A region of AWS that has ECS, such as eu-central-1, "Europe (Frankfurt)"."""

    name: str
    place: str


@dataclass(frozen=True)
class CallerIdentity:
    """Whose account it is that AWS would build in."""

    account: str
    arn: str
    endpoint: str = ""


def read_profiles(environ: Mapping[str, str], now: datetime) -> tuple[Profile, ...]:
    """Every profile, the one that AWS would take first; keys in the environment come before all and have no name."""
    home = aws_folder(environ)
    config, keys = _read(config_file(environ)), _read(credentials_file(environ))
    names = {name.removeprefix("profile ").strip() for name in config.sections() if _is_profile(name)}
    first = environ.get("AWS_PROFILE", "default")
    found = [
        _profile(name, config, keys, home, now)
        for name in sorted(names | set(keys.sections()), key=lambda name: (name != first, name))
    ]
    if environ.get("AWS_ACCESS_KEY_ID"):
        region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION", "")
        found.insert(0, Profile("", CredentialSource.ENVIRONMENT, region, state="keys in the environment"))
    return tuple(found)


def login_left(profile: str, environ: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the login of this profile lasts, as far as the user's files tell; None when they do not."""
    ends = next((each.ends for each in read_profiles(environ, now) if each.name == profile), None)
    return ends - now if ends else None


def read_regions() -> tuple[NamedRegion, ...]:
    """Every region that has ECS and can be built in, by name; from botocore's own tables, without a call.

    Those of China, GovCloud and the sovereign clouds are partitions of their own, with other accounts and names.
    """
    from botocore.session import Session

    places = region_places(PARTITION)
    names = Session().get_available_regions("ecs", PARTITION)
    return tuple(NamedRegion(name, places.get(name, "")) for name in sorted(names))


def identify(target: Target, ask_code: AskCode = nobody_to_ask) -> CallerIdentity:
    """Ask AWS who we are; `ask_code` asks for a code of an MFA device.

    Any error of botocore's, and BadInput for the region, may pass through.
    """
    aws = open_target(target, ask_code)
    caller = identify_caller(aws)
    return CallerIdentity(caller["Account"], caller["Arn"], aws.endpoint)


def _profile(
    name: str, config: configparser.ConfigParser, keys: configparser.ConfigParser, home: Path, now: datetime
) -> Profile:
    section = next((config[each] for each in (f"profile {name}", name) if config.has_section(each)), None)
    region = section.get("region", "") if section is not None else ""
    flag = "" if name == "default" else f" --profile {name}"
    if section is not None and ("sso_session" in section or "sso_start_url" in section):
        return Profile(name, CredentialSource.SSO, region, *_sso(section, home, now, f"aws sso login{flag}"))
    if section is not None and "role_arn" in section:
        asks = ", asks for a code" if section.get("mfa_serial") else ""
        return Profile(
            name, CredentialSource.ROLE, region, state=f"role {section['role_arn'].rpartition('/')[2]}{asks}"
        )
    if any(
        "aws_access_key_id" in each for each in (keys[name] if keys.has_section(name) else {}, section or {})
    ):
        return Profile(name, CredentialSource.KEYS, region, state="stored keys", ends=_stored_end(name, keys))
    if section is not None and "login_session" in section:
        return Profile(name, CredentialSource.LOGIN, region, *_login(section, home, now, f"aws login{flag}"))
    if section is not None and "credential_process" in section:
        return Profile(name, CredentialSource.PROCESS, region, state="asks a program")
    return Profile(name, CredentialSource.NOTHING, region, False, "no credentials", f"aws login{flag}")


def _sso(section: "SectionProxy", home: Path, now: datetime, cure: str) -> State:
    """Whether the session's token lasts; AWS's tools share it in ~/.aws/sso/cache, under a digest of its name."""
    key = section.get("sso_session") or section["sso_start_url"]
    token = _cached(
        home / "sso" / "cache" / f"{hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()}.json"
    )
    if token.get("refreshToken"):
        return True, "signed in", cure, None
    return _until(str(token.get("expiresAt", "")), now, cure)


def _login(section: "SectionProxy", home: Path, now: datetime, cure: str) -> State:
    """Whether `aws login` was done; its short-lived keys are renewed by themselves with the refresh token."""
    key = hashlib.sha256(section["login_session"].encode()).hexdigest()
    token = _cached(home / "login" / "cache" / f"{key}.json")
    if token.get("refreshToken"):
        return True, "signed in", cure, None
    access = token.get("accessToken")
    return _until(str(access.get("expiresAt", "")) if isinstance(access, dict) else "", now, cure)


def _until(text: str, now: datetime, cure: str) -> State:
    ends = _moment(text)
    if ends is None:
        return False, "not signed in", cure, None
    if ends <= now:
        return False, "session ended", cure, ends
    left = ends - now
    hours, minutes = left // timedelta(hours=1), left % timedelta(hours=1) // timedelta(minutes=1)
    return True, f"signed in for {hours} h {minutes} min", cure, ends


def _stored_end(name: str, keys: configparser.ConfigParser) -> datetime | None:
    """When keys that a login tool has stored run out; tools write it under either of two names."""
    section = keys[name] if keys.has_section(name) else {}
    return next(
        (_moment(section[key]) for key in ("aws_expiration", "x_security_token_expires") if key in section),
        None,
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace("UTC", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _cached(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _read(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False, default_section="")
    try:
        parser.read(path, "utf-8")
    except (configparser.Error, UnicodeDecodeError):
        parser.clear()  # what AWS's own tools cannot read either shows as no profile at all
    return parser


def _is_profile(section: str) -> bool:
    return section == "default" or section.startswith("profile ")
