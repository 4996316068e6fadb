"""Starts, finds and stops the practice cloud: the only part of it that the wizard imports."""

import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REGION = "eu-central-1"
SPEED = 10.0  # the whole platform stands in under half a minute, and its life can still be watched
START_WITHIN = 60.0
STOP_WITHIN = 15.0
ANSWER_WITHIN = 5.0


class StartFailed(Exception):
    """The practice cloud did not come up; the message ends with what it said."""


@dataclass(frozen=True)
class Running:
    """A practice cloud that answers: its URL, its process, its speed (infinity: no delays)."""

    endpoint: str
    pid: int
    speed: float


def start(home: Path, port: int = 0, speed: float | None = None) -> Running:
    """Give the practice cloud of `home`, started if none runs there; it outlives the caller.

    A running one is returned as it is, whatever its port and speed. When no speed is said it is that of one that was
    killed here, and else SPEED. Raises StartFailed.
    """
    from filelock import FileLock

    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(home / "sandbox.lock"):
        if running := status(home):
            return running
        killed = _read_record(home)  # one that is stopped takes its record away
        return _spawn(home, port, speed or (killed.speed if killed else SPEED))


def status(home: Path) -> Running | None:
    """Find the practice cloud of `home`; None when none answers."""
    running = _read_record(home)
    if running is None:
        return None
    return running if _banner_pid(running.endpoint) == running.pid else None


def stop(home: Path) -> bool:
    """End the practice cloud of `home` and everything that runs in it; False when there was none."""
    running = status(home)
    if running is None:
        return False
    os.kill(running.pid, signal.SIGTERM)
    record = home / "sandbox.json"  # the last thing that it takes away
    if not _until(lambda: not record.exists(), STOP_WITHIN):
        os.kill(running.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        record.unlink(missing_ok=True)
    return True


def environment(running: Running) -> dict[str, str]:
    """Say what to export so that any AWS client talks to this practice cloud."""
    return {
        "AWS_ENDPOINT_URL": running.endpoint,
        "AWS_ACCESS_KEY_ID": "practice",
        "AWS_SECRET_ACCESS_KEY": "practice",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
    }


class WeatherRefused(ValueError):
    """The practice cloud has no such weather, or no such setting of it; the message says what there is."""


def weather(endpoint: str) -> dict[str, Any]:
    """Tell the weather of a practice cloud: `on`, and the `kinds` that there are, each with `about` and its `settings`."""
    return _ask(f"{endpoint}/_practice/weather")


def set_weather(endpoint: str, kind: str, **settings: Any) -> None:
    """Let a kind of weather begin, in the place of an earlier one of its kind. Raises WeatherRefused."""
    _ask(f"{endpoint}/_practice/weather", "POST", {"kind": kind} | settings)


def clear_weather(endpoint: str) -> None:
    """End all of it."""
    _ask(f"{endpoint}/_practice/weather", "DELETE")


def count_calls(endpoint: str) -> int:
    """Count the AWS calls since the present weather was asked for (or cleared), refused ones too."""
    return int(_ask(f"{endpoint}/_practice/calls")["since_weather"])


def _ask(url: str, method: str = "GET", body: dict[str, Any] | None = None) -> dict[str, Any]:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, method=method)  # noqa: S310 - the practice cloud's own URL
    try:
        with direct.open(request, timeout=ANSWER_WITHIN) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as refusal:
        with refusal:
            raise WeatherRefused(json.load(refusal)["error"]) from None


def _spawn(home: Path, port: int, speed: float) -> Running:
    command = [
        sys.executable,
        "-m",
        "steps.sandbox",
        "--home",
        str(home),
        "--port",
        str(port),
        "--speed",
        str(speed),
    ]
    (home / "sandbox.log").touch(mode=0o600)
    with (home / "sandbox.log").open("ab") as log:
        said = log.tell()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True
        )
    # While we live we are its parent, and a parent must collect its children.
    threading.Thread(target=process.wait, name="practice-child", daemon=True).start()

    def up() -> Running | None:
        running = status(home)
        return running if running and running.pid == process.pid else None

    if _until(lambda: up() is not None or process.returncode is not None, START_WITHIN) and (running := up()):
        return running
    process.kill()
    words = (home / "sandbox.log").read_bytes()[said:].decode(errors="replace").strip()
    raise StartFailed(f"The practice cloud did not start. {words or 'It said nothing.'}")


def _read_record(home: Path) -> Running | None:
    try:
        record = json.loads((home / "sandbox.json").read_text())
        return Running(record["endpoint"], record["pid"], record["speed"] or math.inf)
    except (OSError, ValueError, KeyError):
        return None


def _banner_pid(endpoint: str) -> int | None:
    """Find the process that answers as a practice cloud at this address, if any does."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{endpoint}/_practice", timeout=ANSWER_WITHIN) as answer:
            banner = json.load(answer)
    except (OSError, ValueError):
        return None
    return banner.get("pid") if banner.get("sandbox") == "fargate-wizard" else None


def _until(probe: Callable[[], bool], within: float) -> bool:
    """Tell whether `probe` came true in time."""
    deadline, tick = time.monotonic() + within, threading.Event()
    while not probe():
        if time.monotonic() > deadline:
            return False
        tick.wait(0.02)
    return True
