"""What earlier versions built still goes up, shows its status, scales, is attached to, and goes down."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.past.world import NAME, VERSIONS, rebuild
from tests.whole.account import everything, more_than
from tests.whole.conftest import Wizard, exports


@pytest.fixture(params=VERSIONS)
def past(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Wizard]:
    """A wizard of today before the world of an earlier version; after the test nothing of it is left."""
    wizard = Wizard(tmp_path / "home")
    cloud = exports(wizard("sandbox", "start", "--speed", "inf"))
    before = everything(cloud)
    rebuild(request.param, wizard, cloud)
    yield wizard
    down = wizard("down", NAME, "--yes")
    assert down.code == 0, down.out + down.err
    assert {kind: left for kind, left in more_than(before, everything(cloud)).items() if left} == {}
    wizard("sandbox", "stop")


def test_its_status_is_told_and_what_was_taken_as_it_is_stays_taken(past: Wizard) -> None:
    told = past("status", NAME)
    assert told.code == 0, told.err
    assert "old: standing" in told.out or "drifted" in told.out
    assert "hostname-app" in told.out


def test_it_goes_up_and_scales(past: Wizard) -> None:
    up = past("up", NAME, "--yes")
    assert up.code == 0, up.out + up.err
    assert past("scale", NAME, "static-app", "2", "--yes").code == 0


def test_it_is_attached_to(past: Wizard) -> None:
    shutil.rmtree(past.home / NAME)
    attached = past("attach", NAME, "--region", "eu-central-1", "--target", "sandbox")
    assert attached.code == 0, attached.out + attached.err


def test_what_this_version_cannot_delete_is_named_and_stays(past: Wizard) -> None:
    journal = past.home / NAME / "journal.jsonl"
    unknown = '{"event":"creating","resource":"bucket","kind":"AWS::S3::Bucket","token":"","at":1.0}\n'
    journal.write_text(journal.read_text() + unknown)
    down = past("down", NAME, "--yes")
    assert down.code == 3, down.out
    assert "bucket is left: an S3 bucket" in down.out + down.err
    kept = [line for line in journal.read_text().splitlines() if '"bucket"' not in line]
    journal.write_text("\n".join(kept) + "\n")
