"""Whatever became of the journal, `down` never says that nothing is left while something is."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.whole.account import Account, everything, more_than
from tests.whole.conftest import Wizard

HERE = ("--target", "sandbox", "--region", "eu-central-1")
FLAT = ("ec2 describe_network_acls",)  # the practice cloud's default one remembers subnets that were deleted


@pytest.fixture(scope="module")
def before(wizard: Wizard, cloud: dict[str, str]) -> Account:
    """The account without the deployment, but with ECS's own role."""
    assert wizard("up", "first", "--target", "sandbox", "--yes", "--until", "cluster").code == 0
    assert wizard("down", "first", "--yes").code == 0
    shutil.rmtree(wizard.home / "first")
    return everything(cloud)


@pytest.fixture
def standing(wizard: Wizard, cloud: dict[str, str], before: Account) -> Iterator[Path]:
    """The journal of a deployment whose network stands; after the test nothing of it is left."""
    assert wizard("up", "hurt", "--target", "sandbox", "--yes", "--until", "network").code == 0
    yield wizard.home / "hurt" / "journal.jsonl"
    assert wizard("down", "hurt", "--yes", *HERE).code == 0
    assert left(cloud, before) == {}
    shutil.rmtree(wizard.home / "hurt", ignore_errors=True)


def left(cloud: dict[str, str], before: Account) -> Account:
    """What is in the account and was not before."""
    return {
        kind: each for kind, each in more_than(before, everything(cloud)).items() if each and kind not in FLAT
    }


def lines(*kept: slice) -> Callable[[bytes], bytes]:
    return lambda text: b"".join(line for some in kept for line in text.splitlines(keepends=True)[some])


def after_the_plan(text: bytes) -> bytes:
    return text[: text.index(b"\n", text.index(b'"event":"planned"')) + 1]


def replaced(line: int, by: bytes) -> Callable[[bytes], bytes]:
    def change(text: bytes) -> bytes:
        found = text.splitlines(keepends=True)
        return b"".join([*found[:line], by, *found[line + 1 :]])

    return change


GOES_ON: dict[str, Callable[[bytes], bytes]] = {
    "cut after its plan": after_the_plan,
    "halved": lambda text: text[: len(text) // 2],
    "one line garbage": replaced(40, b"nonsense\n"),
    "one byte not UTF-8": lambda text: text.replace(b"vpc", b"v\xffc", 1),
    "another letter in every id": lambda text: re.sub(rb'("id":"[^"]*)[^"]"', rb'\1_"', text),
    "no header": replaced(0, b"nonsense\n"),
    "a plan that no page understands": lambda text: text.replace(b'"path":"/"', b'"path":"/x"'),
    "only where it is": lambda text: b"".join(
        line for line in text.splitlines(keepends=True) if b'"event":"began"' in line
    ),
}
REFUSES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda text: b"",
    "cut before it was begun": lambda text: text.partition(b'{"event":"began"')[0],
    "a newer version's": lambda text: b'{"format":99}\n' + text,
    "another region": lambda text: text.replace(b'"region":"eu-central-1"', b'"region":"eu-central-2"', 1),
    "another name": lambda text: text.replace(b'"deployment":"hurt"', b'"deployment":"hurl"', 1),
    "another target": lambda text: text.replace(b'"target":"sandbox"', b'"target":"sandbux"', 1),
}


@pytest.mark.parametrize("damage", GOES_ON)
def test_what_the_journal_lost_is_found_in_aws_and_goes(
    standing: Path, wizard: Wizard, cloud: dict[str, str], before: Account, damage: str
) -> None:
    standing.write_bytes(GOES_ON[damage](standing.read_bytes()))
    down = wizard("down", "hurt", "--yes", "--json")
    assert down.code == 0, down.out[-3000:] + down.err
    assert left(cloud, before) == {}


def test_a_journal_that_does_not_say_where_is_refused_with_the_way_out(
    standing: Path, wizard: Wizard
) -> None:
    whole = standing.read_bytes()
    for damage, harm in REFUSES.items():
        standing.write_bytes(harm(whole))
        down = wizard("down", "hurt", "--yes")
        assert down.code == 1, (damage, down.out[-3000:] + down.err)
        assert "fargate-wizard attach hurt --region" in down.err, damage
    standing.write_bytes(whole)


def test_a_whole_platform_is_found_by_its_tags_alone(standing: Path, wizard: Wizard) -> None:
    assert wizard("up", "hurt", "--yes").code == 0
    shutil.rmtree(standing.parent)
    down = wizard("down", "hurt", "--yes", *HERE)
    assert down.code == 0, down.out[-3000:]
    assert "nothing of it is left" in down.out


def test_without_any_journal_it_is_taken_down_by_its_tags(standing: Path, wizard: Wizard) -> None:
    shutil.rmtree(standing.parent)
    refused = wizard("down", "hurt", "--yes")
    assert (refused.code, "attach hurt" in refused.err) == (2, True)
    down = wizard("down", "hurt", "--yes", *HERE)
    assert down.code == 0, down.out[-3000:]
    assert "nothing of it is left" in down.out


def test_one_that_says_it_is_gone_is_not_believed(standing: Path, wizard: Wizard) -> None:
    whole = standing.read_bytes()
    assert wizard("down", "hurt", "--yes").code == 0
    gone = standing.read_bytes()
    standing.write_bytes(whole)
    assert wizard("up", "hurt", "--yes", "--until", "network").code == 0
    standing.write_bytes(gone)
    down = wizard("down", "hurt", "--yes")
    assert (down.code, "already gone" in down.out) == (0, False)


def test_a_damaged_journal_hides_no_other(wizard: Wizard) -> None:
    for name in ("good", "bad"):
        assert wizard("up", name, "--target", "sandbox", "--yes", "--until", "cluster").code == 0
    journal = wizard.home / "bad" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b"nonsense\n")
    told = wizard("list", "--json")
    assert told.code == 0
    states = {each["deployment"]: each["state"] for each in json.loads(told.out)}
    assert states["bad"] == "damaged"
    assert states["good"] == "built in part"
    assert wizard("status", "good").code == 0
    status = wizard("status", "bad")
    assert status.code == 1
    assert "fargate-wizard down bad" in status.err
    for name in ("good", "bad"):
        assert wizard("down", name, "--yes").code == 0
