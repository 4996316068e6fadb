"""Starts, finds and stops the practice cloud: the only part of it that the wizard imports."""

import hmac
import json
import math
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from steps.sandbox.signature import proof, sign

REGION = "eu-central-1"
SPEED = 10.0  # the whole platform stands in under half a minute, and its life can still be watched
START_WITHIN = 60.0
STOP_WITHIN = 15.0
ANSWER_WITHIN = 5.0

NEEDED = re.compile(
    r"PATH|HOME|USERPROFILE|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|XDG_RUNTIME_DIR"
    r"|DOCKER_(HOST|CONTEXT|CONFIG|CERT_PATH|TLS_VERIFY|API_VERSION)|PYTHONPATH|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH"
    r"|COVERAGE_PROCESS_CONFIG",
    re.IGNORECASE,
)
"""What the server needs of the wizard's environment: to find its modules, its libraries and a Docker engine.

The last one is there while our tests are measured: the server is measured as well.
"""


Policy = Mapping[str, Any]
"""A policy's document."""


class StartFailed(Exception):
    """The practice cloud did not come up; the message ends with what it said."""


@dataclass(frozen=True)
class RunningPractice:
    """A practice cloud that answers: its URL, process, speed (infinity: no delays), own key pair, start in epoch seconds."""

    endpoint: str
    pid: int
    speed: float
    key: str = ""
    secret: str = field(default="", repr=False)
    started: float = 0.0


def start(home: Path, port: int = 0, speed: float | None = None) -> RunningPractice:
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


def status(home: Path) -> RunningPractice | None:
    """Find the practice cloud of `home`; None when none answers."""
    running = _read_record(home)
    if running is None:
        return None
    return running if _banner_pid(running) == running.pid else None


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


def environment(running: RunningPractice) -> dict[str, str]:
    """Say what to export so that any AWS client talks to this practice cloud."""
    return {
        "AWS_ENDPOINT_URL": running.endpoint,
        "AWS_ACCESS_KEY_ID": running.key,
        "AWS_SECRET_ACCESS_KEY": running.secret,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
    }


class WeatherRefused(ValueError):
    """The practice cloud has no such weather, or no such setting of it; the message says what there is."""


def weather(running: RunningPractice) -> dict[str, Any]:
    """Tell what is `on` in a practice cloud."""
    return _order(running, "weather")


def weather_kinds() -> list[dict[str, Any]]:
    """Give every `kind` of weather that there is, with what is to be read `about` it and its `settings`."""
    from steps.sandbox.weather.kinds import catalogue

    return catalogue()


def set_weather(running: RunningPractice, kind: str, **settings: Any) -> None:
    """Let a kind of weather begin, in the place of an earlier one of its kind. Raises WeatherRefused."""
    _order(running, "weather", "POST", {"kind": kind} | settings)


def clear_weather(running: RunningPractice) -> None:
    """End all of it."""
    _order(running, "weather", "DELETE")


def count_calls(running: RunningPractice) -> int:
    """Count the AWS calls since the present weather was asked for (or cleared), refused ones too."""
    return int(_order(running, "calls")["since_weather"])


def put_policies(
    running: RunningPractice, service_control: Sequence[Policy] = (), own: Sequence[Policy] | None = None
) -> None:
    """Bind whoever calls by service control policies, and the cloud's own keys by policies (None: they may do everything).

    They stand in the place of earlier ones until the next reset. Raises WeatherRefused for what is no policy.
    """
    order = {
        "service_control_policies": list(service_control),
        "policies": None if own is None else list(own),
    }
    _order(running, "policies", "PUT", order)


def needed(running: RunningPractice) -> dict[str, list[str]]:
    """Tell which actions on which resources have been judged since weather was set or cleared, for callers whom policies bind."""
    found: dict[str, list[str]] = _order(running, "policies")["needed"]
    return found


def reset(running: RunningPractice) -> None:
    """Empty the account."""
    _order(running, "reset", "POST")


def make_key(running: RunningPractice, seconds: float | None = None) -> tuple[str, str, str]:
    """Get a new access key, its secret and its session's token (empty without `seconds`, after which it ends)."""
    made = _order(running, "keys", "POST", {"seconds": seconds})
    return made["id"], made["secret"], made["token"]


def _order(
    running: RunningPractice, page: str, method: str = "GET", body: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Give an order, signed as AWS's calls are: the secret never travels, so who took over the port learns nothing."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    data = b"" if body is None else json.dumps(body).encode()
    url = f"{running.endpoint}/_practice/{page}"
    headers = sign(method, url, data, running.key, running.secret)
    request = urllib.request.Request(url, data or None, headers, method=method)  # noqa: S310 - the practice cloud's own URL
    try:
        with direct.open(request, timeout=ANSWER_WITHIN) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as refusal:
        with refusal:
            told = json.load(refusal)
            raise WeatherRefused(told.get("error") or told.get("message") or str(told)) from None


def _spawn(home: Path, port: int, speed: float) -> RunningPractice:
    home = home.resolve()
    command = [
        sys.executable,
        "-P",  # nothing is imported from the folder in which the user happens to be
        "-m",
        "steps.sandbox",
        "--home",
        str(home),
        "--port",
        str(port),
        "--speed",
        str(speed),
    ]
    complaints = home / "sandbox.err"
    complaints.unlink(missing_ok=True)
    with os.fdopen(os.open(complaints, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as errors:
        process = subprocess.Popen(
            command,
            cwd=home,
            env=_surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
    # While we live we are its parent, and a parent must collect its children.
    threading.Thread(target=process.wait, name="practice-child", daemon=True).start()

    def up() -> RunningPractice | None:
        running = status(home)
        return running if running and running.pid == process.pid else None

    if _until(lambda: up() is not None or process.returncode is not None, START_WITHIN) and (running := up()):
        return running
    process.kill()
    words = complaints.read_text(errors="replace").strip().splitlines()
    raise StartFailed(f"The practice cloud did not start. {words[-1] if words else 'It said nothing.'}")


def _surroundings() -> dict[str, str]:
    """The environment of the server: nothing secret of the user's, for it can be read as long as the process lives."""
    return {name: value for name, value in os.environ.items() if NEEDED.fullmatch(name)}


def _read_record(home: Path) -> RunningPractice | None:
    try:
        record = json.loads((home / "sandbox.json").read_text())
        speed = record["speed"] or math.inf
        started = float(record.get("started", 0.0))
        return RunningPractice(
            record["endpoint"], record["pid"], speed, record["key"], record["secret"], started
        )
    except (OSError, ValueError, KeyError):
        return None


def _banner_pid(running: RunningPractice) -> int | None:
    """Find the process that answers as this practice cloud at its address, if any does.

    It must have the secret: somebody else of this machine may have taken the port of one that was killed.
    """
    question = secrets.token_hex(16)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    url = f"{running.endpoint}/_practice?question={question}"
    try:
        with direct.open(url, timeout=ANSWER_WITHIN) as answer:
            banner = json.load(answer)
        known = hmac.compare_digest(str(banner["proof"]), proof(running.secret, question))
        return int(banner["pid"]) if known else None
    except (OSError, ValueError, LookupError, TypeError, HTTPException):
        return None


def _until(probe: Callable[[], bool], within: float) -> bool:
    """Tell whether `probe` came true in time."""
    deadline, tick = time.monotonic() + within, threading.Event()
    while not probe():
        if time.monotonic() > deadline:
            return False
        tick.wait(0.02)
    return True
