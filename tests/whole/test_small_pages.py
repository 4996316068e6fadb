"""However many apps there are, and however short AWS's pages: everything is built, found, changed, attached and taken down.

`make small-pages` tries every number of apps from 1 to 30; otherwise only one and twelve: ECS describes ten services a call.
"""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from steps.sandbox import control
from tests.practice import at
from tests.whole.account import everything
from tests.whole.conftest import Told, Wizard
from tests.whole.standing import standing

COUNTS = range(1, 31) if os.environ.get("EVERY_NUMBER_OF_APPS") else (5,)
NAME = "many"
SERVER = """
import http.server, os
class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["WORD"].encode())
    def log_message(self, *words):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Hello).serve_forever()
"""
APP = """
name = "app-{number:02}"
about = "Says a word."
port = 8080
path = "{path}"
cpu = 256
memory = 512
count = 1

[health]
path = "/"

[environment]
WORD = "{word}"

[practice]
command = ["{{python}}", "server.py"]
"""


def write(folder: Path, number: int, word: str) -> None:
    """Write one app; the first is the one at `/`."""
    place = folder / f"app-{number:02}"
    place.mkdir(parents=True, exist_ok=True)
    path = f"/app-{number:02}*" if number else "/"
    (place / "app.toml").write_text(APP.format(number=number, path=path, word=word))
    (place / "Dockerfile").write_text('FROM scratch\nCOPY server.py /\nCMD ["/server.py"]\n')
    (place / "server.py").write_text(SERVER)


@pytest.fixture
def small_pages(cloud: dict[str, str]) -> Iterator[None]:
    """Every listing of this practice cloud comes in pages of two."""
    control.set_weather(at(cloud), "small-pages")
    yield
    control.clear_weather(at(cloud))


@pytest.fixture
def clean(wizard: Wizard) -> Iterator[None]:
    """Nothing of the deployment stays after a test that failed."""
    yield
    wizard("down", NAME, "--yes")
    shutil.rmtree(wizard.home / NAME, ignore_errors=True)


def ids(told: dict[str, Any]) -> dict[str, str]:
    """What stands, by its key; what the first lessons made and took away again is forgotten by AWS."""
    return {
        each["key"]: each["id"]
        for each in told["resources"]
        if each["key"] not in {"first-light", "lesson"} and each["state"] == "ready"
    }


@pytest.mark.usefixtures("clean", "small_pages")
@pytest.mark.parametrize("count", COUNTS)
def test_a_whole_life_in_small_pages(
    wizard: Wizard, cloud: dict[str, str], tmp_path: Path, count: int
) -> None:
    before = everything(cloud)
    for number in range(count):
        write(tmp_path, number, "hello")
    words = ("--target", "sandbox", "--yes", "--json", "--apps", str(tmp_path))

    def up() -> Told:
        told = wizard("up", NAME, *words)
        assert told.code == 0, told.err + told.out[-2000:]
        return told

    def status() -> dict[str, Any]:
        told: dict[str, Any] = json.loads(wizard("status", NAME, "--json").out)
        return told

    up()
    assert len(status()["urls"]) == count
    assert len(standing(cloud, NAME)["log groups"]) == count
    write(tmp_path, count - 1, "good bye")
    changed = up()
    touched = {
        each["resource"].partition(".")[2] for each in [*changed.of("created"), *changed.of("updated")]
    }
    assert touched == {f"app-{count - 1:02}"}, "only what changed is made anew"
    whole = ids(status())
    shutil.rmtree(wizard.home / NAME)
    attached = wizard(
        "attach", NAME, "--target", "sandbox", "--region", "eu-central-1", "--apps", str(tmp_path)
    )
    assert attached.code == 0, attached.err
    assert ids(status()) == whole
    taken = wizard("down", NAME, "--yes")
    assert taken.code == 0, taken.err
    assert not any(standing(cloud, NAME).values())
    after = everything(cloud)
    assert {kind: len(there) for kind, there in after.items() if not kind.startswith("ecs ")} == {
        kind: len(there) for kind, there in before.items() if not kind.startswith("ecs ")
    }
