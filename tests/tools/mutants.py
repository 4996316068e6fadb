"""Which small changes to a file no test sees: `python -m tests.tools.mutants steps/engine/build/schedule.py tests/engine`.

It works on a copy, so nothing of this checkout is changed. Of each survivor it prints the change; what it printed is to be
read, since many a survivor is as good as the original.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
MUTMUT = Path(sys.executable).with_name("mutmut")
COPIED = ("tui", "steps", "apps", "tests")
SEEN = ("killed", "timeout", "caught by type check")


def lay_out(folder: Path, file: Path, tests: list[str]) -> None:
    """Copy the project and say to mutmut what to change and which tests are to see it."""
    for name in COPIED:
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "__snapshots__")
        )
    settings = {
        "source_paths": [file.parts[0]],
        "only_mutate": [str(file)],
        "also_copy": [name for name in COPIED if name != file.parts[0]],
        "pytest_add_cli_args_test_selection": tests,
        "use_git_change_detection": False,
    }
    lines = (f"{key} = {json.dumps(value)}\n" for key, value in settings.items())
    described = (ROOT / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text(f"{described}\n[tool.mutmut]\n{''.join(lines)}")


def main() -> int:
    """Run them all; 1 when one survived, 2 when nothing could be tried."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("tests", nargs="+")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name)
        lay_out(folder, given.file, given.tests)
        environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        if subprocess.run([MUTMUT, "run"], cwd=folder, env=environ, check=False).returncode:
            return 2
        told = subprocess.run(
            [MUTMUT, "results"], cwd=folder, capture_output=True, text=True, check=True
        ).stdout
        survivors = [line.split(":")[0].strip() for line in told.splitlines() if not line.endswith(SEEN)]
        for survivor in survivors:
            subprocess.run([MUTMUT, "show", survivor], cwd=folder, check=True)
        print(f"{len(survivors)} survived\n{told}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
