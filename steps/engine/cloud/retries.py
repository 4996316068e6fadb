"""Which refusals of AWS's pass by themselves, for how long, and what to tell the user meanwhile.

Only these are tried again; every other error surfaces at once. Throttling and lost connections are botocore's own
to repeat. The patterns and times are those that Terraform's AWS provider settled on.
"""

import re
from dataclasses import dataclass

from steps.engine.cloud.refusals import error_code, error_message


@dataclass(frozen=True)
class Transient:
    """A refusal that ends by itself: its code and message as a pattern, the seconds it may last, the reason."""

    pattern: str
    seconds: float
    reason: str

    def fits(self, error: BaseException) -> bool:
        """Whether this is that refusal."""
        return (
            re.search(self.pattern, f"{error_code(error)}: {error_message(error)}", re.IGNORECASE) is not None
        )


def _unseen(pattern: str, seconds: float, what: str) -> Transient:
    """What was made a moment ago, and is not seen everywhere yet."""
    return Transient(pattern, seconds, f"waiting for AWS to see {what}")


SLOW_DOWN = Transient(
    r"^(Throttling|ThrottlingException|RequestLimitExceeded|TooManyRequestsException): ",
    300,
    "AWS has asked us to slow down",
)
BUSY = Transient(
    r"^ConcurrentModification|^EntityTemporarilyUnmodifiable|^OperationAborted", 120, "AWS is busy with it"
)

NOT_FOUND = (
    r"^Invalid(?!Permission)\w+\.NotFound|^(LoadBalancer|TargetGroup|Listener|Operation|Subnet)NotFound"
    r"|^InvalidSecurityGroup\b|^ValidationError: .*(not found|does not exist)"
)
"""How EC2, Elastic Load Balancing and Cloud Map say that something is not there."""

ALWAYS = (SLOW_DOWN, BUSY)

TRANSIENT = (
    *ALWAYS,
    Transient(
        r"Unable to assume the service linked role",
        120,
        "AWS is making the role that ECS works with, on its first use in this account (usually 15 s)",
    ),
    _unseen(
        r"verify that the ECS service role being passed has the proper permissions|ECS was unable to assume the role",
        240,
        "the new role (usually 10 s)",
    ),
    Transient(
        r"does not have an associated load balancer",
        240,
        "waiting for the load balancer to know its target group",
    ),
    Transient(
        r"Unable to Start a service that is still Draining",
        600,
        "an old service of this name is still draining",
    ),
    _unseen(r"^ClusterNotFoundException|referenced cluster was inactive", 60, "the new cluster"),
    _unseen(NOT_FOUND, 300, "what was just made"),
    _unseen(r"service registry .* does not exist", 120, "the new name"),
    _unseen(r"^ClientException: TaskDefinition not found", 120, "the new task definition"),
    _unseen(r"^(NoSuchEntity\b|(Namespace|Repository|Resource)NotFound)", 120, "what was just made"),
    Transient(r"Enabling private DNS requires", 300, "waiting for the network's DNS settings to take effect"),
    Transient(r"conflicting DNS domain", 600, "an old endpoint of this service is still being deleted"),
)

TRANSIENT_ON_DELETE = (
    *ALWAYS,
    Transient(
        r"DependencyViolation|InUse|has a dependent object|has dependencies",
        1200,
        "something in AWS still holds on to it (usually a network interface on its way out)",
    ),
    Transient(r"^ClusterContains|^UpdateInProgress", 600, "its last tasks are still stopping"),
    Transient(r"deployments are active|is still Draining", 600, "its last rollout is still ending"),
    Transient(r"^DeleteConflict", 120, "AWS is busy with it"),
)


def transient(error: BaseException, *, deleting: bool = False) -> Transient | None:
    """The entry that this error fits, or None when it will not pass by itself."""
    return next(
        (entry for entry in (TRANSIENT_ON_DELETE if deleting else TRANSIENT) if entry.fits(error)), None
    )
