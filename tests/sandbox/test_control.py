"""Starting, finding and stopping the practice cloud."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from steps.sandbox import control
from steps.sandbox.ecs.processes import free_port
from tests.sandbox.waiting import until


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    control.stop(tmp_path / "home")


def test_it_starts_once_is_found_and_ends_within_a_second(home: Path) -> None:
    assert control.status(home) is None
    running = control.start(home, speed=50)
    assert running.endpoint.startswith("http://127.0.0.1:")
    assert running.speed == 50
    assert control.start(home, speed=1) == control.status(home) == running
    began = time.monotonic()
    assert control.stop(home)
    assert time.monotonic() - began < 1
    assert control.status(home) is None
    assert not control.stop(home)


def test_one_that_was_killed_is_started_again_at_its_speed(home: Path) -> None:
    running = control.start(home, speed=50)
    os.kill(running.pid, signal.SIGKILL)
    until(lambda: control.status(home) is None)
    assert control.start(home).speed == 50
    control.stop(home)
    assert control.start(home).speed == control.SPEED


def test_ten_who_start_it_at_once_get_the_same_one(home: Path) -> None:
    with ThreadPoolExecutor(10) as pool:
        started = set(pool.map(lambda _: control.start(home, speed=50), range(10)))
    assert len(started) == 1


def test_what_it_writes_is_for_its_user_only(home: Path) -> None:
    control.start(home)
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "sandbox.json").stat().st_mode & 0o777 == 0o600
    assert (home / "sandbox.log").stat().st_mode & 0o077 == 0


def test_it_outlives_whoever_started_it(home: Path) -> None:
    script = "import sys, pathlib; from steps.sandbox import control; print(control.start(pathlib.Path(sys.argv[1])).pid)"
    starter = subprocess.run(
        [sys.executable, "-c", script, str(home)], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    running = control.status(home)
    assert running is not None
    assert running.pid == int(starter.stdout)


def test_a_record_of_one_that_is_gone_is_no_practice_cloud(home: Path) -> None:
    killed = control.start(home)
    os.kill(killed.pid, 9)
    until(lambda: control.status(home) is None)
    assert (home / "sandbox.json").exists()
    assert control.start(home).pid != killed.pid


def test_one_that_cannot_start_says_why(home: Path) -> None:
    running = control.start(home)
    port = int(running.endpoint.rpartition(":")[2])
    said = f"The practice cloud did not start. Port {port} cannot be had: Address already in use."
    with pytest.raises(control.StartFailed, match=said):
        control.start(home.with_name("other"), port=port)
    with pytest.raises(control.StartFailed, match="There is no such port"):
        control.start(home.with_name("other"), port=99999)


def test_the_environment_leads_any_client_to_it(home: Path) -> None:
    running = control.RunningPractice("http://127.0.0.1:4577", 1, 10.0, "AKIA", "secret")
    told = control.environment(running)
    assert told["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4577"
    assert told["AWS_REGION"] == told["AWS_DEFAULT_REGION"] == "eu-central-1"
    assert (told["AWS_ACCESS_KEY_ID"], told["AWS_SECRET_ACCESS_KEY"]) == ("AKIA", "secret")
    assert "secret" not in repr(running)
    assert control.status(home) is None


@pytest.fixture
def trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder whose files stand for modules that the practice cloud imports; `sprung` tells that one ran."""
    folder = tmp_path / "cwd"
    (folder / "steps" / "sandbox").mkdir(parents=True)
    sprung = tmp_path / "sprung"
    line = f"open({str(sprung)!r}, 'w').close()\nraise SystemExit('trapped')\n"
    names = ("argparse", "queue", "logging", "moto", "flask", "sitecustomize", "usercustomize")
    for name in (*names, "steps/__init__", "steps/sandbox/__init__", "steps/sandbox/__main__"):
        (folder / f"{name}.py").write_text(line)
    monkeypatch.chdir(folder)
    return sprung


@pytest.mark.parametrize("search", [None, "", ":/nowhere"])
def test_it_imports_nothing_from_the_current_folder(
    home: Path, trap: Path, monkeypatch: pytest.MonkeyPatch, search: str | None
) -> None:
    if search is not None:
        monkeypatch.setenv("PYTHONPATH", search)  # an empty entry is the current folder
    running = control.start(home)
    assert control.status(home) == running
    assert not trap.exists()


@pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="only Linux shows a process's environment"
)
def test_it_keeps_nothing_secret_of_its_users_environment(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a process was started with is to be read in /proc as long as it lives, whatever it deletes itself."""
    for name in ("AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "GITHUB_TOKEN", "DOCKER_AUTH_CONFIG", "PGPASSWORD"):
        monkeypatch.setenv(name, "users-own")
    for name in ("PYTHONSTARTUP", "PYTHONHOME", "PYTHONINSPECT", "LD_PRELOAD"):
        monkeypatch.setenv(name, "users-own")
    running = control.start(home)
    given = Path(f"/proc/{running.pid}/environ").read_bytes()
    assert b"PATH=" in given
    assert b"users-own" not in given


def test_a_home_may_be_told_from_the_current_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.parent)
    running = control.start(Path("home"))
    assert control.status(home) == running
    assert control.stop(home)


def test_somebody_elses_server_at_its_port_is_not_taken_for_it(home: Path) -> None:
    """After a crash anybody of this machine can listen there, and say whatever it has said: but not prove it."""
    running = control.start(home, port=free_port())
    with urllib.request.urlopen(f"{running.endpoint}/_practice", timeout=10) as answer:
        banner = answer.read()
    os.kill(running.pid, signal.SIGKILL)

    class Impostor(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(banner)))
            self.end_headers()
            self.wfile.write(banner)

    port = int(running.endpoint.rpartition(":")[2])

    def take_the_port() -> ThreadingHTTPServer | None:
        with suppress(OSError):  # it is still ending
            return ThreadingHTTPServer(("127.0.0.1", port), Impostor)
        return None

    with until(take_the_port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert control.status(home) is None
        assert not control.stop(home), "no process is ended on a stranger's word"
        fresh = control.start(home)
        server.shutdown()
    assert fresh.endpoint != running.endpoint
    assert control.status(home) == fresh


def test_its_key_is_made_once_and_is_its_users_alone(home: Path) -> None:
    first = control.start(home)
    assert (home / "keys.json").stat().st_mode & 0o777 == 0o600
    control.stop(home)
    second = control.start(home)
    assert (second.key, second.secret) == (first.key, first.secret)
    other = control.start(home.with_name("other"))
    control.stop(home.with_name("other"))
    assert other.key != first.key
    assert other.secret != first.secret


def test_control_costs_nothing_to_import() -> None:
    script = (
        "import sys; from steps.sandbox import control; "
        "print([name for name in ('moto', 'boto3', 'flask', 'werkzeug', 'filelock') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_it_ends_itself_when_idle_with_nothing_deployed(home: Path) -> None:
    command = [sys.executable, "-m", "steps.sandbox", "--home", str(home), "--speed", "inf", "--idle", "0.5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        assert process.wait(timeout=10) == 0
    assert not (home / "sandbox.json").exists()


IDLE = """
import contextlib, math
from types import SimpleNamespace
from moto.ec2 import ec2_backends
from steps.sandbox.__main__ import wait

ec2, looks = ec2_backends["123456789012"]["us-west-2"], 0
vpc = ec2.create_vpc("10.0.0.0/16")

class Stopped:
    def wait(self, seconds):
        global looks
        looks += 1
        if looks == 5:
            ec2.delete_vpc(vpc.id)
        return False

world = SimpleNamespace(lock=contextlib.nullcontext())
wait(Stopped(), SimpleNamespace(last_call=-math.inf, world=world), 1.0)
print(looks)
"""


def test_it_stays_however_idle_while_something_is_deployed() -> None:
    told = subprocess.run([sys.executable, "-c", IDLE], capture_output=True, text=True, check=False)
    assert told.stdout.strip() == "5", told.stderr  # looks: the last one found nothing any more


def test_another_moto_is_refused_in_words() -> None:
    script = "from steps.sandbox import __main__ as main; main.MOTO = '0.0.1'; main.check_moto()"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert "built on moto 0.0.1 exactly" in told.stderr
    assert "pip install moto==0.0.1" in told.stderr
