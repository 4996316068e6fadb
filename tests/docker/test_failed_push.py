"""Both image stores say why a push failed, each in words of its own; both are understood."""

import pytest

from steps.docker import Refusal
from steps.docker.failed_push import push_failed

REFERENCE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/web:v1"
BLOB = "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/team/web/blobs/sha256:404f403e401d"
MANIFEST = "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/team/web/manifests/v1"

SAID = (
    (Refusal.TOKEN, "unauthorized: authentication required"),
    (Refusal.TOKEN, "denied: Your authorization token has expired. Reauthenticate and try again."),
    (Refusal.TOKEN, "no basic auth credentials"),
    (Refusal.TOKEN, f"unexpected status from HEAD request to {BLOB}: 401 Unauthorized"),
    (Refusal.TOKEN, f"unexpected status from HEAD request to {BLOB}: 403 Forbidden"),
    (
        Refusal.TOKEN,
        (
            "push access denied, repository does not exist or may require authorization: authorization failed: "
            "no basic auth credentials"
        ),
    ),
    (
        Refusal.PERMISSION,
        "denied: User: arn:aws:iam::1:user/x is not authorized to perform: ecr:PutImage on resource: y",
    ),
    (Refusal.REPOSITORY, "name unknown: The repository with name 'team/web' does not exist in the registry"),
    (Refusal.REPOSITORY, f"unexpected status from POST request to {BLOB}/uploads/: 404 Not Found"),
    (
        Refusal.TAG,
        "tag invalid: The image tag 'v1' already exists in the 'team/web' repository and cannot be overwritten",
    ),
    (
        Refusal.TAG,
        f'failed commit on ref "manifest-sha256:40": unexpected status from PUT request to {MANIFEST}: 400 Bad Request',
    ),
    (Refusal.BUSY, "toomanyrequests: Rate exceeded"),
    (Refusal.BUSY, f"unexpected status from POST request to {BLOB}: 429 Too Many Requests"),
    (Refusal.BUSY, "received unexpected HTTP status: 500 Internal Server Error"),
    (Refusal.BUSY, "received unexpected HTTP status: 502 Bad Gateway"),
    (
        Refusal.BUSY,
        f'failed commit on ref "manifest-sha256:40": unexpected status from PUT request to {MANIFEST}: 503 S',
    ),
    (
        Refusal.BUSY,
        f'failed to do request: Put "{BLOB}": write tcp 10.0.0.1:4->10.0.0.2:443: connection reset by peer',
    ),
    (Refusal.BUSY, f'failed to do request: Put "{BLOB}": EOF'),
    (
        Refusal.ROUTE,
        'Get "http://127.0.0.1:15999/v2/": dial tcp 127.0.0.1:15999: connect: connection refused',
    ),
    (Refusal.ROUTE, f'failed to do request: Head "{BLOB}": dial tcp: lookup x on 10.0.0.2:53: no such host'),
    (Refusal.ROUTE, 'Get "https://x/v2/": net/http: TLS handshake timeout'),
    (Refusal.DISK, "write /var/lib/docker/tmp/x: no space left on device"),
    (Refusal.IMAGE, "An image does not exist locally with the tag: team/web"),
    (Refusal.IMAGE, "tag does not exist: team/web:v1"),
    (Refusal.BROKEN, "something that nobody has heard before"),
)


@pytest.mark.parametrize(("kind", "message"), SAID)
def test_a_refusal_is_understood_in_the_words_of_either_store(kind: Refusal, message: str) -> None:
    trouble = push_failed(REFERENCE, message)
    assert trouble.kind is kind
    assert message in trouble.why
    assert trouble.cure
    assert "{" not in trouble.what + trouble.cure


def test_every_kind_has_words_of_its_own() -> None:
    assert {kind for kind, _ in SAID} == set(Refusal)
    troubles = {kind: push_failed(REFERENCE, message) for kind, message in SAID}
    assert len({trouble.what for trouble in troubles.values()}) == len(Refusal)
    assert len({trouble.cure for trouble in troubles.values()}) >= len(Refusal) - 1


def test_the_words_name_registry_repository_and_tag_even_with_a_port() -> None:
    trouble = push_failed("127.0.0.1:5000/team/web:v1", "tag invalid: immutable")
    assert trouble.what == "The tag v1 of team/web is taken, and its tags cannot be overwritten."
