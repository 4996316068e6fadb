"""Every kind of weather, by name, and how one is asked for."""

from typing import Any

import msgspec

from steps.sandbox.weather.access import Denied, Expired
from steps.sandbox.weather.accounts import BlockedPublicAccess, ClosedRegion, Unverified, WrongClock
from steps.sandbox.weather.failures import Errors, Lost
from steps.sandbox.weather.kind import WeatherKind
from steps.sandbox.weather.lag import Lag
from steps.sandbox.weather.newness import FirstUse, Iam
from steps.sandbox.weather.pace import Lingering, Slow
from steps.sandbox.weather.permissions_withheld import OwnPolicy, Scp
from steps.sandbox.weather.runtime_monitoring import GuardDuty
from steps.sandbox.weather.short_pages import SmallPages
from steps.sandbox.weather.shortages import BarrenZone, Quota
from steps.sandbox.weather.spot import Spot
from steps.sandbox.weather.throttle import EndpointBucket, Throttle

KINDS: dict[str, type[WeatherKind]] = {
    kind.name: kind
    for kind in (
        Throttle,
        EndpointBucket,
        Errors,
        Lost,
        Lag,
        Slow,
        Lingering,
        Expired,
        Denied,
        OwnPolicy,
        Scp,
        BarrenZone,
        Quota,
        Iam,
        FirstUse,
        GuardDuty,
        ClosedRegion,
        BlockedPublicAccess,
        Unverified,
        WrongClock,
        Spot,
        SmallPages,
    )
}


class UnknownWeather(ValueError):
    """There is no such kind or setting, or no such value of it; the message says what there is."""


def read(asked: dict[str, Any]) -> WeatherKind:
    """Read `{"kind": …, setting: value, …}`; numbers may come as text. Raises UnknownWeather."""
    name = asked.get("kind")
    if name not in KINDS:
        raise UnknownWeather(f"There is no weather “{name}”. There are: {', '.join(KINDS)}.")
    kind, settings = KINDS[name], {key: value for key, value in asked.items() if key != "kind"}
    allowed = kind.__struct_fields__
    for setting in settings:
        if setting not in allowed:
            has = f"Its settings are: {', '.join(allowed)}." if allowed else "It has no settings."
            raise UnknownWeather(f"“{name}” has no setting “{setting}”. {has}")
    try:
        return msgspec.convert(settings, kind, strict=False)
    except (msgspec.ValidationError, ValueError) as problem:
        raise UnknownWeather(f"“{name}” cannot be had like this: {problem}") from None


def settings(kind: WeatherKind | type[WeatherKind]) -> dict[str, Any]:
    """Give a kind's settings, or what they are when nothing is said."""
    there = kind if isinstance(kind, WeatherKind) else kind()
    return dict(msgspec.to_builtins(there))


def catalogue() -> list[dict[str, Any]]:
    """Give every kind there is: its `kind`, what a learner reads `about` it (a first line, and more), its `settings`."""
    import inspect

    return [
        {"kind": name, "about": inspect.getdoc(kind) or "", "settings": settings(kind)}
        for name, kind in KINDS.items()
    ]
