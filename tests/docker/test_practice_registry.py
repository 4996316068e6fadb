"""The practice registry refuses what ECR refuses, and what an engine pushes is an image of ECR."""

import base64
import http.client
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from steps.docker import Credentials, PushRefusal, PushTrouble, find_engine
from steps.engine.cloud.clients import read_banner
from steps.engine.model.service_clients import Banner
from steps.sandbox import control
from steps.sandbox.docker.containers import LABEL
from tests.docker.conftest import Workshop
from tests.sandbox.conftest import make_client
from tests.tools.private_engine import PrivateEngine

REGION = "eu-central-1"


@pytest.fixture(scope="module")
def cloud(
    private: PrivateEngine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[control.RunningPractice]:
    """A practice cloud that has this engine; one of the same home was killed and left a container."""
    home = tmp_path_factory.mktemp("cloud")
    client = find_engine({"DOCKER_HOST": private.url}).connect()
    left = client.create_container("local/busybox:1", ["sleep", "99"], labels={LABEL: str(home)})
    client.start(left["Id"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCKER_HOST", private.url)
        running = control.start(home, speed=1000.0)
    assert not client.containers(all=True, filters={"label": LABEL})
    client.close()
    yield running
    control.stop(home)
    assert not (home / "registry").exists()


@pytest.fixture(scope="module")
def banner(cloud: control.RunningPractice) -> Banner:
    found = read_banner(cloud.endpoint)
    assert found is not None
    assert found.tasks == "containers"
    assert found.registry
    return found


@pytest.fixture
def ecr(cloud: control.RunningPractice) -> Iterator[Any]:
    """ECR with one repository, whose tags cannot be moved."""
    client = make_client(cloud, "ecr", REGION)
    client.create_repository(repositoryName="web", imageTagMutability="IMMUTABLE")
    yield client
    client.delete_repository(repositoryName="web", force=True)


@pytest.fixture
def token(ecr: Any) -> Callable[[], Credentials]:
    """What ECR gives out."""

    def ask() -> Credentials:
        said = ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"]
        user, _, password = base64.b64decode(said).decode().partition(":")
        return Credentials(user, password)

    return ask


@pytest.fixture
def built(workshop: Workshop, banner: Banner) -> Callable[..., str]:
    def make(name: str = "web", content: str = "one") -> str:
        workshop.write(Dockerfile="FROM local/busybox:1\nCOPY page /page\n", page=content)
        reference = f"{banner.registry}/{REGION}/{name}:v1"
        workshop.build(reference)
        return reference

    return make


def refusal(workshop: Workshop, reference: str, auth: Callable[[], Credentials]) -> PushRefusal:
    with pytest.raises(PushTrouble) as caught:
        workshop.push(reference, auth)
    return caught.value.kind


def test_what_is_pushed_is_an_image_of_ecr_and_can_be_pulled(
    workshop: Workshop, ecr: Any, token: Callable[[], Credentials], built: Callable[..., str]
) -> None:
    reference = built()
    digest = workshop.push(reference, token)
    (image,) = ecr.describe_images(repositoryName="web")["imageDetails"]
    assert (image["imageDigest"], image["imageTags"]) == (digest, ["v1"])
    known = token()
    client = workshop.engine.connect()
    client.remove_image(reference, force=True)
    name = reference.rpartition(":")[0]
    client.pull(f"{name}@{digest}", auth_config={"username": known.username, "password": known.password})
    assert client.inspect_image(f"{name}@{digest}")["Architecture"] == "amd64"  # type: ignore[no-untyped-call]
    client.close()


def test_the_same_image_may_be_pushed_again_and_another_one_may_not_take_its_tag(
    workshop: Workshop, ecr: Any, token: Callable[[], Credentials], built: Callable[..., str]
) -> None:
    first = workshop.push(built(), token)
    assert workshop.push(built(), token) == first
    assert refusal(workshop, built(content="two"), token) is PushRefusal.TAG
    (image,) = ecr.describe_images(repositoryName="web")["imageDetails"]
    assert image["imageDigest"] == first


def test_a_repository_that_was_never_made_is_said(
    workshop: Workshop, token: Callable[[], Credentials], built: Callable[..., str]
) -> None:
    assert refusal(workshop, built(name="never"), token) is PushRefusal.REPOSITORY


def test_without_the_token_nothing_is_taken(workshop: Workshop, ecr: Any, built: Callable[..., str]) -> None:
    assert refusal(workshop, built(), lambda: Credentials("AWS", "guessed")) is PushRefusal.TOKEN
    assert ecr.describe_images(repositoryName="web")["imageDetails"] == []


def ask(
    banner: Banner, credentials: Credentials, method: str, path: str, body: bytes = b"", kind: str = ""
) -> tuple[int, bytes]:
    known = f"{credentials.username}:{credentials.password}".encode()
    headers = {"Authorization": f"Basic {base64.b64encode(known).decode()}", "Content-Type": kind}
    connection = http.client.HTTPConnection(str(banner.registry), timeout=10)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


@pytest.mark.parametrize(("method", "path", "body", "status", "code"), [
    ("GET", "/v2/eu-central-1/web/manifests/none", b"", 404, b"MANIFEST_UNKNOWN"),
    ("GET", f"/v2/eu-central-1/web/blobs/sha256:{'0' * 64}", b"", 404, b"BLOB_UNKNOWN"),
    ("GET", "/v2/eu-central-1/web/blobs/..%2f..%2fsandbox.json", b"", 404, b"BLOB_UNKNOWN"),
    ("PATCH", "/v2/eu-central-1/web/blobs/uploads/unheard-of", b"x", 404, b"BLOB_UPLOAD_UNKNOWN"),
    ("PUT", "/v2/eu-central-1/web/manifests/v1", b"{", 400, b"MANIFEST_INVALID"),
    ("PUT", "/v2/eu-central-1/web/manifests/v1", b'{"layers": [{"digest": "sha256:0"}]}', 400, b"MANIFEST_BLOB_UNKNOWN"),
    ("PUT", "/v2/eu-central-1/web/manifests/v1", b"[]", 400, b"MANIFEST_INVALID"),
    ("PUT", "/v2/eu-central-1/web/manifests/v1", b'{"config": 5}', 400, b"MANIFEST_INVALID"),
    ("PUT", "/v2/eu-central-1/web/manifests/v1", b'{"layers": [{}]}', 400, b"MANIFEST_INVALID"),
    ("PUT", "/v2/eu-central-1/web/manifests/v1", b"[" * 100_000, 400, b"MANIFEST_INVALID"),
    ("GET", "/v2/mars-1/web/manifests/v1", b"", 404, b"NAME_UNKNOWN"),
    ("DELETE", "/v2/eu-central-1/web/manifests/v1", b"", 405, b"UNSUPPORTED"),
    ("GET", "/etc/passwd", b"", 404, b"UNSUPPORTED"),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_the_registrys_words(
    banner: Banner,
    token: Callable[[], Credentials],
    method: str,
    path: str,
    body: bytes,
    status: int,
    code: bytes,
) -> None:
    answer, said = ask(banner, token(), method, path, body)
    assert (answer, code in said) == (status, True), said


def test_a_layer_that_is_not_what_its_digest_says_is_not_kept(
    banner: Banner, token: Callable[[], Credentials]
) -> None:
    status, said = ask(
        banner, token(), "PUT", f"/v2/{REGION}/web/blobs/uploads/?digest=sha256:{'0' * 64}", b"x"
    )
    assert (status, b"BLOB_UPLOAD_UNKNOWN" in said) == (404, True)


def test_a_cloud_whose_engine_does_not_answer_runs_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    running = control.start(tmp_path)
    found = read_banner(running.endpoint)
    control.stop(tmp_path)
    assert found is not None
    assert (found.tasks, found.registry) == ("processes", None)
