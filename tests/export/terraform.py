"""Terraform, as the tests run it; they skip where it, or its AWS provider, is not."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest


def needed() -> dict[str, str]:
    """What Terraform needs in its environment; skips the test where there is none."""
    config = os.environ.get("TF_CLI_CONFIG_FILE", "")
    if not shutil.which("terraform") or not Path(config).is_file():
        pytest.skip(
            "there is no terraform on PATH, or TF_CLI_CONFIG_FILE does not say where its AWS provider is"
        )
    return {"PATH": os.environ["PATH"], "TF_CLI_CONFIG_FILE": config}


class Terraform:
    """Runs terraform in the exported folder."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder, self._environ = folder, {**environ, "TF_IN_AUTOMATION": "1"}

    def run(self, *words: str, asked: str = "", fine: tuple[int, ...] = (0,)) -> str:
        """What it says when it is given these words, and asked this."""
        told = subprocess.run(
            ["terraform", *words],
            cwd=self.folder,
            env=self._environ,
            input=asked,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        assert told.returncode in fine, told.stdout[-5000:] + told.stderr
        return told.stdout

    def changes(self) -> list[dict[str, Any]]:
        """What a plan would change, import or move, as Terraform tells it."""
        self.run("plan", "-input=false", "-out=plan")
        found: list[dict[str, Any]] = json.loads(self.run("show", "-json", "plan"))["resource_changes"]
        return [
            each for each in found if each["change"]["actions"] != ["no-op"] or "importing" in each["change"]
        ]
