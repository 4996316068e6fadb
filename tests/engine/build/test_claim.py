"""Claims over log groups that are a dictionary: what AWS shows late, refuses for a moment, or keeps of broken-off runs."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from steps.engine.build import claim
from steps.engine.build.claim import TRIES, Claim, who_holds
from steps.engine.memory.home_id import home_id, known_home_id
from steps.engine.model.events import Verb
from steps.engine.model.holder import Held, Overtaken
from steps.engine.model.service_clients import Banner
from steps.engine.model.site import Run
from steps.engine.troubles import Stopped
from tests.engine.build.conftest import PLAN
from tests.tui.log_groups import HIS, LogGroups, refusal

GROUP = "/fargate-wizard/demo/.lock."


class Late(LogGroups):
    """Shows no group in the first `hidden` listings, and is busy with the first `busy` requests to make one."""

    hidden = 0
    busy = 0

    def create_log_group(self, **asked: Any) -> None:
        if self.busy:
            self.busy -= 1
            raise refusal("OperationAbortedException", "CreateLogGroup")
        super().create_log_group(**asked)

    def _found(self, **asked: str) -> list[dict[str, Any]]:
        if self.hidden:
            self.hidden -= 1
            return []
        return super()._found(**asked)


@pytest.fixture
def aws() -> Late:
    return Late()


@pytest.fixture
def run(aws: Late, tmp_path: Path) -> Run:
    there: Any = SimpleNamespace(logs=aws, banner=Banner(sandbox="test"))
    (tmp_path / "demo").mkdir()
    return Run(PLAN, there, lambda event: None, tmp_path / "demo")


@pytest.fixture
def ours(run: Run) -> dict[str, str]:
    """The tags of a claim of this home."""
    return {**HIS, "fargate-wizard:home": home_id(run.folder.parent)}


def taken(run: Run) -> Claim:
    found = Claim(run, Verb.BUILD)
    found.take()
    return found


def test_it_is_made_with_tags_that_say_who_and_deleted_at_the_end(run: Run, aws: Late) -> None:
    found = taken(run)
    tags = aws.groups[f"{GROUP}1"]
    assert tags["fargate-wizard:home"] == known_home_id(run.folder.parent)
    assert tags["fargate-wizard:deployment"] == "demo"
    assert tags["fargate-wizard:resource"] == "lock"
    assert tags["fargate-wizard:verb"] == "building"
    assert " on " in tags["fargate-wizard:who"]
    found.release()
    assert not aws.groups
    assert who_holds(run) is None


def test_two_that_ask_at_the_same_moment_ask_again(run: Run, aws: Late) -> None:
    aws.busy = 2
    assert taken(run).number == 1


def test_a_claim_of_ours_that_is_not_shown_yet_is_waited_for(
    run: Run, aws: Late, ours: dict[str, str]
) -> None:
    aws.groups[f"{GROUP}1"] = ours
    aws.hidden = 3
    found = taken(run)
    assert found.number == 2
    found.release()
    assert not aws.groups


def test_a_claim_that_is_never_shown_is_somebodys(run: Run, aws: Late) -> None:
    aws.groups[f"{GROUP}1"] = HIS
    aws.hidden = TRIES
    with pytest.raises(Held, match="Somebody is working on demo, for"):
        taken(run)


def test_a_request_to_stop_ends_the_waiting(run: Run, aws: Late) -> None:
    aws.groups[f"{GROUP}1"] = HIS
    aws.hidden = TRIES
    run.stop.set()
    with pytest.raises(Stopped):
        taken(run)


def test_what_a_run_left_that_was_killed_while_it_gave_up_goes_as_well(
    run: Run, aws: Late, ours: dict[str, str]
) -> None:
    aws.groups[f"{GROUP}3"] = ours
    found = taken(run)
    assert found.number == 4
    found.release()
    assert not aws.groups


def test_the_highest_number_holds_and_whoever_sees_it_gives_way(run: Run, aws: Late) -> None:
    aws.groups[f"{GROUP}2"] = HIS
    with pytest.raises(Held, match="bob on desk is building demo, for 3 min 20 s now"):
        taken(run)
    assert list(aws.groups) == [f"{GROUP}2"]


def test_what_is_no_claim_is_not_taken_for_one(run: Run, aws: Late) -> None:
    others = {f"{GROUP}old": HIS, "/fargate-wizard/demo/lock": HIS, "/fargate-wizard/demo-2/.lock.1": HIS}
    aws.groups |= others
    taken(run).release()
    assert aws.groups == others


def test_a_claim_that_lost_its_tags_is_still_given_up(run: Run, aws: Late) -> None:
    found = taken(run)
    aws.groups[f"{GROUP}1"] = {}
    found.release()
    assert not aws.groups


def test_whoever_came_after_one_that_overtook_us_keeps_his(
    run: Run, aws: Late, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claim, "AGAIN", 0.0)
    found = taken(run)
    found.check()
    aws.groups[f"{GROUP}1"] = HIS
    for look in (found.check, found.release):
        with pytest.raises(Overtaken, match="demo was taken over from here"):
            look()
    assert aws.groups == {f"{GROUP}1": HIS}
    aws.groups = {f"{GROUP}1": {}, f"{GROUP}2": {}}
    with pytest.raises(Overtaken, match="Somebody is working on demo"):
        found.release()
    aws.groups.clear()
    with pytest.raises(Overtaken, match="has ended already"):
        found.check()


def test_it_is_not_looked_at_again_at_once(run: Run, aws: Late) -> None:
    found = taken(run)
    aws.groups.clear()
    found.check()


def test_any_other_refusal_is_no_reason_to_go_on(
    run: Run, aws: Late, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise refusal("LimitExceededException", "CreateLogGroup")

    monkeypatch.setattr(aws, "create_log_group", refuse)
    with pytest.raises(ClientError, match="LimitExceeded"):
        taken(run)


def test_a_home_has_one_id_that_survives_damage(tmp_path: Path) -> None:
    first = home_id(tmp_path)
    assert home_id(tmp_path) == first
    assert (tmp_path / "home-id").stat().st_mode & 0o777 == 0o600
    (tmp_path / "home-id").write_bytes(b"\xff")
    assert known_home_id(tmp_path) == ""
    assert home_id(tmp_path) not in ("", first)
    assert [path.name for path in tmp_path.iterdir()] == ["home-id"]
