"""Both image stores say why a push failed, each in words of its own; both are understood."""

import pytest

from steps.docker import PushRefusal
from steps.docker.failed_push import push_failed

REFERENCE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/web:v1"
BLOB = "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/team/web/blobs/sha256:404f403e401d"
MANIFEST = "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/team/web/manifests/v1"

SAID = (
    (PushRefusal.TOKEN, "unauthorized: authentication required"),
    (PushRefusal.TOKEN, "denied: Your authorization token has expired. Reauthenticate and try again."),
    (PushRefusal.TOKEN, "no basic auth credentials"),
    (PushRefusal.TOKEN, f"unexpected status from HEAD request to {BLOB}: 401 Unauthorized"),
    (PushRefusal.TOKEN, f"unexpected status from HEAD request to {BLOB}: 403 Forbidden"),
    (
        PushRefusal.TOKEN,
        (
            "push access denied, repository does not exist or may require authorization: authorization failed: "
            "no basic auth credentials"
        ),
    ),
    (
        PushRefusal.PERMISSION,
        "denied: User: arn:aws:iam::1:user/x is not authorized to perform: ecr:PutImage on resource: y",
    ),
    (
        PushRefusal.REPOSITORY,
        "name unknown: The repository with name 'team/web' does not exist in the registry",
    ),
    (PushRefusal.REPOSITORY, f"unexpected status from POST request to {BLOB}/uploads/: 404 Not Found"),
    (
        PushRefusal.TAG,
        "tag invalid: The image tag 'v1' already exists in the 'team/web' repository and cannot be overwritten",
    ),
    (
        PushRefusal.TAG,
        f'failed commit on ref "manifest-sha256:40": unexpected status from PUT request to {MANIFEST}: 400 Bad Request',
    ),
    (PushRefusal.BUSY, "toomanyrequests: Rate exceeded"),
    (PushRefusal.BUSY, f"unexpected status from POST request to {BLOB}: 429 Too Many Requests"),
    (PushRefusal.BUSY, "received unexpected HTTP status: 500 Internal Server Error"),
    (PushRefusal.BUSY, "received unexpected HTTP status: 502 Bad Gateway"),
    (
        PushRefusal.BUSY,
        f'failed commit on ref "manifest-sha256:40": unexpected status from PUT request to {MANIFEST}: 503 S',
    ),
    (
        PushRefusal.BUSY,
        f'failed to do request: Put "{BLOB}": write tcp 10.0.0.1:4->10.0.0.2:443: connection reset by peer',
    ),
    (PushRefusal.BUSY, f'failed to do request: Put "{BLOB}": EOF'),
    (
        PushRefusal.ROUTE,
        'Get "http://127.0.0.1:15999/v2/": dial tcp 127.0.0.1:15999: connect: connection refused',
    ),
    (
        PushRefusal.ROUTE,
        f'failed to do request: Head "{BLOB}": dial tcp: lookup x on 10.0.0.2:53: no such host',
    ),
    (PushRefusal.ROUTE, 'Get "https://x/v2/": net/http: TLS handshake timeout'),
    (PushRefusal.DISK, "write /var/lib/docker/tmp/x: no space left on device"),
    (PushRefusal.IMAGE, "An image does not exist locally with the tag: team/web"),
    (PushRefusal.IMAGE, "tag does not exist: team/web:v1"),
    (PushRefusal.BROKEN, "something that nobody has heard before"),
)


@pytest.mark.parametrize(("kind", "message"), SAID)
def test_a_refusal_is_understood_in_the_words_of_either_store(kind: PushRefusal, message: str) -> None:
    trouble = push_failed(REFERENCE, message)
    assert trouble.kind is kind
    assert message in trouble.why
    assert trouble.cure
    assert "{" not in trouble.what + trouble.cure


def test_every_kind_has_words_of_its_own() -> None:
    assert {kind for kind, _ in SAID} == set(PushRefusal)
    troubles = {kind: push_failed(REFERENCE, message) for kind, message in SAID}
    assert len({trouble.what for trouble in troubles.values()}) == len(PushRefusal)
    assert len({trouble.cure for trouble in troubles.values()}) >= len(PushRefusal) - 1


def test_the_words_name_registry_repository_and_tag_even_with_a_port() -> None:
    trouble = push_failed("127.0.0.1:5000/team/web:v1", "tag invalid: immutable")
    assert trouble.what == "The tag v1 of team/web is taken, and its tags cannot be overwritten."
