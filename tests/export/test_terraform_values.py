"""Terraform reads its files as they were meant, whatever the texts are: of the right types, and each text as it was."""

import base64
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

import pytest

from steps import STEPS
from steps.engine.memory.progress import Progress
from steps.engine.model.plan import Plan
from steps.export.terraform.folder import terraform_folder
from tests.export.dictated import planned
from tests.export.shapes import SHAPES
from tests.export.terraform import Terraform, needed

ASKED = (
    "base64encode(jsonencode({tags = var.tags, zones = var.zones, apps = nonsensitive(var.apps), "
    "environment = nonsensitive(var.environment)}))"
)


@pytest.fixture(scope="module")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """A folder in which Terraform has its provider."""
    environ, folder = needed(), tmp_path_factory.mktemp("values")
    (folder / "main.tf").write_text(terraform_folder(SHAPES["idle"](), STEPS, Progress()).files["main.tf"])
    made = Terraform(folder, environ)
    made.run("init", "-input=false")
    return made


@pytest.mark.parametrize("which", SHAPES)
def test_every_value_is_read_as_it_was_meant(which: str, terraform: Terraform) -> None:
    look_at_values(planned(which), terraform)


def look_at_values(plan: Plan, terraform: Terraform) -> None:
    """The files of this plan take the place of those that were there."""
    for path in terraform.folder.glob("*.tf*"):
        if path.is_file() and path.name != ".terraform.lock.hcl":
            path.unlink()
    folder = terraform_folder(plan, STEPS, Progress())
    for name, text in (folder.files | folder.private).items():
        (terraform.folder / name).write_text(text, "utf-8")
    terraform.run("fmt", "-check", "-diff")
    terraform.run("validate")
    told = json.loads(base64.b64decode(json.loads(terraform.run("console", asked=ASKED))))
    assert (told["tags"], told["zones"]) == (plan.tags, plan.answers["zones"])
    settled = [app.settled(plan.answers["namespace"]) for app in plan.apps]
    assert told["environment"] == composed({app.name: app.environment for app in settled if app.environment})
    assert {name: each["check"] for name, each in told["apps"].items()} == composed(
        {app.name: list(app.health.command) or None for app in plan.apps}
    )
    assert {name: (each["count"], each["port"], each["path"], each["private"]) for name, each in told["apps"].items()} == {
        app.name: (app.count, app.port, app.path or None, app.private or None) for app in plan.apps
    }  # fmt: skip


def composed(value: Any) -> Any:
    """As Terraform has every text: in Unicode's composed form (NFC), which nothing in its language can keep it from."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case Mapping():
            return {key: composed(each) for key, each in value.items()}
        case list():
            return [composed(each) for each in value]
        case _:
            return value
