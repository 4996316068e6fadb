"""Builds on real engines of both kinds: live, stoppable, and explained when they fail."""

import tarfile
import threading
from pathlib import Path
from time import monotonic

import pytest

from steps.docker import BaseImageTrouble, DockerTrouble, Doing, build, find_image
from steps.docker.sent_folder import HUGE, pack
from steps.engine.troubles import Stopped
from tests.docker.conftest import Workshop

FROM = "FROM local/busybox:1\n"


def test_a_build_tells_each_line_each_step_and_what_came_of_it(workshop: Workshop) -> None:
    workshop.write(
        Dockerfile=f"{FROM}RUN printf '1%%\\r99%%\\rdone\\n'; echo oh >&2\nCOPY page /page\n", page="hello"
    )
    image = workshop.build(owner="tests")
    assert image.architecture == "amd64"
    assert image.id.startswith("sha256:")
    assert image.bytes > 1_000_000
    assert "done" in workshop.lines
    assert "oh" in workshop.lines
    steps = [(report.done, report.total) for report in workshop.reports if report.doing is Doing.BUILDING]
    of = 3 if workshop.engine.buildx else 4  # to the classic builder a label is a step
    assert steps == [(step, of) for step in range(1, of + 1)]
    sent = [report for report in workshop.reports if report.doing is Doing.SENDING][-1]
    assert sent.done == sent.total > 0


def test_lines_arrive_while_the_build_still_runs(workshop: Workshop) -> None:
    workshop.write(Dockerfile=f"{FROM}RUN echo first; while [ ! -e /go ]; do sleep 0.1; done\n")
    workshop.on_line = lambda line: workshop.stop.set() if line == "first" else None
    with pytest.raises(Stopped):
        workshop.build()
    assert "first" in workshop.lines


def test_an_image_is_found_under_its_reference_and_labels(workshop: Workshop) -> None:
    workshop.write(Dockerfile=FROM)
    built = workshop.build("local/found:1", content="abc")
    assert find_image(workshop.engine, "local/found:1") == built
    assert find_image(workshop.engine, "local/found:1", {"content": "abc"}) == built
    assert find_image(workshop.engine, "local/found:1", {"content": "other"}) is None
    assert find_image(workshop.engine, "local/found:2") is None


def test_what_dockerignore_names_is_not_sent(workshop: Workshop) -> None:
    folder = workshop.write(
        Dockerfile=f"{FROM}COPY . /all\nRUN ls -a /all\n", secret="x", kept="y", __dockerignore="secret\n"
    )
    workshop.build()
    assert "kept" in workshop.lines
    assert "secret" not in workshop.lines
    pack(workshop.order("local/app:1"), folder.parent / "packed.tar")
    with tarfile.open(folder.parent / "packed.tar") as packed:
        assert {entry.name for entry in packed} == {"Dockerfile", "kept", ".dockerignore"}
        assert {(entry.uid, entry.uname) for entry in packed} == {(0, "")}


def test_a_command_that_fails_is_named_with_its_step(workshop: Workshop) -> None:
    workshop.write(Dockerfile=f"{FROM}RUN echo almost; exit 7\n")
    with pytest.raises(DockerTrouble) as caught:
        workshop.build()
    assert "2/2" in caught.value.what
    assert "RUN echo almost; exit 7" in caught.value.what
    assert "code: 7" in caught.value.why
    assert str(workshop.folder / "Dockerfile") in caught.value.cure
    assert "almost" in workshop.lines
    assert not workshop.containers


def test_a_slip_in_the_dockerfile_is_named_with_its_line(workshop: Workshop) -> None:
    workshop.write(Dockerfile=f"{FROM}RUNN echo\n")
    with pytest.raises(DockerTrouble) as caught:
        workshop.build()
    assert "unknown instruction: RUNN" in caught.value.why
    assert caught.value.cure == f"Correct that line in {workshop.folder / 'Dockerfile'}."


def test_a_file_that_copy_cannot_find_is_named(workshop: Workshop) -> None:
    workshop.write(Dockerfile=f"{FROM}COPY nope.txt /\n")
    with pytest.raises(DockerTrouble) as caught:
        workshop.build()
    assert "nope.txt" in caught.value.why
    assert ".dockerignore" in caught.value.cure


def test_a_folder_without_a_dockerfile_says_which_file_to_write(workshop: Workshop) -> None:
    workshop.write(page="x")
    with pytest.raises(DockerTrouble) as caught:
        workshop.build()
    assert caught.value.cure == f"Every app needs one: write {workshop.folder / 'Dockerfile'}."


