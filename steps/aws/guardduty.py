"""What other services of AWS's put into our network by themselves, and how it leaves with us.

Where an organisation has switched on GuardDuty's Runtime Monitoring, a Fargate task that starts in a VPC brings an
endpoint and a security group along that nobody asked for. They hold on to subnets and VPC. We look for them only when a
deletion is refused, as Terraform does, so that nobody else needs the permission; and only in a VPC that we made.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from steps.engine.cloud.listing import read_all
from steps.engine.cloud.refusals import error_code
from steps.engine.model.site import Site


@contextlib.contextmanager
def guests_shown_out(site: Site, vpc: str) -> Iterator[None]:
    """Ask AWS's uninvited guests to leave when the deletion inside is refused; the refusal passes on."""
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as error:
        if error_code(error) == "DependencyViolation":
            with contextlib.suppress(ClientError):  # another deletion may be showing them out as well
                _show_out(site, vpc)
        raise


def _show_out(site: Site, vpc: str) -> None:
    ec2 = site.aws.ec2
    here: Any = {"Name": "vpc-id", "Values": [vpc]}
    endpoints = [
        each
        for each in read_all(ec2, "describe_vpc_endpoints", "VpcEndpoints", Filters=[here])
        if each["ServiceName"].endswith(".guardduty-data")
    ]
    leaving = [each["VpcEndpointId"] for each in endpoints if each["State"].lower() == "available"]
    if leaving:
        site.say("GuardDuty has put an endpoint of its own into this network: it goes as well.")
        ec2.delete_vpc_endpoints(VpcEndpointIds=leaving)
    if endpoints:
        return  # its group cannot go before it
    name: Any = {"Name": "group-name", "Values": [f"GuardDutyManagedSecurityGroup-{vpc}"]}
    for group in read_all(ec2, "describe_security_groups", "SecurityGroups", Filters=[here, name]):
        ec2.delete_security_group(GroupId=group["GroupId"])
