"""A deployment's name: what AWS would refuse in the names that are made from it is refused before anything is made."""

from pathlib import Path

import pytest

from steps.engine.memory.deployment import Deployment, check_name, known_deployments
from steps.engine.troubles import BadInput

FIRST_WORDS = ["internal", "internal-a", "sg", "sg-1"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FARGATE_WIZARD_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("name", [*FIRST_WORDS, "a", "-a", "a-", "a--b", "A", "1a", "a_b", "../a", "a" * 21])
def test_a_name_that_aws_would_refuse_somewhere_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="cannot be a deployment's name") as refusal:
        Deployment(name)
    assert refusal.value.why
    assert refusal.value.cure


@pytest.mark.parametrize("name", ["internals", "sga", "my-sg", "an-internal", "aws", "a1", "a" * 20])
def test_any_other_is_taken(name: str) -> None:
    assert check_name(name) == Deployment(name).name == name


@pytest.mark.parametrize("name", FIRST_WORDS)
def test_what_was_begun_under_such_a_name_can_still_be_opened(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    (folder / name / "journal.jsonl").touch()
    assert Deployment(name).known
    assert [one.name for one in known_deployments()] == [name]
