"""What only BuildKit builds, on an engine that has it; and that nothing secret is left in what was built."""

import os
import stat
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from steps.appfile.building import Build, SecretSource
from steps.docker import DockerTrouble, Doing, build, find_image
from steps.docker.buildx import Buildx
from steps.docker.engine import find_engine
from steps.engine.troubles import Stopped
from tests.docker.conftest import Workshop
from tests.docker.look_inside import all_of, files_in
from tests.tools.private_engine import PrivateEngine

FROM = "FROM local/busybox:1\n"
TOKEN = "s3cret-of-the-build"


pytestmark = [
    pytest.mark.docker,
    pytest.mark.parametrize("private", ["containerd"], indirect=True, scope="session"),
]


def test_heredocs_and_the_target_are_in_the_image(workshop: Workshop) -> None:
    workshop.write(
        Dockerfile=f"FROM --platform=$BUILDPLATFORM local/busybox:1 AS tool\nARG TARGETARCH\n"
        "RUN <<EOF\nset -e\necho arch=$TARGETARCH > /tool\nEOF\n"
        f"{FROM}COPY --from=tool /tool /tool\nCOPY --chmod=750 page /page\nCOPY <<END /written\nhello\nEND\n",
        page="x",
    )
    workshop.build("local/modern:1")
    found = files_in(workshop.engine, "local/modern:1")
    assert found["tool"] == b"arch=amd64\n"
    assert found["written"] == b"hello\n"


def test_secrets_reach_the_command_and_nothing_else(
    workshop: Workshop, tmp_path: Path, private: PrivateEngine
) -> None:
    (tmp_path / "with, comma").write_text(f"token={TOKEN}\n")
    workshop.write(
        Dockerfile=f"{FROM}RUN --mount=type=secret,id=file --mount=type=secret,id=env "
        "grep -q token= /run/secrets/file && test $(wc -c < /run/secrets/env) = 19 && echo both > /seen\nCOPY . /all\n",
        token__txt=TOKEN, page="x",
    )  # fmt: skip
    engine = find_engine({**private.environ, "BUILD_TOKEN": TOKEN})
    secrets = {
        "file": SecretSource(file="../with, comma"), "env": SecretSource(env="BUILD_TOKEN"),
        "unused": SecretSource(file="token.txt"),
    }  # fmt: skip
    build(engine, workshop.order("local/secret:1", build=Build(secrets=secrets)))
    found = files_in(workshop.engine, "local/secret:1")
    assert found["seen"] == b"both\n"
    assert found["all/page"] == b"x"
    assert "all/token.txt" not in found
    assert TOKEN.encode() not in all_of(workshop.engine, "local/secret:1")
    assert TOKEN not in "\n".join(workshop.lines)


def test_no_secret_is_among_the_words_of_the_command(workshop: Workshop, tmp_path: Path) -> None:
    """The program is put in the place of `docker`, and writes down how it was called."""
    spy, log = tmp_path / "docker", tmp_path / "log"
    spy.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {log}\nexit 1\n')
    spy.chmod(0o755)
    assert workshop.engine.buildx
    engine = replace(workshop.engine, buildx=Buildx(str(spy), "", {**os.environ, "BUILD_TOKEN": TOKEN}))
    workshop.write(Dockerfile=FROM)
    with pytest.raises(DockerTrouble, match="without a word"):
        build(
            engine, workshop.order("local/x:1", build=Build(secrets={"t": SecretSource(env="BUILD_TOKEN")}))
        )
    assert "id=t,env=BUILD_TOKEN" in log.read_text().split()
    assert TOKEN not in log.read_text()


def test_a_secret_that_is_not_named_is_asked_for(workshop: Workshop) -> None:
    workshop.write(
        Dockerfile=f"{FROM}RUN --mount=type=secret,id=npmrc,target=/root/.npmrc cat /root/.npmrc\n"
    )
    with pytest.raises(DockerTrouble) as caught:
        workshop.build()
    assert "mounts the secret `npmrc`" in caught.value.cure
    assert "[build.secrets]" in caught.value.cure
    assert any(line.startswith("WARNING: Line 2") for line in workshop.lines)


