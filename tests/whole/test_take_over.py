"""The command line of two machines: killed here, refused there, taken over after a yes; and what is read meanwhile."""

import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from steps.engine.memory.deployment import Deployment
from tests.tools import nursery
from tests.tools.blow import Blow, Moment
from tests.whole.conftest import Told, Wizard
from tests.whole.standing import standing

NAME = "over"
UP = ("up", NAME, "--target", "sandbox", "--yes", "--until", "network")
SENTENCE = re.compile(rf"\S+ on \S+ is building {NAME}, for \d+ s now\.")
CLAIMED = Blow(Moment.AFTER, operation="cloudwatch-logs.CreateLogGroup")

Cloud = dict[str, str]


@pytest.fixture
def other(wizard: Wizard, tmp_path: Path) -> Iterator[Wizard]:
    """Another machine before the same practice cloud; after the test nothing of the deployment is left."""
    (tmp_path / "sandbox").symlink_to(wizard.home / "sandbox")
    yield Wizard(tmp_path)
    down = wizard("down", NAME, "--target", "sandbox", "--yes", "--take-over")
    assert down.code == 0, down.out + down.err


def killed(machine: Wizard, blow: Blow) -> None:
    life = nursery.shared().run(UP, machine.environ, overheard=True, blow=blow)
    assert life.code == -signal.SIGKILL


def done(told: Told) -> Told:
    assert told.code == 0, told.out[-2000:] + told.err
    return told


def vpcs(cloud: Cloud) -> int:
    return len(standing(cloud, NAME)["vpcs"])


def test_killed_it_goes_on_here_at_once_and_there_only_after_a_yes(
    wizard: Wizard, other: Wizard, cloud: Cloud
) -> None:
    killed(wizard, Blow(operation="ec2.CreateSubnet"))
    for words in (
        UP,
        ("scale", NAME, "hostname-app", "2", "--yes"),
        ("down", NAME, "--target", "sandbox", "--yes"),
    ):
        told = other(*words)
        assert told.code != 0
        assert words[0] == "scale" or SENTENCE.search(told.err), told.err
    assert not any(event["event"] == "began" for event in other.journal(NAME))
    assert vpcs(cloud) == 1
    done(wizard(*UP))
    killed(wizard, CLAIMED)
    refused = other(*UP)
    assert refused.code == 1
    assert "give the same command with `--take-over`" in refused.err
    done(other(*UP, "--take-over"))
    assert vpcs(cloud) == 1
    done(wizard("down", NAME, "--yes"))
    assert not any(standing(cloud, NAME).values())


def test_a_claim_of_which_nothing_came_is_no_nothing(wizard: Wizard, other: Wizard, cloud: Cloud) -> None:
    killed(other, CLAIMED)
    down = ("down", NAME, "--target", "sandbox", "--yes")
    told = wizard(*down)
    assert told.code == 1
    assert SENTENCE.search(told.err), told.err
    done(other(*down))
    assert not any(standing(cloud, NAME).values())
    assert "nothing of it is left" in done(wizard(*down)).out


def test_status_and_list_are_right_while_a_wizard_is_open_or_somebody_works_elsewhere(
    wizard: Wizard, other: Wizard, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(wizard(*UP))
    monkeypatch.setenv("FARGATE_WIZARD_HOME", str(wizard.home))
    killed(other, CLAIMED)
    journal = wizard.journal(NAME)
    with Deployment(NAME).locked():
        told = done(wizard("status", NAME, "--json"))
        found = json.loads(told.out)
        assert (found["state"], found["looked"], told.err) == ("built in part", True, "")
        assert SENTENCE.fullmatch(found["elsewhere"])
        assert SENTENCE.search(done(wizard("status", NAME)).out)
        assert f"{NAME:20}  built in part" in done(wizard("list")).out
    assert wizard.journal(NAME) == journal
    assert SENTENCE.search(wizard("down", NAME, "--yes").err)
    done(wizard("down", NAME, "--yes", "--take-over"))
