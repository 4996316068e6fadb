"""Sets of apps that are exported: what app.toml can say, and texts that a careless quotation would break."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from steps.appfile.apps import BUNDLED
from tests.whole.conftest import Wizard

AWKWARD = """it's "so" $HOME `id` $(id) \\ ünï ☃ {a: [1]} %s"""
SAID = AWKWARD.replace("☃", "~")
"""As hard to quote, and no value of an environment: it may stand in what everybody can read."""
SERVER = """
import http.server, os
class Word(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(204 if self.path == "/ok" else 200)
        self.end_headers()
        if self.path != "/ok":
            self.wfile.write(os.environ.get("WORD", "nothing").encode())
    def log_message(self, *words):
        pass
http.server.ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Word).serve_forever()
"""
APP = """
name = "{name}"
about = "Says a word: {awkward}."
port = {port}
{way}
cpu = {cpu}
memory = {memory}
count = {count}

[health]
{health}
grace = 45

[environment]
{environment}

[practice]
command = ["{{python}}", "server.py"]
"""


ANSWERS = 'path = "/ok"\ncodes = "200-299"'
PINGS = f"command = {json.dumps(['CMD', 'echo', SAID])}"


@dataclass(frozen=True)
class Asked:
    """What `up` is asked for: a folder of apps, words of the command line, and what each address says then."""

    folder: Path
    words: tuple[str, ...]
    says: dict[str, str]  # a part of the page, by the path

    def build(self, wizard: Wizard, name: str) -> None:
        """Build it in the practice cloud."""
        up = wizard("up", name, "--target", "sandbox", "--apps", str(self.folder), "--yes", *self.words)
        assert up.code == 0, up.out[-3000:] + up.err


def write(folder: Path, name: str, way: str, *, port: int = 8080, cpu: int = 256, memory: int = 512, count: int = 1,
          health: str = ANSWERS, **environment: str) -> None:  # fmt: skip
    """Write one app that says its WORD."""
    place = folder / name
    place.mkdir(parents=True)
    values = "\n".join(
        f'{key} = """{value.replace(chr(92), chr(92) * 2)}"""' for key, value in environment.items()
    )
    text = APP.format(
        name=name,
        way=way,
        port=port,
        cpu=cpu,
        memory=memory,
        count=count,
        health=health,
        environment=values,
        awkward="$x 'y' ünï",
    )
    (place / "app.toml").write_text(text)
    (place / "Dockerfile").write_text('FROM scratch\nCOPY server.py /\nCMD ["/server.py"]\n')
    (place / "server.py").write_text(SERVER)


def three(folder: Path) -> Asked:
    """Those that come with the wizard."""
    shutil.copytree(
        BUNDLED, folder / "apps", ignore=shutil.ignore_patterns("__pycache__", "*.py[co]", "tests")
    )
    return Asked(folder / "apps", (), {"/": "", "/static/": ""})


def one(folder: Path) -> Asked:
    """One app, without a private one and without an environment."""
    write(folder / "apps", "only", 'path = "/"')
    return Asked(folder / "apps", ("--tag", "Owner=Zoë Müller-O+=:/@_."), {"/": "nothing"})


def five(folder: Path) -> Asked:
    """Other paths, ports, sizes, counts and answers, an image that others built, and texts that are hard to quote."""
    apps = folder / "apps"
    write(apps, "home", 'path = "/"', count=3, WORD=AWKWARD, EMPTY="")
    write(apps, "shop", 'path = "/shop/*"', port=9090, cpu=512, memory=1024, WORD=f"shop {AWKWARD}")
    write(apps, "api", 'path = "/api*"', port=3000, WORD="api")
    write(apps, "inside", 'private = "inside"', port=7000, count=0, WORD="inside")
    write(
        apps, "cache", 'private = "cache"\nimage = "redis:7-alpine"\nreadonly = true', port=6379, health=PINGS
    )
    words = ("--set", "alarm=yes", "--set", "endpoint-zones=both", "--set", "open-to=203.0.113.0/24", "--set",
             "namespace=five.example.internal", "--tag", "Owner=Zoë", "--tag", "Environment=Test run")  # fmt: skip
    return Asked(apps, words, {"/": AWKWARD, "/shop/x": f"shop {AWKWARD}", "/api/1": "api"})


SETS = {"three": three, "one": one, "five": five}
