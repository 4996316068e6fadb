"""Where engines are looked for, and what a user is told when there is none."""

import hashlib
import json
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from steps.docker import Engine, EngineTrouble, Unusable, find_engine
from steps.docker.missing import refused
from steps.docker.places import Place, places
from tests.tools.private_engine import PrivateEngine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a user on whose machine there is nothing."""
    return {"HOME": str(tmp_path / "home"), "PATH": "", "XDG_RUNTIME_DIR": str(tmp_path / "session")}


def use_context(environ: dict[str, str], name: str, host: str, tls: bool = False) -> Path:
    settings = Path(environ["HOME"]) / ".docker"
    key = hashlib.sha256(name.encode()).hexdigest()
    meta = settings / "contexts" / "meta" / key
    meta.mkdir(parents=True)
    (settings / "config.json").write_text(json.dumps({"currentContext": name}))
    about = {"Name": name, "Metadata": {}, "Endpoints": {"docker": {"Host": host, "SkipTLSVerify": False}}}
    (meta / "meta.json").write_text(json.dumps(about))
    certificates = settings / "contexts" / "tls" / key / "docker"
    if tls:
        certificates.mkdir(parents=True)
    return certificates


@contextmanager
def dead_socket(path: Path) -> Iterator[None]:
    """A socket that is there and that nobody listens on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
        yield


def program(environ: dict[str, str], name: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("#!/bin/sh\n")
    (folder / name).chmod(0o755)
    environ["PATH"] = str(folder)


def test_docker_host_is_the_only_place_when_it_is_set(bare: dict[str, str]) -> None:
    use_context(bare, "colima", "unix:///colima.sock")
    found = list(places(bare | {"DOCKER_HOST": "tcp://builder:2375"}))
    assert [(place.url, place.named_by, place.final) for place in found] == [
        ("tcp://builder:2375", "DOCKER_HOST", True)
    ]


def test_the_current_context_comes_before_the_usual_sockets(bare: dict[str, str]) -> None:
    use_context(bare, "colima", "unix:///colima.sock")
    first, second, *_ = places(bare)
    assert (first.url, first.start) == ("unix:///colima.sock", "colima start")
    assert second.url == "unix:///var/run/docker.sock"


def test_a_context_named_by_the_environment_is_final(bare: dict[str, str]) -> None:
    use_context(bare, "far", "tcp://far:2376")
    assert [place.url for place in places(bare | {"DOCKER_CONTEXT": "far"})] == ["tcp://far:2376"]


def test_a_contexts_certificates_go_with_it(bare: dict[str, str]) -> None:
    certificates = use_context(bare, "far", "tcp://far:2376", tls=True)
    first = next(places(bare))
    assert first.certificates == certificates
    assert first.verify


def test_docker_cert_path_and_tls_verify_are_honoured(bare: dict[str, str]) -> None:
    told = {"DOCKER_HOST": "tcp://far:2376", "DOCKER_CERT_PATH": "/certs", "DOCKER_TLS_VERIFY": "1"}
    (place,) = places(bare | told)
    assert (place.certificates, place.verify) == (Path("/certs"), True)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"currentContext": 7}', '{"currentContext": "gone"}'])
def test_settings_that_cannot_be_read_are_passed_over(bare: dict[str, str], text: str) -> None:
    settings = Path(bare["HOME"]) / ".docker"
    settings.mkdir(parents=True)
    (settings / "config.json").write_text(text)
    assert next(places(bare)).url == "unix:///var/run/docker.sock"


def test_the_sockets_of_every_product_are_known(bare: dict[str, str]) -> None:
    named = {place.named_by for place in places(bare)}
    assert named >= {"Docker", "rootless Docker", "Docker Desktop", "Podman", "Colima", "OrbStack"}


def test_nothing_installed_says_how_to_install(bare: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "os-release").write_text('ID=fedora\nID_LIKE="rhel"\n')
    with pytest.raises(EngineTrouble) as caught:
        find_engine(bare, tmp_path)
    assert caught.value.kind is Unusable.NOT_INSTALLED
    if sys.platform == "linux":
        assert "`sudo dnf install moby-engine" in caught.value.cure


@pytest.mark.skipif(sys.platform != "linux", reason="systemctl is Linux's")
def test_installed_and_not_running_says_how_to_start(bare: dict[str, str], tmp_path: Path) -> None:
    program(bare, "docker", tmp_path / "bin")
    with pytest.raises(EngineTrouble) as caught:
        find_engine(bare, tmp_path)
    assert caught.value.kind is Unusable.NOT_RUNNING
    assert "`sudo systemctl start docker`" in caught.value.cure


def test_a_socket_that_nobody_listens_on_is_not_running(bare: dict[str, str], tmp_path: Path) -> None:
    with dead_socket(tmp_path / "session" / "docker.sock"), pytest.raises(EngineTrouble) as caught:
        find_engine(bare, tmp_path)
    assert caught.value.kind is Unusable.NOT_RUNNING
    assert "rootless Docker" in caught.value.why
    assert "`systemctl --user start docker`" in caught.value.cure


def test_the_users_own_choice_is_what_is_complained_of(bare: dict[str, str], tmp_path: Path) -> None:
    use_context(bare, "desktop-linux", f"unix://{tmp_path}/desktop.sock")
    with pytest.raises(EngineTrouble) as caught:
        find_engine(bare, tmp_path)
    assert "the Docker context desktop-linux points to" in caught.value.why
    assert "`docker desktop start`" in caught.value.cure


def test_a_docker_host_that_does_not_answer_says_how_to_leave_it_out(
    bare: dict[str, str], tmp_path: Path
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(EngineTrouble) as caught:
        find_engine(bare | {"DOCKER_HOST": f"tcp://127.0.0.1:{port}"}, tmp_path)
    assert caught.value.kind is Unusable.NOT_RUNNING
    assert "`unset DOCKER_HOST`" in caught.value.cure


def test_an_engine_behind_ssh_says_how_to_reach_it(bare: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(EngineTrouble) as caught:
        find_engine(bare | {"DOCKER_HOST": "ssh://me@far"}, tmp_path)
    assert "ssh -NL" in caught.value.cure


@pytest.mark.skipif(sys.platform != "linux", reason="groups are Linux's way")
def test_no_permission_says_which_group_to_join(bare: dict[str, str], tmp_path: Path) -> None:
    place = Place("unix:///var/run/docker.sock", "Docker")
    trouble = refused(place, PermissionError(13, "Permission denied"), bare, tmp_path)
    assert trouble.kind is Unusable.NO_PERMISSION
    assert "`sudo usermod -aG docker $USER`" in trouble.cure


def test_an_engine_answers_and_describes_itself(engine: Engine, private: PrivateEngine) -> None:
    described = engine.describe()
    assert "Docker Engine" in described
    assert private.variant in described
    assert engine.store == private.variant


def test_a_socket_in_a_usual_place_is_found(
    bare: dict[str, str], private: PrivateEngine, tmp_path: Path
) -> None:
    usual = tmp_path / "session" / "podman" / "podman.sock"
    usual.parent.mkdir(parents=True)
    usual.symlink_to(private.url.removeprefix("unix://"))
    assert find_engine(bare, tmp_path).named_by == "Podman"


def test_the_engine_of_the_current_context_is_found(
    bare: dict[str, str], private: PrivateEngine, tmp_path: Path
) -> None:
    use_context(bare, "mine", private.url)
    assert find_engine(bare, tmp_path).named_by == "the Docker context mine"
