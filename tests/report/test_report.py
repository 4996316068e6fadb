"""A report has what an issue needs, and nothing that is its user's own."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from steps.appfile.apps import BUNDLED, load
from steps.engine.memory.deployment import Deployment
from steps.engine.model.events import (
    Answered,
    Began,
    Called,
    Created,
    Ended,
    Failed,
    LastLines,
    Outcome,
    Planned,
    Said,
    Verb,
)
from steps.engine.model.plan import Plan
from steps.engine.troubles import BadInput, Exit
from steps.receipt.make import keep
from steps.receipt.receipt import Left, Receipt
from tui.lines.arguments import parser
from tui.lines.commands import run

ACCOUNT, SECRET = "210987654321", "correct horse"
OWN = (
    ACCOUNT, SECRET, "acme-ledger", "ledger-api", "AKIAIOSFODNN7EXAMPLE", "ada@acme.example", "vpc-0123456789abcdef0",
    "203.0.113.7", "acme-1234.eu-central-1.elb.amazonaws.com", "user/ada", "acme.internal", "customer 4711", "s3cr3t-token",
)  # fmt: skip
"""What must be nowhere in it."""


@pytest.fixture
def deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    """One whose journal, output and receipt are full of its user's own things."""
    monkeypatch.setenv("FARGATE_WIZARD_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    found = Deployment("acme-ledger")
    found.folder.mkdir(mode=0o700)
    app = replace(load(BUNDLED)[0], name="ledger-api", environment={"PASSWORD": SECRET})
    where: Any = {"deployment": found.name, "target": "aws", "account": ACCOUNT, "region": "eu-central-1"}
    arn = f"arn:aws:iam::{ACCOUNT}:user/ada"
    for event in (
        Began(verb=Verb.BUILD, identity=arn, profile="acme", **where),
        Answered(question="namespace", value="acme.internal"),
        Planned(plan=Plan(apps=(app,), answers={"namespace": "acme.internal"}, **where)),
        Created(resource="vpc", id="vpc-0123456789abcdef0", url="http://acme-1234.eu-central-1.elb.amazonaws.com/"),
        Called(resource="role", line=f"aws iam create-role --role-name acme-ledger-x --tags s3cr3t-token={arn}", seconds=1),
        Called(resource="vpc", line="aws ec2 create-vpc --cidr-block 10.0.0.0/16", seconds=1, error="VpcLimitExceeded"),
        Said(resource="images.ledger-api", line=f"key AKIAIOSFODNN7EXAMPLE of ada@acme.example at 203.0.113.7: {SECRET}"),
        LastLines(resource="service.ledger-api", task="1", lines=("customer 4711 paid",)),
        Failed(resource="vpc", what=f"AWS refused it to {arn}.", lines=("customer 4711 paid",)),
        Ended(verb=Verb.BUILD, outcome=Outcome.FAILED, seconds=3.0),
    ):  # fmt: skip
        found.journal.append(event)
    left = Left("vpc", "AWS::EC2::VPC", "vpc-0123456789abcdef0", why=f"Held in account {ACCOUNT}.")
    keep(found, Receipt(made=(), gone=(), left=(left,), looks=(), **where))
    return found


def report(*words: str) -> Exit:
    return run(parser().parse_args(["report", "acme-ledger", *words]))


def test_it_tells_what_happened_and_nothing_of_its_users_own(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report("--yes") is Exit.DONE
    path = Path("acme-ledger-report.zip")
    assert path.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(path) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(texts) == {"versions.txt", "journal.jsonl", "output.txt", "doctor.txt", "receipt.txt"}
    whole = "\n".join([*texts.values(), capsys.readouterr().out.replace(str(path), "")])
    assert [own for own in OWN if own in whole] == []
    assert "fargate-wizard " in texts["versions.txt"]
    assert '"outcome": "failed"' in texts["journal.jsonl"]
    assert "role: $ aws iam create-role --role-name --tags" in texts["output.txt"]
    assert "→ VpcLimitExceeded" in texts["output.txt"]
    assert "1 left" in texts["receipt.txt"]
    assert "stop  identity" in texts["doctor.txt"]


def test_it_shows_what_is_in_it_and_writes_nothing_that_nobody_agreed_to(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BadInput, match="nobody can be asked"):
        report()
    assert "journal.jsonl: 6 lines" in capsys.readouterr().out
    assert not Path("acme-ledger-report.zip").exists()


def test_it_is_written_over_nothing(deployment: Deployment) -> None:
    Path("mine.zip").write_text("mine")
    with pytest.raises(BadInput, match="there already"):
        report("--yes", "-o", "mine.zip")
    assert Path("mine.zip").read_text() == "mine"
