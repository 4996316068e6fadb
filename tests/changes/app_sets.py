"""Sets of apps as hypothesis draws them, and the folder that one is read from.

Names, paths and ports come from few, so that two sets have much in common: what is moved, swapped and renamed is what breaks.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

SERVER = """
import http.server, os
class Well(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *words):
        pass
http.server.ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Well).serve_forever()
"""
NAMES = ("api", "web", "first-light", "lesson", "shop", "mail")  # two of them are also services of our own
PATHS = ("/a", "/a/*", "/a/b/*", "/a/b", "/b/*", "/?", "/a*c", "/shop/*")
SIZES = ((256, 512), (256, 1024), (512, 1024))
TAGS: tuple[dict[str, str], ...] = (
    {"Environment": "Demo"},
    {"environment": "Demo"},
    {"Environment": "Test", "Team": "a"},
    {},
)

Table = dict[str, Any]


@dataclass(frozen=True)
class Wish:
    """What is asked for: the app.toml of each app by its name, the book's answers, the user's tags."""

    apps: Mapping[str, Table]
    answers: Mapping[str, str]
    tags: Mapping[str, str]


@st.composite
def app(draw: st.DrawFn, name: str, place: Mapping[str, str]) -> Table:
    """Draw one app that is reached in this way."""
    cpu, memory = draw(st.sampled_from(SIZES))
    return {
        "name": name,
        "about": draw(st.sampled_from(["Says that it is well.", "Is well."])),
        "port": draw(st.sampled_from([8080, 8081, 9000])),
        **place,
        "cpu": cpu,
        "memory": memory,
        "count": draw(st.sampled_from([0, 1, 1, 2])),
        "readonly": draw(st.booleans()),
        "health": {
            "path": draw(st.sampled_from(["/", "/health"])),
            "codes": draw(st.sampled_from(["200", "200-299"])),
            "grace": draw(st.sampled_from([0, 30, 60])),
        },
        "environment": draw(st.sampled_from([{}, {"COLOUR": "green"}, {"COLOUR": "deep red", "SIZE": "1"}])),
        "practice": {"command": ["{python}", "-I", "-S", "server.py"]},
    }


@st.composite
def wishes(draw: st.DrawFn, least: int = 1, most: int = len(NAMES)) -> Wish:
    """Draw a set of apps, one of them at `/`, and what else can be asked for."""
    names = draw(st.permutations(_names(most)))[: draw(st.integers(least, most))]
    paths = list(draw(st.permutations(_paths(most))))
    inside = list(draw(st.permutations(_names(most))))
    apps = {}
    for number, name in enumerate(names):
        private = number > 0 and draw(st.integers(0, 2)) == 0
        place = {"private": inside.pop()} if private else {"path": paths.pop() if number else "/"}
        apps[name] = draw(app(name, place))
    answers = {
        "open-to": draw(st.sampled_from(["0.0.0.0/0", "203.0.113.7/32"])),
        "endpoint-zones": draw(st.sampled_from(["one", "both"])),
        "alarm": draw(st.sampled_from(["no", "yes"])),
    }
    return Wish(apps, answers, draw(st.sampled_from(TAGS)))


def write(folder: Path, wish: Wish) -> None:
    """Write the folder of these apps anew."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, table in wish.apps.items():
        place = folder / name
        place.mkdir(parents=True)
        (place / "app.toml").write_text(_toml(table))
        (place / "server.py").write_text(SERVER)


def _names(most: int) -> tuple[str, ...]:
    return (*NAMES, *(f"app-{number}" for number in range(most - len(NAMES))))


def _paths(most: int) -> tuple[str, ...]:
    return (*PATHS, *(f"/{'p' * (number % 4)}{number}/*" for number in range(most)))


def _toml(table: Table) -> str:
    """The table as TOML: what JSON writes of texts, numbers and lists of texts is TOML too."""
    lines = [f"{key} = {json.dumps(value)}" for key, value in table.items() if not isinstance(value, dict)]
    for key, value in table.items():
        if isinstance(value, dict):
            lines += [f"[{key}]", _toml(value)]
    return "\n".join(lines) + "\n"
