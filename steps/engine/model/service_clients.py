"""AWS as a verb meets it: one client a service, by its name."""

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_resourcegroupstaggingapi import ResourceGroupsTaggingAPIClient
    from mypy_boto3_servicediscovery import ServiceDiscoveryClient
    from mypy_boto3_sts import STSClient

NO_DELAYS = 1000.0  # the pace at which waits are as good as none


class Banner(msgspec.Struct, frozen=True):
    """What the practice cloud says of itself; `speed` is None when it has no delays."""

    sandbox: str
    version: str = ""
    speed: float | None = None
    account: str = ""
    tasks: str = "processes"
    registry: str | None = None

    @property
    def pace(self) -> float:
        """How much faster than AWS its clock runs."""
        return min(self.speed or NO_DELAYS, NO_DELAYS)


class Clients:
    """One account in one region; an attribute is the client of that service, for any that botocore knows.

    Hyphens become underscores (`cognito_idp`). A service that is not named here has no type yet: whoever uses it says
    what it is (`alarms: "CloudWatchClient" = site.aws.cloudwatch`). Safe to share between threads.
    """

    if TYPE_CHECKING:
        ec2: EC2Client
        ecr: ECRClient
        ecs: ECSClient
        elbv2: ElasticLoadBalancingv2Client
        iam: IAMClient
        logs: CloudWatchLogsClient
        resourcegroupstaggingapi: ResourceGroupsTaggingAPIClient
        servicediscovery: ServiceDiscoveryClient
        sts: STSClient

    region: str
    profile: str  # the AWS profile that a cure has to name; empty when there is none
    banner: Banner | None  # what the practice cloud says of itself; None on AWS

    def client(self, service: str) -> Any:
        """The client of a service by boto3's name for it, made once. Raises botocore's UnknownServiceError."""
        raise NotImplementedError

    def came_back(self) -> bool:
        """Wait until AWS answers again; False when it was there all along, or is not waited for (any longer).

        Raises Stopped when the user asks to stop meanwhile.
        """
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:
        """The client of the service of this name."""
        if name.startswith("_") or not self.knows(name.replace("_", "-")):
            raise AttributeError(
                f"{type(self).__name__} has no “{name}”, and AWS has no service of that name"
            )
        return self.client(name.replace("_", "-"))

    def knows(self, service: str) -> bool:
        """Whether there is a service of this name."""
        raise NotImplementedError
