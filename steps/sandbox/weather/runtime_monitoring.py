"""GuardDuty's Runtime Monitoring, which puts an endpoint of its own into the VPCs of others."""

from typing import TYPE_CHECKING, Any

from steps.sandbox.weather.kind import WeatherKind

if TYPE_CHECKING:
    from steps.sandbox.world import World

TAG = {"GuardDutyManaged": "true"}
POLICY = "Managed by GuardDuty"


class GuardDuty(WeatherKind, frozen=True):
    """GuardDuty puts an endpoint and a security group into your VPC.

    Where an organisation watches its containers (Runtime Monitoring), GuardDuty adds the endpoint
    guardduty-data and the security group GuardDutyManagedSecurityGroup-<vpc>, tagged GuardDutyManaged=true,
    to each VPC in which it watches; here, as soon as a Fargate task starts in it. You did not ask for them,
    and they keep the subnets and the VPC from being deleted: DependencyViolation. Once the last task is gone
    others have deleted them like their own; while tasks start, they come again.
    """

    name = "guardduty"


def watch(world: "World", region: str, subnet_id: str) -> None:
    """Let GuardDuty follow a task into a subnet, when it watches."""
    if not world.weather.find(GuardDuty):
        return
    from moto.ec2 import ec2_backends

    from steps.sandbox.ec2 import endpoint_parts
    from steps.sandbox.world import ACCOUNT

    backend = ec2_backends[ACCOUNT][region]
    vpc_id = backend.get_subnet(subnet_id).vpc_id
    service = f"com.amazonaws.{region}.guardduty-data"
    known = [one for one in backend.vpc_end_points.values() if one.vpc_id == vpc_id]
    endpoint = next((one for one in known if one.service_name == service and one.state != "deleting"), None)
    if endpoint is None:
        backend.create_vpc_endpoint(
            vpc_id,
            service,
            endpoint_type="Interface",
            subnet_ids=[subnet_id],
            security_group_ids=[group(backend, vpc_id).id],
            tags=TAG,
            private_dns_enabled=False,
        )
    elif subnet_id not in endpoint.subnet_ids:
        endpoint.subnet_ids.append(subnet_id)
        endpoint_parts.plug(backend, endpoint, subnet_id)


def group(backend: Any, vpc_id: str) -> Any:
    """Give the endpoint's security group, made if need be."""
    name = f"GuardDutyManagedSecurityGroup-{vpc_id}"
    known = backend.groups.get(vpc_id, {}).values()
    found = next((one for one in known if one.name == name), None)
    return found or backend.create_security_group(name, POLICY, vpc_id=vpc_id, tags=TAG)
