"""The practice cloud as a process: `python -m steps.sandbox --home DIR [--port P] [--speed N]`."""

import argparse
import gc
import importlib
import json
import logging
import math
import os
import signal
import sys
import threading
import time
import warnings
from contextlib import suppress
from importlib.metadata import version
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

MOTO = "5.2.5"
IDLE = 15 * 60.0
LARGEST_LOG = 1 << 20  # bytes, twice: the log and the one before it
FILES = 8192

# In the order in which they are laid on moto.
PARTS = (
    "ids",
    "keys",
    "calls",
    "eni",
    "ec2",
    "iam",
    "quotas",
    "account_settings",
    "sts",
    "logs",
    "route53",
    "ecr",
    "service_discovery",
    "cloudmap",
    "targets",
    "cloudwatch",
    "elbv2",
    "docker",
    "ecs",
    "tagging",
)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m steps.sandbox", description="A practice AWS on this machine."
    )
    parser.add_argument(
        "--home", type=Path, required=True, help="where it keeps sandbox.json and sandbox.log"
    )
    parser.add_argument("--port", type=int, default=0, help="the loopback port (default: any free one)")
    parser.add_argument(
        "--speed", type=float, default=10.0, help="how many AWS seconds pass in one; inf: no delays"
    )
    parser.add_argument(
        "--idle", type=float, default=IDLE, help="seconds without a call after which it may end"
    )
    return parser.parse_args()


def check_moto() -> None:
    """Refuse to start on another moto than the one whose models this practice cloud is built on."""
    if (found := version("moto")) != MOTO:
        sys.exit(
            f"The practice cloud is built on moto {MOTO} exactly, and moto {found} is installed. "
            f"Install fargate-wizard into an environment of its own, or run: pip install moto=={MOTO}"
        )


def isolate() -> None:
    """Keep the user's own AWS settings, and moto's switches, out of this process."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "MOTO_"))]:
        del os.environ[name]
    os.environ.update(
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_ACCESS_KEY_ID="nobody",
        AWS_SECRET_ACCESS_KEY="nobody",  # noqa: S106 - no key of anything
        AWS_DEFAULT_REGION="us-east-1",
        AWS_EC2_METADATA_DISABLED="true",
        MOTO_EC2_LOAD_DEFAULT_AMIS="false",
        MOTO_DISABLE_GLOBAL_CORS="true",
    )


def allow_many_files() -> None:
    """Raise this process's limit of open files as far as it may: each connection is one, and macOS allows 256."""
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limit
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def install(world: Any) -> None:
    """Lay every part on moto."""
    for part in PARTS:
        importlib.import_module(f"steps.sandbox.{part}").install(world)


def write_record(home: Path, world: Any) -> Path:
    """Tell where this practice cloud is, and its key, for the eyes of its user only."""
    record, own, speed = home / "sandbox.json", world.keys.own, world.clock.speed
    fresh = home / f"sandbox.json.{os.getpid()}"
    fresh.touch(mode=0o600)
    content = {
        "endpoint": world.endpoint,
        "pid": os.getpid(),
        "speed": None if math.isinf(speed) else speed,
        "key": own.id,
        "secret": own.secret,
        "started": time.time(),
    }
    fresh.write_text(json.dumps(content))
    fresh.replace(record)
    return record


def open_log(home: Path) -> None:
    """Write the log into a file that stays small, and what ends a thread with it."""
    from steps.sandbox.faults import Once

    file = RotatingFileHandler(home / "sandbox.log", maxBytes=LARGEST_LOG, backupCount=1)
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    file.addFilter(Once())
    logging.basicConfig(handlers=[file])
    threading.excepthook = lambda ended: logging.getLogger(__name__).error(
        "%s ended",
        ended.thread,
        exc_info=(ended.exc_type, ended.exc_value or ended.exc_type(), ended.exc_traceback),
    )


def listen(port: int) -> Any:
    """Take the port, or end with one sentence."""
    from steps.sandbox import practice_server

    try:
        return practice_server.listen(port)
    except (OSError, OverflowError) as problem:
        number = getattr(problem, "errno", None)
        reason = os.strerror(number) if number else "There is no such port"
        sys.exit(f"Port {port} cannot be had: {reason}.")


def wait(stopped: threading.Event, practice: Any, idle: float) -> None:
    """Return when asked to stop, or when nothing is deployed and nobody has called for `idle` seconds."""
    from steps.sandbox.emptiness import empty

    while not stopped.wait(min(idle, 5.0)):
        if time.monotonic() - practice.last_call > idle and empty(practice.world):
            return


def main() -> None:
    """Serve until SIGTERM or idleness."""
    asked = arguments()
    check_moto()
    isolate()
    allow_many_files()
    os.umask(0o077)
    asked.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    warnings.simplefilter("ignore")  # moto warns of error codes that its models lack
    open_log(asked.home)

    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())

    from steps.sandbox import practice_server
    from steps.sandbox.clock import Clock
    from steps.sandbox.warmth import warm_up
    from steps.sandbox.world import World

    lock = threading.RLock()
    listening = listen(asked.port)
    endpoint = f"http://{listening.address}"
    world = World(Clock(asked.speed, lock), lock, endpoint, asked.home.resolve())
    install(world)
    listening.app = practice = practice_server.PracticeCloud(world)
    listening.open("practice-http")
    record = write_record(asked.home, world)
    print(endpoint, flush=True)  # noqa: T201 - for whoever started it by hand
    threading.Thread(target=warm_up, args=(practice,), name="practice-warm-up", daemon=True).start()
    gc.freeze()  # what has been loaded stays: nobody has to look through it again
    wait(stopped, practice, asked.idle)
    world.close()
    record.unlink(missing_ok=True)  # last, because it tells whoever waits that all has ended
    os._exit(0)  # open connections and threads of callers must not keep it


if __name__ == "__main__":
    main()
