"""How soon somebody is answered who asks to stop while a call of AWS's hangs."""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from steps.sandbox import control
from tests.tools.way import way_to

ROUNDS = 5
UP = ("up", "bench", "--target", "aws", "--until", "network", "--yes", "--json")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="fargate-wizard-bench-") as home:
        cloud = control.environment(control.start(Path(home) / "sandbox", speed=20.0))
        try:
            for number in (signal.SIGINT, signal.SIGTERM):
                said, ended = zip(*(answered(Path(home), cloud, number) for _ in range(ROUNDS)), strict=True)
                print(
                    f"{number.name} while a call hangs: answered after {statistics.median(said):.2f} s, over after "
                    f"{statistics.median(ended):.2f} s (should be under 1 s)"
                )
        finally:
            control.stop(Path(home) / "sandbox")


def answered(home: Path, cloud: dict[str, str], number: signal.Signals) -> tuple[float, float]:
    """The seconds until it says that it stops, and until it is over."""
    with way_to(cloud["AWS_ENDPOINT_URL"]) as way:
        environ = {**os.environ, **cloud, "AWS_ENDPOINT_URL": way.endpoint, "FARGATE_WIZARD_HOME": str(home)}
        process = subprocess.Popen(
            [sys.executable, "-m", "tui", *UP], env=environ, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout
        assert process.stderr
        for line in process.stdout:
            if json.loads(line)["event"] == "creating":
                break
        way.set("silent")
        began = time.monotonic()
        process.send_signal(number)
        process.stderr.readline()
        said = time.monotonic() - began
        process.communicate()
        return said, time.monotonic() - began
