"""Pushes to a real registry, through a proxy that fails as registries fail, from engines of both kinds."""

import base64
import http.client
import os
import socket
from collections.abc import Callable, Iterator
from time import monotonic
from uuid import uuid4

import pytest

from steps.docker import Credentials, DockerProgress, Doing, PushRefusal, PushTrouble
from steps.engine.troubles import Stopped
from tests.docker.conftest import Workshop
from tests.tools import fault_proxy
from tests.tools.fault_proxy import Fault, Moods, moody_registry

Moody = tuple[str, Moods, Callable[[Fault], None]]


@pytest.fixture
def moody(workshop: Workshop) -> Iterator[Moody]:
    with moody_registry(workshop.registry) as proxy:
        yield proxy


@pytest.fixture
def built(workshop: Workshop) -> Callable[[str], str]:
    """Build an image that no registry has seen, and give its reference in the registry at an address."""

    def make(address: str, megabytes: int = 1) -> str:
        workshop.write(Dockerfile="FROM local/busybox:1\nCOPY load /load\n", load=os.urandom(megabytes << 20))
        reference = f"{address}/team/web-{uuid4().hex[:8]}:v1"
        workshop.build(reference)
        workshop.lines.clear()
        workshop.reports.clear()
        return reference

    return make


def digest_of(workshop: Workshop, reference: str) -> str | None:
    """Ask the real registry which digest a tag has."""
    repository, _, tag = reference.partition("/")[2].rpartition(":")
    known = f"{workshop.credentials.username}:{workshop.credentials.password}".encode()
    connection = http.client.HTTPConnection(workshop.registry, timeout=10)
    accepted = (
        "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json, "
        "application/vnd.oci.image.index.v1+json"
    )
    headers = {"Authorization": f"Basic {base64.b64encode(known).decode()}", "Accept": accepted}
    connection.request("HEAD", f"/v2/{repository}/manifests/{tag}", headers=headers)
    answer = connection.getresponse()
    connection.close()
    return answer.getheader("Docker-Content-Digest") if answer.status == 200 else None


def refusal(workshop: Workshop, reference: str, **given: object) -> PushTrouble:
    with pytest.raises(PushTrouble) as caught:
        workshop.push(reference, **given)  # type: ignore[arg-type]  # passed on as it is
    return caught.value


def test_a_push_gives_the_digest_that_the_registry_has(workshop: Workshop, built: Callable[..., str]) -> None:
    reference = built(workshop.registry, megabytes=8)
    digest = workshop.push(reference)
    assert digest == digest_of(workshop, reference)
    last = workshop.reports[-1]
    assert last.doing is Doing.PUSHING
    assert len(last.layers) == 2
    assert all(layer.finished for layer in last.layers)
    # an engine may be so quick with a layer that it never says how large it was
    assert last.total == (last.done if all(layer.measured for layer in last.layers) else 0)
    assert last.left in (0, None)


def test_a_push_that_takes_its_time_tells_bytes_and_their_total(
    workshop: Workshop, built: Callable[..., str], moody: Moody
) -> None:
    address, moods, _ = moody
    reference = built(address, megabytes=8)
    moods.slow = 60.0  # as long as nobody ends the waiting

    def go_on_when_the_total_is_known(report: DockerProgress) -> None:
        if report.total and len(report.layers) == 2:
            moods.over.set()

    workshop.on_progress = go_on_when_the_total_is_known
    workshop.push(reference)
    last = workshop.reports[-1]
    assert last.done == last.total > 8_000_000


def test_a_second_push_sends_no_layer(workshop: Workshop, built: Callable[..., str]) -> None:
    reference = built(workshop.registry)
    first = workshop.push(reference)
    workshop.lines.clear()
    assert workshop.push(reference) == first
    assert sum("already exists" in line.lower() for line in workshop.lines) == 2
    assert workshop.reports[-1].done == 0


