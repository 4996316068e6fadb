"""Why a push failed, in one vocabulary: the engines of both image stores say the same in different words."""

import re

from steps.docker.docker_troubles import FREE_DISK, PushRefusal, PushTrouble

# The classic store passes the registry's words on; the containerd store has only the HTTP status. The first
# pattern that is found decides, so the particular ones stand before the general ones.
PATTERNS = (
    (PushRefusal.DISK, r"no space left on device|disk quota exceeded"),
    (
        PushRefusal.IMAGE,
        r"does not exist locally|^tag does not exist|no such image|image not known|reference does not exist",
    ),
    (PushRefusal.PERMISSION, r"is not authorized to perform|explicit deny"),
    (PushRefusal.BUSY, r"toomanyrequests|429 too many|rate exceeded|\b50[0234] [A-Z]|internal server error"),
    (PushRefusal.TAG, r"tag invalid|immutable|manifests/\S+: 400 bad request|\b409 conflict"),
    (PushRefusal.REPOSITORY, r"name unknown|404 not found|repository with name .* does not exist"),
    (
        PushRefusal.TOKEN,
        r"401 unauthorized|403 forbidden|unauthorized|denied|no basic auth|authorization failed|expired",
    ),
    (PushRefusal.BUSY, r"connection reset|broken pipe|unexpected eof|\bEOF\b|http2: |use of closed network"),
    (
        PushRefusal.ROUTE,
        (
            r"dial tcp|no such host|no route to host|connection refused|i/o timeout|tls handshake|x509"
            r"|network is unreachable|deadline exceeded|client\.timeout|server misbehaving|proxyconnect"
        ),
    ),
)


def push_failed(reference: str, message: str) -> PushTrouble:
    """Explain the message that a push ended with."""
    message = message.strip()
    kind = next(
        (kind for kind, pattern in PATTERNS if re.search(pattern, message, re.IGNORECASE)), PushRefusal.BROKEN
    )
    name, _, tag = reference.rpartition(":")
    registry, _, repository = name.partition("/")
    what, cure = WORDS[kind]
    places = {"registry": registry, "repository": repository, "tag": tag, "reference": reference}
    return PushTrouble(kind, what.format(**places), why=f"Docker says: {message}", cure=cure.format(**places))


def broken_off(reference: str) -> PushTrouble:
    """Say that the engine ended its answer before the image was in the registry."""
    return PushTrouble(
        PushRefusal.BROKEN,
        f"The push of {reference} broke off before it was done.",
        why="Docker ended its answer without a digest, so the image is not in the registry.",
        cure="Try again: what has arrived is not sent twice.",
    )


WORDS = {
    PushRefusal.TOKEN: (
        "The registry {registry} did not accept the credentials.",
        (
            "A token of ECR lasts twelve hours and is good for one account and region: try again with a new one, "
            "and see that the identity may call ecr:GetAuthorizationToken and push to {repository}."
        ),
    ),
    PushRefusal.PERMISSION: (
        "You may not push to {repository}.",
        (
            "Give the identity the policy AmazonEC2ContainerRegistryPowerUser, or the action that is named, and "
            "try again."
        ),
    ),
    PushRefusal.REPOSITORY: (
        "The registry {registry} has no repository {repository}.",
        "It may have been deleted since it was made, or be in another region: build again.",
    ),
    PushRefusal.TAG: (
        "The tag {tag} of {repository} is taken, and its tags cannot be overwritten.",
        (
            "The tag is made of the app's content, so an image of it may be there already: try again to use it, "
            "change the app, or delete the image in ECR."
        ),
    ),
    PushRefusal.ROUTE: (
        "The engine cannot reach the registry {registry}.",
        "Look at the network, VPN, proxy and firewall of the machine that Docker runs on, and try again.",
    ),
    PushRefusal.DISK: ("The disk is full.", FREE_DISK),
    PushRefusal.IMAGE: (
        "There is no image {reference} in this engine.",
        "It was removed after it was built: build again.",
    ),
    PushRefusal.BUSY: (
        "The registry {registry} is too busy or has a problem of its own.",
        "What has arrived is not sent twice: try again in a minute.",
    ),
    PushRefusal.BROKEN: (
        "The push of {reference} failed.",
        "Try again: what has arrived is not sent twice.",
    ),
}
"""What happened and what to do, for each kind of refusal."""
