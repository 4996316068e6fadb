"""Every page of the book has its forms in every export; what has none is named."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from steps import STEPS
from steps.engine.memory.progress import Progress
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site
from steps.engine.model.step import Step
from steps.export.bash.script import down_script, up_script
from steps.export.cloudformation.stack import stack
from steps.export.dictation import dictate
from steps.export.terraform.folder import terraform_folder
from tests.export.dictated import PLANNED, dictated, planned


class Bell(Resource):
    """Rings when somebody is at the door."""

    kind = "AWS::SNS::Topic"

    def find(self, site: Site) -> Handle | None:
        return None

    def create(self, site: Site) -> Handle:
        topics: Any = site.aws.sns
        return Handle("bell", topics.create_topic(Name=site.name("bell"))["TopicArn"])


BELL = Step(title="A bell", key="bell", prose="# A bell\n\nIt rings.", resources=lambda plan: (Bell(),))


@pytest.mark.parametrize("which", PLANNED)
def test_the_book_leaves_nothing_out_and_scripts_are_clean(which: str, tmp_path: Path) -> None:
    dictation = dictated(which)
    scripts = {"up.sh": up_script(dictation), "down.sh": down_script(dictation)}
    for name, script in scripts.items():
        assert script.left_out == ()
        (tmp_path / name).write_text(script.text)
    assert terraform_folder(dictation.plan, STEPS, Progress()).left_out == ()
    if shellcheck := shutil.which("shellcheck"):
        told = subprocess.run(
            [shellcheck, *scripts], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, told.stdout


def test_what_no_exporter_knows_is_named_in_what_it_writes() -> None:
    plan: Plan = planned("one")
    dictation = dictate(plan, (BELL,))
    assert "aws sns create-topic --name demo-bell" in up_script(dictation).text
    assert "Left standing: bell (AWS::SNS::Topic)" in down_script(dictation).text
    assert down_script(dictation).left_out == ("AWS::SNS::Topic",)
    folder = terraform_folder(plan, (BELL,), Progress())
    assert "Left out: bell (AWS::SNS::Topic)" in folder.files["imports.tf"]
    assert "Left out: bell (AWS::SNS::Topic)" in stack(dictation).template


def test_no_call_of_a_dictation_leaves_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    import botocore.httpsession

    sent: list[object] = []
    monkeypatch.setattr(
        botocore.httpsession.URLLib3Session, "send", lambda self, request: sent.append(request)
    )
    dictate(planned("one"), STEPS)
    assert sent == []
