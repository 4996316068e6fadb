"""The wheel has what the wizard runs on, and nothing that only we need."""

import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_everything_that_is_run_or_read_is_in_it(wheel: zipfile.ZipFile) -> None:
    kept = {
        str(path.relative_to(ROOT))
        for package in ("tui", "steps", "apps")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not {"__pycache__", "tests", "screenshots"} & {*path.relative_to(ROOT).parts}
    }
    files = {name for name in wheel.namelist() if not name.partition("/")[0].endswith(".dist-info")}
    assert files == kept - {"apps/conftest.py"}
    assert {"tui/py.typed", "steps/py.typed", "apps/hostname-app/.dockerignore"} <= files


def test_it_says_where_it_comes_from(wheel: zipfile.ZipFile) -> None:
    described = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    told = Parser().parsestr(wheel.read(described).decode())
    assert {url.partition(",")[0] for url in told.get_all("Project-URL", [])} == {
        "Source",
        "Issues",
        "Changelog",
    }
