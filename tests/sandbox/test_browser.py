"""A web page that the user visits, in a real browser, against every port of the practice cloud: it changes and runs nothing."""

import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from steps.sandbox import control
from tests.sandbox.conftest import Practice

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
ATTACK = Path(__file__).with_name("attack.html")
REBOUND = "rebound.example"


@contextmanager
def serving(page: str) -> Iterator[int]:
    """Another origin on this machine, with one page."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def ports_of(practice: Practice) -> list[int]:
    """Every port at which the practice cloud's process listens."""
    inodes = set()
    for link in Path(f"/proc/{practice.running.pid}/fd").iterdir():
        try:
            found = re.fullmatch(r"socket:\[(\d+)\]", str(link.readlink()))
        except FileNotFoundError:
            continue
        if found:
            inodes.add(found[1])
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sorted(
        int(fields[1].rpartition(":")[2], 16) for fields in lines if fields[3] == "0A" and fields[9] in inodes
    )


@pytest.mark.skipif(
    not BROWSER or not Path("/proc/net/tcp").exists(),
    reason="there is no Chromium on this machine, or no /proc",
)
def test_a_page_on_another_origin_changes_nothing_and_runs_nothing(
    practice: Practice, tmp_path: Path
) -> None:
    practice.reset()
    vpcs = practice.client("ec2").describe_vpcs()["Vpcs"]
    control.set_weather(practice.running, "slow")
    calls = control.count_calls(practice.running)
    ports = ports_of(practice)
    assert int(practice.endpoint.rpartition(":")[2]) in ports
    with serving(ATTACK.read_text().replace("PORTS", json.dumps(ports))) as port:
        for host in ("127.0.0.1", "evil.example", REBOUND):
            told = visit(f"http://{host}:{port}/", tmp_path / host)
            assert told["attacks"] >= 10 * len(ports), told
            assert told["read"] == [], told
    # A page that was rebound to the practice cloud's own port would read it as its own origin.
    page = visit_text(f"http://{REBOUND}:{practice.endpoint.rpartition(':')[2]}/_practice", tmp_path / "own")
    assert "The practice cloud " in page
    assert "fargate-wizard" not in page
    assert control.count_calls(practice.running) == calls
    assert [one["kind"] for one in control.weather(practice.running)["on"]] == ["slow"]
    assert practice.client("ec2").describe_vpcs()["Vpcs"] == vpcs


def visit(url: str, profile: Path) -> dict[str, Any]:
    """What the page has written as its result."""
    found = re.search(r"<pre id=\"result\">(.*?)</pre>", visit_text(url, profile), re.DOTALL)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


def visit_text(url: str, profile: Path) -> str:
    """The page as it stands when it has done what it does."""
    assert BROWSER
    command = [
        BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server",
        "--disable-background-networking", "--no-first-run", f"--user-data-dir={profile}",
        f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1, MAP evil.example 127.0.0.1",
        "--virtual-time-budget=20000", "--timeout=60000", "--dump-dom", url,
    ]  # fmt: skip
    environ = {**os.environ, "HOME": str(profile)}
    done = subprocess.run(command, capture_output=True, text=True, env=environ, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
