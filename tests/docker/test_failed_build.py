"""A build that failed is told with what to change, in which file."""

import threading
from pathlib import Path

import pytest

from steps.appfile.building import Build, SecretSource
from steps.docker import BaseImageTrouble, BuildOrder
from steps.docker.failed_build import build_failed

EXIT = 'process "/bin/sh -c make" did not complete successfully: exit code: 2'


@pytest.fixture
def order(tmp_path: Path) -> BuildOrder:
    return BuildOrder(
        tmp_path, "x:1", "linux/amd64", lambda line: None, lambda report: None, threading.Event(),
        build=Build(args={"GIVEN": "1"}, secrets={"named": SecretSource(env="N")}),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("message", "fetched"),
    [
        ('Head "https://r/v2/": dial tcp: lookup r: no such host', True),
        ("toomanyrequests: You have reached your pull rate limit.", True),
        ("unexpected status code: 429 Too Many Requests", True),
        ("proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused", True),
        ("pull access denied, repository does not exist or may require authorization", False),
        (f"{EXIT}: curl: no such host", False),
        ('failed to compute cache key: "/nope": not found', False),
    ],
)
def test_what_no_registry_gave_is_told_from_a_slip(order: BuildOrder, message: str, fetched: bool) -> None:
    assert isinstance(build_failed(order, message, ""), BaseImageTrouble) is fetched


def test_a_command_that_failed_is_told_what_it_may_have_missed(order: BuildOrder) -> None:
    order.dockerfile.write_text(
        "FROM a\nARG GIVEN MISSED TARGETARCH SET=1\n"
        "RUN --mount=type=secret,id=named --mount=type=secret,id=npmrc make\n"
    )
    cure = build_failed(order, EXIT, "").cure
    assert "`ARG MISSED` has no value" in cure
    assert "secret `npmrc`" in cure
    assert not any(
        word in cure for word in ("`ARG GIVEN`", "`ARG TARGETARCH`", "`ARG SET`", "secret `named`")
    )


def test_a_dockerfile_that_is_elsewhere_is_named_with_its_key(order: BuildOrder) -> None:
    (order.folder / "docker").mkdir()
    (order.folder / "docker" / "web.Dockerfile").touch()
    (order.folder / "Dockerfile.dockerignore").touch()
    message = "failed to read dockerfile: open Dockerfile: no such file or directory"
    assert 'dockerfile = "docker/web.Dockerfile" under [build]' in build_failed(order, message, "").cure


def test_what_an_older_engine_does_not_read_is_named(order: BuildOrder) -> None:
    message = "dockerfile parse error line 3: unknown instruction: ECHO"
    order.dockerfile.write_text("FROM a\nRUN <<EOF\necho\nEOF\n")
    assert "line 2 has `RUN <<EOF`" in build_failed(order, message, "").cure
    order.dockerfile.write_text("FROM a\nRUNN\n")
    assert build_failed(order, message, "").cure == f"Correct that line in {order.dockerfile}."