def test_credentials_are_written_nowhere(
    workshop: Workshop,
    built: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("DOCKER_CONFIG", raising=False)
    workshop.push(built(workshop.registry))
    assert not list(home.rglob("*"))
    assert workshop.credentials.password not in repr(workshop.credentials)


def test_a_wrong_password_is_a_matter_of_the_token_and_is_not_tried_again(
    workshop: Workshop, built: Callable[..., str]
) -> None:
    asked: list[int] = []

    def auth() -> Credentials:
        asked.append(1)
        return Credentials("AWS", "wrong")

    trouble = refusal(workshop, built(workshop.registry), auth=auth)
    assert trouble.kind is PushRefusal.TOKEN
    assert len(asked) == 1


def test_a_token_that_was_never_good_is_said_to_be_so(
    workshop: Workshop, built: Callable[..., str], moody: Moody
) -> None:
    address, _, fail = moody
    fail(fault_proxy.EXPIRED)
    assert refusal(workshop, built(address)).kind is PushRefusal.TOKEN


def test_a_token_that_expires_during_the_push_is_renewed_once(
    workshop: Workshop, built: Callable[..., str], moody: Moody
) -> None:
    address, moods, fail = moody
    asked: list[int] = []

    def auth() -> Credentials:
        asked.append(1)
        if len(asked) == 2:
            moods.fault = None
        return workshop.credentials

    reference = built(address)
    fail(
        Fault(
            403,
            "DENIED",
            "Your authorization token has expired. Reauthenticate and try again.",
            path="/manifests/v1",
            method="PUT",
        )
    )
    assert workshop.push(reference, auth) == digest_of(workshop, reference)
    assert len(asked) == 2
    assert any("asking for a new one" in line for line in workshop.lines)


def test_a_renewed_token_that_is_refused_again_ends_the_push(
    workshop: Workshop, built: Callable[..., str], moody: Moody
) -> None:
    address, _, fail = moody
    asked: list[int] = []

    def auth() -> Credentials:
        asked.append(1)
        return workshop.credentials

    reference = built(address)
    fail(Fault(403, "DENIED", "Your authorization token has expired.", path="/manifests/v1", method="PUT"))
    assert refusal(workshop, reference, auth=auth).kind is PushRefusal.TOKEN
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(fault_proxy.NO_REPOSITORY, PushRefusal.REPOSITORY), (fault_proxy.IMMUTABLE, PushRefusal.TAG)],
    ids=["unknown repository", "immutable tag"],
)
def test_what_the_registry_refuses_for_good_is_said_and_not_tried_again(
    workshop: Workshop, built: Callable[..., str], moody: Moody, fault: Fault, kind: PushRefusal
) -> None:
    address, _, fail = moody
    reference = built(address)
    fail(fault)
    trouble = refusal(workshop, reference, pauses=(0.01, 0.01))
    assert trouble.kind is kind
    assert not any("Trying again" in line for line in workshop.lines)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, "TOOMANYREQUESTS", "Rate exceeded", method="POST", times=2),
        Fault(500, "UNKNOWN", "Internal Server Error", method="PUT", path="/manifests/", times=2),
    ],
    ids=["429", "500"],
)
def test_a_busy_registry_is_tried_again_until_it_is_not(
    workshop: Workshop, built: Callable[..., str], moody: Moody, fault: Fault
) -> None:
    address, moods, fail = moody
    reference = built(address)
    fail(fault)
    assert workshop.push(reference, pauses=(0.05, 0.05, 0.05, 0.05)) == digest_of(workshop, reference)
    assert moods.failed == 2
    if fault.status == 500 or workshop.engine.store == "classic":  # the other one is patient with 429 itself
        assert any("Trying again in 0.05 seconds" in line for line in workshop.lines)


def test_a_registry_that_stays_busy_ends_the_push(
    workshop: Workshop, built: Callable[..., str], moody: Moody
) -> None:
    address, _, fail = moody
    reference = built(address)
    fail(Fault(429, "TOOMANYREQUESTS", "Rate exceeded", method="POST"))
    assert refusal(workshop, reference, pauses=(0.01, 0.01)).kind is PushRefusal.BUSY
    assert sum("Trying again" in line for line in workshop.lines) == 2
    assert digest_of(workshop, reference) is None


def test_the_wait_for_a_busy_registry_is_left_at_once(
    workshop: Workshop, built: Callable[..., str], moody: Moody
) -> None:
    address, _, fail = moody
    reference = built(address)
    fail(Fault(429, "TOOMANYREQUESTS", "Rate exceeded", method="POST"))
    workshop.on_line = lambda line: workshop.stop.set() if "Trying again" in line else None
    began = monotonic()
    with pytest.raises(Stopped):
        workshop.push(reference, pauses=(60.0,))
    assert monotonic() - began < 20


@pytest.mark.parametrize(
    "fault",
    [
        Fault(502, "UNKNOWN", "Bad Gateway", method="PATCH", times=1),
        Fault(0, method="PATCH", times=1),
    ],
    ids=["bad gateway", "dropped connection"],
)
def test_an_upload_that_breaks_is_made_again(
    workshop: Workshop, built: Callable[..., str], moody: Moody, fault: Fault
) -> None:
    address, moods, fail = moody
    reference = built(address)
    # the containerd store uploads in one PUT, the classic one in a PATCH and a PUT
    fail(
        fault
        if workshop.engine.store == "classic"
        else Fault(fault.status, fault.code, method="PUT", path="/uploads/", times=1)
    )
    assert workshop.push(reference, pauses=(0.05, 0.05)) == digest_of(workshop, reference)
    assert moods.failed == 1


def test_no_route_is_told_from_a_refusal(workshop: Workshop, built: Callable[..., str]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        reference = built(f"127.0.0.1:{probe.getsockname()[1]}")
    trouble = refusal(workshop, reference)
    assert trouble.kind is PushRefusal.ROUTE
    assert reference.partition("/")[0] in trouble.what


def test_an_image_that_is_not_there_is_told_from_a_repository_that_is_not(workshop: Workshop) -> None:
    assert refusal(workshop, f"{workshop.registry}/team/never:built").kind is PushRefusal.IMAGE


def test_a_stop_in_the_middle_ends_the_push_in_the_engine(
    workshop: Workshop, built: Callable[..., str], moody: Moody
) -> None:
    address, moods, _ = moody
    reference = built(address, megabytes=8)
    moods.slow = 0.2
    stopped: list[float] = []

    def stop_when_pushing(line: str) -> None:
        moods.uploading.wait(30)
        stopped.append(monotonic())
        workshop.stop.set()

    workshop.on_line = stop_when_pushing
    with pytest.raises(Stopped):
        workshop.push(reference)
    assert monotonic() - stopped[0] < 3
    moods.slow = 0.0
    assert moods.broken.wait(30), "the engine went on uploading"
    assert digest_of(workshop, reference) is None
    workshop.stop.clear()
    workshop.on_line = lambda line: None
    assert workshop.push(reference) == digest_of(workshop, reference)
