"""The one command that a process is started with: that of its app's own app.toml, at an address of this machine alone."""

import sys
import tomllib
from pathlib import Path
from typing import Any

from steps.docker.listeners import TABLES, parse
from steps.sandbox.ecs.runner import CannotStart, Order

ADDRESS = "127.0.0.1"
"""Where an app is asked to listen: `{host}` in its command, HOST in its environment. On Fargate it is 0.0.0.0."""

NOT_CHECKED = (
    "The health check of this container is not run, because it runs as a process here and not as a "
    "container: its healthStatus stays UNKNOWN."
)
OWN_COMMAND = (
    "The practice cloud runs this app's own [practice] command, whatever command or entryPoint was asked for: without Docker "
    "nothing else runs on this machine."
)
OPEN_TO_ALL = (
    "This app listens on every address of this machine, so that others in its network can reach it. Make it listen on the "
    "address in HOST (in the command of app.toml: {host}), and on 0.0.0.0 where there is none, as on Fargate."
)


def read_app(order: Order) -> dict[str, Any]:
    """Read the app.toml of an image's folder; CannotStart says why there is none."""
    if order.source is None:
        raise CannotStart(
            f"CannotPullContainerError: the practice cloud has no Docker engine to run {order.image}, and it is not an "
            "app's folder that a wizard of this home has registered, which it could run as a process."
        )
    try:
        return tomllib.loads((order.source / "app.toml").read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise CannotStart(
            f"CannotStartContainerError: {order.source} has no readable app.toml: {problem}"
        ) from problem


def practice_command(order: Order, table: dict[str, Any]) -> tuple[str, ...]:
    """Give the practice command of an app, and never another; CannotStart when there is none."""
    match table.get("practice"):
        case {"command": [str(), *_] as words}:
            return tuple(map(str, words))
    raise CannotStart(f"CannotStartContainerError: the app.toml of {order.source} has no [practice] command.")


def declared(table: dict[str, Any]) -> dict[str, str]:
    """Give what an app.toml has under [environment]."""
    found = table.get("environment")
    return (
        {name: value for name, value in found.items() if isinstance(value, str)}
        if isinstance(found, dict)
        else {}
    )


def in_place(word: str, port: int) -> str:
    """Write a word of a practice command as it is started."""
    known = {"{python}": sys.executable, "{port}": str(port), "{host}": ADDRESS}
    for name, value in known.items():
        word = word.replace(name, value)
    return word


def open_to_all(port: int) -> bool:
    """Whether somebody listens on a port for other machines too, as far as this one says."""
    tables = [Path(table).read_text() for table in TABLES if Path(table).is_file()]
    return any(each.port == port and not each.loopback for table in tables for each in parse(table))
