"""What may import what: no circles, rooms in layers, and what is heavy only when it is first needed."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

BENEATH = [
    "steps.engine.build.builder",
    "steps.engine.memory.record",
    "steps.engine.cloud.retries",
    "steps.engine.model.plan",
    "steps.engine.troubles",
    "steps.sandbox.clock",
    "steps.aws.vpc",
    "steps.docker.build",
    "steps.appfile.apps",
    "steps.target.target",
]
"""A module of each room from which no page may be seen."""


def loaded(script: str) -> set[str]:
    code = f"{script}\nimport sys; print(' '.join(name.partition('.')[0] for name in sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(told.stdout.splitlines()[-1].split())


def test_the_book_knows_no_screen_and_no_cloud() -> None:
    assert not loaded("from steps import STEPS") & {
        "textual",
        "rich",
        "questionary",
        "boto3",
        "docker",
        "moto",
    }


@pytest.mark.parametrize("words", [["--version"], ["--help"]])
def test_a_first_word_needs_nothing_heavy(words: list[str]) -> None:
    script = f"from tui.__main__ import main\ntry:\n    main({words})\nexcept SystemExit:\n    pass"
    assert not loaded(script) & {"boto3", "botocore", "docker", "moto", "textual"}


def modules(package: str) -> dict[str, Path]:
    """Every module of a package by its name."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Which of the known modules this one names, at its top, in a function, or for its types alone."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names):
                yield from (each.name for each in names if each.name in known)
            case ast.ImportFrom(module=str(module), names=names):
                inner = {f"{module}.{each.name}" for each in names}
                yield from inner & known.keys() or {module} & known.keys()


@pytest.mark.parametrize("package", ["steps", "tui"])
def test_no_module_is_imported_by_what_it_imports(package: str) -> None:
    known = modules(package)
    graph = {name: set(imported(path, known)) - {name} for name, path in known.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own sources in a folder of their own."""
    folder = tmp_path_factory.mktemp("house")
    for package in ("tui", "steps", "apps"):
        shutil.copytree(ROOT / package, folder / package)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = (
        "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    )
    return subprocess.run(
        [sys.executable, "-c", command], cwd=folder, env={**os.environ, "PYTHONPATH": os.fspath(folder)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_contracts_hold(copy: Path) -> None:
    told = lint(copy)
    assert told.returncode == 0, told.stdout + told.stderr


def test_nobody_beneath_the_pages_may_import_one(copy: Path) -> None:
    """A page that no contract names: the contracts are about rooms."""
    (copy / "steps/book/alarm.py").write_text('"""A new page."""\n')
    for module in BENEATH:
        path = copy / f"{module.replace('.', '/')}.py"
        path.write_text(f"{path.read_text()}\nimport steps.book.alarm  # noqa\n")
    told = lint(copy)
    assert told.returncode == 1, told.stdout + told.stderr
    assert [module for module in BENEATH if f"{module} -> steps.book.alarm" not in told.stdout] == []
