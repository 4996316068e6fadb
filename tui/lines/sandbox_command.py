"""`fargate-wizard sandbox`: starts, shows and stops the practice cloud, and asks it for weather."""

import argparse
import json
import math
import sys
from typing import Any

from steps.engine.troubles import BadInput, Exit
from steps.target.practice_lost import practice_began
from steps.target.target import (
    clear_practice_weather,
    kinds_of_weather,
    practice_environment,
    practice_status,
    practice_weather,
    set_practice_weather,
    start_practice,
    stop_practice,
)
from tui.harmless import put
from tui.known import read_known
from tui.lines import prompts
from tui.lines.meant import meant

NEW_PARAGRAPH = "\n\n"


def run(options: argparse.Namespace) -> Exit:
    """Start it if need be and print how to use it, or show it, or stop it, or change its weather."""
    match options.action:
        case "stop":
            return stop(options)
        case "status":
            running = practice_status()
            if running is None:
                put("The practice cloud is not running.")
            else:
                put(
                    f"The practice cloud runs at {running.endpoint} (process {running.pid}), {pace(running.speed)}."
                )
        case "weather":
            weather(options.kind, options.settings)
        case _:
            start(options)
    return Exit.DONE


def stop(options: argparse.Namespace) -> Exit:
    """End it, and say which deployments end with it: a terminal is asked first."""
    standing = standing_in_practice()
    lost = f"With it goes all that stands in it: {', '.join(standing)}."
    asked = bool(standing) and sys.stdin.isatty() and not options.yes
    if asked and not prompts.confirm(f"{lost} Stop the practice cloud?"):
        put("Nothing was done.")
        return Exit.STOPPED
    stopped = stop_practice()
    put("The practice cloud is stopped." if stopped else "The practice cloud was not running.")
    if stopped and standing and not asked:
        put(f"With it went all that stood in it: {', '.join(standing)}.")
    return Exit.DONE


def standing_in_practice() -> list[str]:
    """The deployments of which something stands in the practice cloud that runs now."""
    known = read_known(practice_began())
    return [each.name for each in known if each.practice and each.progress.recorded]


def start(options: argparse.Namespace) -> None:
    """Print its endpoint and what to export. Raises BadInput when it runs already with other settings."""
    speed = options.speed
    if speed is not None and (math.isnan(speed) or speed <= 0):
        raise BadInput(
            f"A speed of {speed} is not possible.", cure="Give a number above 0, or inf for no delays."
        )
    running = start_practice(speed=speed, port=options.port)
    elsewhere = options.port and not running.endpoint.endswith(f":{options.port}")
    if elsewhere or (options.speed is not None and running.speed != options.speed):
        raise BadInput(
            f"The practice cloud runs already at {running.endpoint}, {pace(running.speed)}.",
            cure="Stop it first (`fargate-wizard sandbox stop`); what stands in it is lost then.",
        )
    put(f"# The practice cloud runs at {running.endpoint}, {pace(running.speed)}. Nothing in it is billed.")
    put("# Any AWS client uses it with:")
    for name, value in practice_environment(running).items():
        put(f"export {name}={value}")


def pace(speed: float) -> str:
    """The speed in words."""
    return "without AWS's delays" if math.isinf(speed) else f"{speed:g} times as fast as AWS"


def weather(kind: str | None, words: list[str]) -> None:
    """List the kinds of weather and what is on, explain one, let one begin, or end all. Raises BadInput.

    Only weather that begins starts a practice cloud.
    """
    running = practice_status()
    if kind == "clear":
        if running:
            clear_practice_weather(running)
        put("The weather is fair.")
    elif kind and {"-h", "--help"} & set(words):
        explain(kind)
    elif kind:
        known_kind(kind)
        running = running or start_practice()
        set_practice_weather(running, kind, settings(words))
        tell_weather(practice_weather(running))
    else:
        for known in kinds_of_weather():
            put(f"{known['kind']:<16} {known['about'].partition(NEW_PARAGRAPH)[0]}")
        put()
        tell_weather(practice_weather(running) if running else [])


def settings(words: list[str]) -> dict[str, str]:
    """Read `--count 40 --endpoints` as settings; one without a value is true. Raises BadInput."""
    found: dict[str, str] = {}
    for word in words:
        if word.startswith("--"):
            name, _, value = word.removeprefix("--").partition("=")
            found[name] = value
        elif found and not found[name]:
            found[name] = word
        else:
            raise BadInput(f"“{word}” belongs to no setting.", cure="Write them like --count 40.")
    return {name: value or "true" for name, value in found.items()}


def explain(kind: str) -> None:
    """Print what AWS does in one kind of weather, and its settings with what they are when nothing is said."""
    known = known_kind(kind)
    put(known["about"])
    if known["settings"]:
        put("\nSettings and their defaults:")
    for name, value in known["settings"].items():
        put(f"  --{name:<10} {json.dumps(value)}")


def known_kind(kind: str) -> dict[str, Any]:
    """What is to be read about this kind of weather. Raises BadInput when there is none such."""
    known = {one["kind"]: one for one in kinds_of_weather()}
    if kind not in known:
        raise BadInput(
            f"There is no weather “{kind}”.", cure=f"{meant(kind, known)}There are: {', '.join(known)}."
        )
    return known[kind]


def tell_weather(on: list[dict[str, Any]]) -> None:
    """Print what is on."""
    if not on:
        put("The weather is fair.")
    for one in on:
        put(f"On: {written(one.pop('kind'), one)}")


def written(kind: str, values: dict[str, Any]) -> str:
    """Write one as it is asked for."""
    said = [option(name, value) for name, value in values.items() if value not in ("", None, False)]
    return " ".join([kind, *said])


def option(name: str, value: Any) -> str:
    """Write one setting as an option."""
    match value:
        case True:
            return f"--{name}"
        case float():
            return f"--{name} {value:g}"
        case _:
            return f"--{name} {value}"
