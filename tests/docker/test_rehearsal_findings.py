"""A finding names what to change and the file that it is in."""

from dataclasses import replace
from pathlib import Path

import pytest

from steps.appfile.apps import App, Health
from steps.docker import rehearsal_findings
from steps.docker.container_watch import promised
from steps.docker.rehearsal_findings import Cast


@pytest.fixture
def cast(tmp_path: Path) -> Cast:
    (tmp_path / "server.py").touch()
    app = App(
        name="app", about="an app", port=8080, path="/", cpu=256, memory=512, count=1,
        health=Health(path="/health"), folder=str(tmp_path),
    )  # fmt: skip
    return Cast(app, ("python3", "-u", "server.py"), "SIGTERM")


def test_the_program_that_is_run_is_the_file_to_change(cast: Cast) -> None:
    assert rehearsal_findings.only_on_loopback(cast, ()).file == "server.py"
    assert rehearsal_findings.only_on_loopback(replace(cast, command=("nginx",)), ()).file == "Dockerfile"


def test_a_path_in_the_image_is_known_by_the_name_that_it_has_in_the_folder(cast: Cast) -> None:
    assert replace(cast, command=("python3", "/app/server.py")).source == "server.py"
    assert replace(cast, command=("/etc/hostname",)).source == "Dockerfile", (
        "a file of this machine is none of the app's"
    )


@pytest.mark.parametrize(
    ("script", "file"),
    [
        ('#!/bin/sh\nset -e\n"$@"\n', "entry.sh"),
        ('#!/usr/bin/env bash\n  exec "$@"\n', "Dockerfile"),
        ("#!/usr/bin/python3\nprint()\n", "Dockerfile"),
    ],
)
def test_a_script_that_hands_over_to_nobody_is_told_to(cast: Cast, script: str, file: str) -> None:
    (Path(cast.app.folder) / "entry.sh").write_text(script)
    finding = rehearsal_findings.ignores_signal(replace(cast, command=("/app/entry.sh", "python3")), 6)
    assert ("exec" in finding.cure) is (file == "entry.sh")
    assert not finding.fatal


def test_an_app_that_ends_is_told_of_the_stages_that_were_not_built(cast: Cast) -> None:
    (Path(cast.app.folder) / "Dockerfile").write_text(
        "FROM a AS base\nFROM base AS production\nFROM base AS dev\n"
    )
    cure = rehearsal_findings.ended(cast, 1, False, 0.1, ()).cure
    assert "the last stage of Dockerfile, dev" in cure
    assert "base, production" in cure
    assert 'target = "…" under [build]' in cure


def test_a_shell_that_keeps_the_signal_is_cured_in_the_dockerfile(cast: Cast) -> None:
    finding = rehearsal_findings.ignores_signal(
        replace(cast, command=("/bin/sh", "-c", "python3 server.py")), 6
    )
    assert (finding.file, finding.fatal) == ("Dockerfile", False)
    assert "as a list" in finding.cure


@pytest.mark.parametrize(("code", "file"), [(0, "server.py"), (1, "server.py"), (127, "Dockerfile")])
def test_an_exit_code_says_where_to_look(cast: Cast, code: int, file: str) -> None:
    assert rehearsal_findings.ended(cast, code, False, 0.1, ()).file == file


def test_a_write_to_a_read_only_disk_is_cured_in_app_toml(cast: Cast) -> None:
    said = ("OSError: [Errno 30] Read-only file system: '/app/x'",)
    assert rehearsal_findings.ended(cast, 1, False, 0.1, said).file == "server.py"
    readonly = App(
        **{name: getattr(cast.app, name) for name in cast.app.__struct_fields__} | {"readonly": True}
    )
    finding = rehearsal_findings.ended(replace(cast, app=readonly), 1, False, 0.1, said)
    assert (finding.file, finding.logs) == ("app.toml", said)


def test_running_out_of_memory_names_the_memory_it_had(cast: Cast) -> None:
    finding = rehearsal_findings.ended(cast, 137, True, 0.1, ())
    assert finding.file == "app.toml"
    assert "memory = 512" in finding.cure


@pytest.mark.parametrize(
    ("ports", "file", "words"),
    [
        (frozenset({9090, 9091}), "app.toml", "port = 9090"),
        (frozenset[int](), "server.py", "write grace = 60 under [health]"),
        (None, "server.py", "neither on 127.0.0.1"),
    ],
)
def test_nothing_on_the_port_says_what_is_known_of_others(
    cast: Cast, ports: frozenset[int] | None, file: str, words: str
) -> None:
    finding = rehearsal_findings.nothing_listens(cast, ports, 30, ())
    assert finding.file == file
    assert words in finding.cure


@pytest.mark.parametrize(
    ("status", "codes", "right"),
    [
        (200, "200", True),
        (201, "200", False),
        (204, "200,204", True),
        (250, "200-299", True),
        (302, "200-299,301", False),
    ],
)
def test_codes_are_read_as_a_load_balancer_reads_them(status: int, codes: str, right: bool) -> None:
    assert promised(status, codes) is right