def test_a_buildx_that_writes_no_json_is_read_as_plain_lines(workshop: Workshop, tmp_path: Path) -> None:
    assert workshop.engine.buildx
    older = tmp_path / "docker"
    older.write_text(
        f'#!/bin/sh\ncase "$*" in *rawjson*) echo "ERROR: invalid progress mode rawjson" >&2; exit 1;; esac\n'
        f'exec {workshop.engine.buildx.program} "$@"\n'
    )
    older.chmod(older.stat().st_mode | stat.S_IXUSR)
    engine = replace(
        workshop.engine,
        buildx=Buildx(
            str(older), "0.12", {**os.environ, **workshop.engine.buildx.environ, "PATH": os.environ["PATH"]}
        ),
    )
    workshop.write(Dockerfile=f"{FROM}RUN echo {monotonic()} once; exit 3\n")
    with pytest.raises(DockerTrouble) as caught:
        build(engine, workshop.order("local/plain:1"))
    assert "[2/2] RUN echo" in caught.value.what
    assert "exit code: 3" in caught.value.why
    assert any("once" in line for line in workshop.lines)
    steps = [(report.done, report.total) for report in workshop.reports if report.doing is Doing.BUILDING]
    assert (2, 2) in steps


def test_a_layer_that_the_engine_loses_is_made_once_more(workshop: Workshop, tmp_path: Path) -> None:
    assert workshop.engine.buildx
    losing, lost = tmp_path / "docker", tmp_path / "lost"
    losing.write_text(
        f'#!/bin/sh\nif [ ! -e {lost} ]; then : > {lost}; echo "ERROR: failed to solve: failed to prepare extraction '
        f'snapshot: parent snapshot sha256:1 does not exist: not found" >&2; exit 1; fi\n'
        f'exec {workshop.engine.buildx.program} "$@"\n'
    )
    losing.chmod(0o755)
    environ = {**workshop.engine.buildx.environ, "PATH": os.environ["PATH"]}
    engine = replace(workshop.engine, buildx=Buildx(str(losing), "", environ))
    workshop.write(Dockerfile=FROM)
    build(engine, workshop.order("local/lost:1"))
    assert any("once more" in line for line in workshop.lines)
    assert find_image(workshop.engine, "local/lost:1")


def running(*words: str) -> bool:
    """Whether this machine runs a program with these words: the engine's containers are seen from outside."""
    wanted = "\0".join(words).encode() + b"\0"
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has just ended
            if process.read_bytes() == wanted:
                return True
    return False


def test_a_stop_ends_what_buildkit_runs(workshop: Workshop) -> None:
    seconds = str(100_000 + os.getpid())
    workshop.write(Dockerfile=f"{FROM}RUN echo begun; exec sleep {seconds}\n")
    asked: list[float] = []

    def stop(line: str) -> None:
        if line != "begun":
            return
        until = monotonic() + 20
        while not running("sleep", seconds):
            assert monotonic() < until
            threading.Event().wait(0.05)
        asked.append(monotonic())
        workshop.stop.set()

    workshop.on_line = stop
    with pytest.raises(Stopped):
        workshop.build("local/stopped:1")
    while running("sleep", seconds):
        assert monotonic() - asked[0] < 10
        threading.Event().wait(0.05)
    assert find_image(workshop.engine, "local/stopped:1") is None


def test_an_own_file_for_ignoring_goes_before_the_common_one(workshop: Workshop) -> None:
    folder = workshop.write(Dockerfile=f"{FROM}COPY . /all\n", one="1", two="2", __dockerignore="one\n")
    (folder / "Dockerfile.dockerignore").write_text("two\n")
    workshop.build("local/ignored:1")
    found = files_in(workshop.engine, "local/ignored:1")
    assert "all/one" in found
    assert "all/two" not in found
