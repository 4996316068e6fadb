"""Which refusals of AWS's pass by themselves, for how long, what to tell the user meanwhile, and who says so.

This is the one table: only these are tried again, and every other error surfaces at once. Throttling is botocore's own to
repeat (`clients`), and stands here for what it leaves; a network that is away pauses the run (`pause`).
The sources: TF is Terraform's AWS provider (internal/service/…), which has settled on two minutes for IAM and five for EC2;
BC is botocore's model of the service; ELBD, ECSD and VPCD are AWS's guides.
"""

import re
from dataclasses import dataclass

from steps.engine.cloud.refusals import error_code, error_message


@dataclass(frozen=True)
class Transient:
    """A refusal that ends by itself: its code and message as a pattern, the seconds it may last, the reason, the source."""

    pattern: str
    seconds: float
    reason: str
    source: str

    def fits(self, error: BaseException) -> bool:
        """Whether this is that refusal."""
        return (
            re.search(self.pattern, f"{error_code(error)}: {error_message(error)}", re.IGNORECASE) is not None
        )


NEW = "waiting for AWS to see what was just made"
BUSY = "AWS is busy with it"

SLOW_DOWN = Transient(
    r"^(Throttling|ThrottlingException|RequestLimitExceeded|TooManyRequestsException): ",
    300,
    "AWS has asked us to slow down",
    "BC: retries/standard.py",
)

TRANSIENT = (
    SLOW_DOWN,
    # what is new is seen late
    Transient(
        r"Unable to assume the service linked role",
        120,
        "AWS is making the role that ECS works with, on its first use in this account (usually 15 s)",
        "TF: ecs/cluster.go, ecs/service.go",
    ),
    Transient(
        r"verify that the ECS service role being passed has the proper permissions|ECS was unable to assume the role",
        240,
        "waiting for AWS to see the new role (usually 10 s)",
        "TF: ecs/service.go, ecs/wait.go",
    ),
    Transient(
        r"^MalformedPolicyDocument\w*: .*Invalid principal",
        120,
        "waiting for AWS to see the new role (usually 10 s)",
        "TF: iam/role.go",
    ),
    Transient(
        r"does not have an associated load balancer|target group .* does not exist",
        240,
        "waiting for the load balancer to know its target group",
        "TF: ecs/service.go",
    ),
    Transient(
        r"^ClusterNotFoundException|referenced cluster was inactive|^ServiceNotFoundException",
        120,
        NEW,
        "TF: ecs/service.go",
    ),
    Transient(
        r"service registry .* does not exist",
        120,
        "waiting for AWS to see the new name",
        "TF: ecs/service.go",
    ),
    Transient(
        r"^ClientException: TaskDefinition not found",
        120,
        "waiting for AWS to see the new task definition",
        "TF: ecs/service.go",
    ),
    Transient(
        r"Error retrieving (subnet|security group) information .* does not exist",
        300,
        NEW,
        "TF: ec2/wait.go, the same lag as ECS tells of it",
    ),
    Transient(r"^Invalid(?!Permission)\w+\.NotFound", 300, NEW, "TF: ec2/wait.go, ec2/errors.go"),
    Transient(
        r"^(LoadBalancer|TargetGroup|Listener|Rule|Subnet)NotFound|^InvalidSecurityGroup\b"
        r"|^ValidationError: .*(not found|does not exist)",
        300,
        NEW,
        "TF: elbv2/target_group.go; BC: elbv2",
    ),
    Transient(
        r"^InvalidSubnet: .*no internet gateway",
        300,
        "waiting for AWS to see the network's way out",
        "TF: ec2/vpc_internet_gateway.go; BC: elbv2",
    ),
    Transient(
        r"^NoSuchEntity", 120, "waiting for AWS to see the new role (usually 10 s)", "TF: ec2/wait.go, of IAM"
    ),
    Transient(
        r"^(RepositoryNotFoundException|ResourceNotFoundException|NamespaceNotFound|OperationNotFound)\b",
        120,
        NEW,
        "BC: ecr, logs, servicediscovery",
    ),
    Transient(
        r"Enabling private DNS requires",
        300,
        "waiting for the network's DNS settings to take effect",
        "TF: ec2/vpc_.go; VPCD: vpc-dns",
    ),
    # what is old goes late
    Transient(
        r"Unable to Start a service that is still Draining",
        600,
        "an old service of this name is still draining",
        "BC: ecs DeleteService",
    ),
    Transient(
        r"conflicting DNS domain",
        600,
        "an old endpoint of this service is still being deleted",
        "TF: issue 17535",
    ),
    # somebody is at it
    Transient(
        r"^ConcurrentModification|^EntityTemporarilyUnmodifiable|^OperationAborted",
        120,
        BUSY,
        "BC: iam, logs",
    ),
    Transient(
        r"^UpdateInProgress|Cluster was not ACTIVE",
        600,
        BUSY,
        "TF: ecs/cluster.go, cluster_capacity_providers.go",
    ),
)

TRANSIENT_ON_DELETE = (
    SLOW_DOWN,
    Transient(
        r"DependencyViolation|InUse|has a dependent object|has dependencies",
        1200,
        "something in AWS still holds on to it (usually a network interface on its way out)",
        "TF: ec2/vpc_subnet.go, elbv2/target_group.go; ELBD: load-balancer-delete",
    ),
    Transient(
        r"^ClusterContains|^UpdateInProgress", 600, "its last tasks are still stopping", "TF: ecs/cluster.go"
    ),
    Transient(
        r"deployments are active|is still Draining",
        600,
        "its last rollout is still ending",
        "TF: ecs/service.go",
    ),
    Transient(
        r"^DeleteConflict",
        600,
        "something is still attached to it",
        "BC: iam DeleteRole; ten minutes are time for somebody to take it off",
    ),
    Transient(
        r"^OperationNotPermitted: .*deletion protection",
        600,
        "it is protected against deletion",
        "BC: elbv2 DeleteLoadBalancer; ten minutes are time for somebody to switch it off",
    ),
    Transient(
        r"^ConcurrentModification|^EntityTemporarilyUnmodifiable|^OperationAborted",
        120,
        BUSY,
        "BC: iam, logs",
    ),
)


def transient(error: BaseException, *, deleting: bool = False) -> Transient | None:
    """The entry that this error fits, or None when it will not pass by itself."""
    return next(
        (entry for entry in (TRANSIENT_ON_DELETE if deleting else TRANSIENT) if entry.fits(error)), None
    )