def test_what_needs_buildkit_is_built_with_it_and_refused_without(workshop: Workshop) -> None:
    workshop.write(Dockerfile=f"{FROM}RUN --mount=type=cache,target=/c echo cached\n")
    if workshop.engine.buildx:
        workshop.build()
        assert "cached" in workshop.lines
        return
    with pytest.raises(DockerTrouble, match="needs BuildKit") as caught:
        workshop.build()
    assert f"line 2 of {workshop.folder / 'Dockerfile'}" in caught.value.what
    assert "RUN --mount" in caught.value.what
    assert "buildx" in caught.value.cure
    assert not workshop.lines
    assert not workshop.reports, "something was sent"


def test_a_base_that_cannot_be_pulled_is_not_taken_for_a_slip(workshop: Workshop) -> None:
    workshop.write(Dockerfile="FROM 127.0.0.1:1/nowhere/base:1\n")
    with pytest.raises(DockerTrouble) as caught:
        workshop.build()
    assert isinstance(caught.value, BaseImageTrouble)
    assert f"registry that {workshop.folder / 'Dockerfile'} names" in caught.value.cure


def test_a_base_that_is_here_is_only_fetched_where_that_is_asked_for(workshop: Workshop) -> None:
    client = workshop.engine.connect()
    client.tag("local/busybox:1", "127.0.0.1:1/nowhere/here", "1")
    client.close()
    workshop.write(Dockerfile="FROM 127.0.0.1:1/nowhere/here:1\nRUN true\n")
    workshop.build()
    with pytest.raises(BaseImageTrouble):
        build(workshop.engine, workshop.order("local/app:1", pull=True))


def test_an_image_for_another_processor_is_never_given_out(workshop: Workshop) -> None:
    workshop.write(Dockerfile=f"{FROM}RUN true\n")
    with pytest.raises(DockerTrouble) as caught:
        workshop.build("local/arm:1", platform="linux/arm64")
    # the older engine builds for its own and does not say so; the newer one takes the base that it has
    assert caught.value.what == "The image of app was built for amd64, and its tasks run on arm64."
    assert find_image(workshop.engine, "local/arm:1") is None


def test_a_stop_in_the_middle_ends_the_build_in_the_engine(workshop: Workshop) -> None:
    workshop.write(Dockerfile=f"{FROM}RUN echo running; sleep 60\n")
    stopped: list[float] = []

    def stop_when_running(line: str) -> None:
        if line == "running":
            stopped.append(monotonic())
            workshop.stop.set()

    workshop.on_line = stop_when_running
    with pytest.raises(Stopped):
        workshop.build("local/stopped:1")
    assert monotonic() - stopped[0] < 3
    assert not workshop.containers
    assert find_image(workshop.engine, "local/stopped:1") is None


def test_a_stop_before_the_folder_is_sent_sends_nothing(workshop: Workshop) -> None:
    workshop.write(Dockerfile=FROM)
    workshop.stop.set()
    with pytest.raises(Stopped):
        workshop.build()
    assert not workshop.reports


def test_builds_run_side_by_side(workshop: Workshop, tmp_path: Path) -> None:
    others = []
    for name in ("one", "two", "three"):
        other = Workshop(workshop.engine, workshop.registry, workshop.credentials, tmp_path / name)
        other.write(Dockerfile=f"{FROM}RUN echo {name}\n")
        others.append(other)
    threads = [
        threading.Thread(target=other.build, args=(f"local/{other.folder.name}:1",)) for other in others
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for other in others:
        assert other.folder.name in other.lines
        assert find_image(other.engine, f"local/{other.folder.name}:1") is not None


def test_a_huge_folder_is_said_before_it_is_sent(workshop: Workshop) -> None:
    workshop.write(Dockerfile=f"{FROM}RUN true\n")
    with (workshop.folder / "film.bin").open("wb") as film:
        film.truncate(HUGE + 1)

    def stop_at_once(line: str) -> None:
        workshop.stop.set()

    workshop.on_line = stop_at_once
    with pytest.raises(Stopped):
        workshop.build()
    assert "film.bin (100 MB)" in workshop.lines[0]
    assert ".dockerignore" in workshop.lines[0]
    assert not workshop.reports


def test_what_looks_like_a_secret_is_named_once_before_it_is_sent(workshop: Workshop) -> None:
    folder = workshop.write(Dockerfile=f"{FROM}COPY . /all\n", __env="TOKEN=x", server="y")
    workshop.build("local/warned:1")
    (warning,) = [line for line in workshop.lines if line.startswith("WARNING")]
    assert ".env" in warning
    assert f"{folder / '.dockerignore'}, a line each: **/.env" in warning
    assert workshop.lines.index(warning) == 0
    (folder / ".dockerignore").write_text("**/.env\n")
    del workshop.lines[:]
    workshop.build("local/warned:2")
    assert not [line for line in workshop.lines if line.startswith("WARNING")]
