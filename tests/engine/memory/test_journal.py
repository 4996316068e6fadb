"""The journal keeps what was announced, whatever happens to the process."""

import stat
from pathlib import Path

import pytest

from steps.engine.memory.journal import Journal
from steps.engine.memory.progress import Progress, State
from steps.engine.model.events import (
    AnyEvent,
    Called,
    Created,
    Creating,
    Deleted,
    Said,
    Scaled,
    Taken,
    Waiting,
)
from steps.engine.troubles import Trouble

VPC = Creating(resource="vpc", kind="AWS::EC2::VPC")


def test_what_lasts_and_what_passes_go_to_files_of_their_own(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    said = Said(resource="image", line="Step 1/4")
    called = Called(resource="vpc", line="aws ec2 create-vpc", seconds=0.1)
    for event in (VPC, said, called, Waiting(resource="vpc", state="pending", seconds=1)):
        journal.append(event)
    assert journal.read() == [VPC]
    assert journal.read_output() == [said, called]
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600


def test_a_torn_last_line_is_dropped_and_the_next_event_starts_a_line_of_its_own(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append(VPC)
    with journal.path.open("a") as file:
        file.write('{"event":"created","resour')
    assert journal.read() == [VPC]
    made = Created(resource="vpc", id="vpc-1")
    journal.append(made)
    assert journal.read() == [VPC, made]


def test_wherever_it_was_cut_off_it_tells_what_came_before_and_goes_on(tmp_path: Path) -> None:
    whole = Journal(tmp_path / "whole")
    (tmp_path / "whole").mkdir()
    events: list[AnyEvent] = [VPC, Created(resource="vpc", id="vpc-1"), Deleted(resource="vpc")]
    for event in events:
        whole.append(event)
    written = whole.path.read_bytes()
    for length in range(len(written) + 1):
        folder = tmp_path / str(length)
        folder.mkdir()
        cut = Journal(folder)
        cut.path.write_bytes(written[:length])
        before = cut.read()
        assert before == events[: len(before)]
        cut.append(VPC)
        assert cut.read() == [*before, VPC]


def test_output_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    said = Said(resource="image", line="Step 1/4")
    journal.append(said)
    with journal.output.open("ab") as file:
        file.write(b"\x00\x00nonsense\n")
    journal.append(said)
    assert journal.read_output() == [said, said]


def test_a_newer_format_is_refused_and_left_alone(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.path.write_text('{"format":99}\n')
    with pytest.raises(Trouble, match="newer fargate-wizard"):
        journal.read()
    assert journal.path.read_text() == '{"format":99}\n'


@pytest.mark.parametrize("line", ['{"event":"exploded","at":1}', "nonsense", '{"event":"created"}'])
def test_a_line_that_cannot_be_understood_is_named(tmp_path: Path, line: str) -> None:
    journal = Journal(tmp_path)
    journal.append(VPC)
    with journal.path.open("a") as file:
        file.write(f"{line}\n")
    with pytest.raises(Trouble, match="Line 3"):
        journal.read()


def test_a_folder_that_cannot_be_written_stops_before_the_call(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "gone")
    with pytest.raises(Trouble, match="cannot be written"):
        journal.append(VPC)


def test_progress_is_the_fold_of_the_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for event in (VPC, Created(resource="vpc", id="vpc-1"), Creating(resource="role", kind="AWS::IAM::Role")):
        journal.append(event)
    progress = Progress.of(journal.read())
    assert progress.recorded == {"vpc", "role"}
    assert (progress.node("vpc").state, progress.node("vpc").id) == (State.CREATED, "vpc-1")
    progress.take(Deleted(resource="vpc"))
    assert progress.recorded == {"role"}


def test_what_0_1_kept_among_the_answers_is_read_as_what_it_is(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.path.write_text(
        '{"format":1}\n'
        '{"event":"answered","at":1.0,"question":"count.hostname-app","value":[3,2]}\n'
        '{"event":"answered","at":2.0,"question":"taken.service.static-app","value":"deleted"}\n'
        '{"event":"answered","at":3.0,"question":"taken.cluster","value":""}\n'
        '{"event":"answered","at":4.0,"question":"zones","value":["a","b"]}\n'
    )
    progress = Progress.of(journal.read())
    assert progress.scaled == {"hostname-app": Scaled(at=1.0, app="hostname-app", count=3, declared=2)}
    assert progress.taken == {"service.static-app": "deleted"}
    assert progress.answers == {"zones": ["a", "b"]}
    journal.append(Taken(resource="service.static-app", what=""))
    assert not Progress.of(journal.read()).taken
