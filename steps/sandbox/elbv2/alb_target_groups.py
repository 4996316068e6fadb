"""Target groups and what the API says about their targets."""

import ipaddress
from typing import Any

from moto.elbv2.exceptions import DuplicateTargetGroupName, TargetGroupNotFoundError, TargetNotRunning
from moto.elbv2.models import ELBv2Backend

from steps.sandbox.elbv2.attributes import TARGET_GROUP, TEXT, check, defaults
from steps.sandbox.patch import around
from steps.sandbox.private_addresses import is_loopback
from steps.sandbox.refusal import Refusal
from steps.sandbox.targets.registered_targets import Targets

DELAY = "deregistration_delay.timeout_seconds"
ROUTED = ("HTTP", "HTTPS")
"""The protocols of the groups that an Application Load Balancer forwards to."""
OTHERS = dict.fromkeys(
    (
        "deregistration_delay.connection_termination.enabled",
        "lambda.multi_value_headers.enabled",
        "preserve_client_ip.enabled",
        "proxy_protocol_v2.enabled",
    ),
    TEXT,
)
"""What only other groups have; the practice cloud keeps it, and does nothing with it."""


class TargetGroups:
    """The life of target groups, laid on moto's."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets

    def install(self) -> None:
        """Lay it on."""
        around(ELBv2Backend, "create_target_group", create)
        around(ELBv2Backend, "delete_target_group", self.delete)
        around(ELBv2Backend, "modify_target_group_attributes", modify_attributes)
        around(ELBv2Backend, "register_targets", self.register)
        around(ELBv2Backend, "deregister_targets", self.deregister)
        around(ELBv2Backend, "describe_target_health", self.describe_health)

    def delete(self, plain: Any, backend: Any, arn: str) -> Any:
        """Delete a group that no listener or rule uses."""
        group = plain(backend, arn)
        self._targets.forget(arn)
        return group

    def register(self, _plain: Any, backend: Any, arn: str, asked: list[dict[str, Any]]) -> None:
        """Add targets, all or none."""
        group = find(backend, arn)
        for place in [
            (address(backend, group, one), port(group, one), zone(backend, group, one)) for one in asked
        ]:
            self._targets.register(arn, *place)

    def deregister(self, _plain: Any, backend: Any, arn: str, asked: list[dict[str, Any]]) -> None:
        """Begin to drain targets; without a port, all of an address. An unknown one is no matter."""
        find(backend, arn)
        for one in asked:
            for target in self._targets.members(arn):
                if target.ip == one["Id"] and one.get("Port", target.port) == target.port:
                    self._targets.deregister(arn, target.ip, target.port)

    def describe_health(self, _plain: Any, backend: Any, arn: str, asked: list[dict[str, Any]]) -> list[Any]:
        """Tell the health of the targets that were named, or of all."""
        group = find(backend, arn)
        known = [(target.ip, target.port, target.zone) for target in self._targets.members(arn)]
        wanted = [(one["Id"], port(group, one), one.get("AvailabilityZone", "")) for one in asked or []]
        return [description(self._targets, group, *place) for place in wanted or known]


def create(plain: Any, backend: Any, name: str, **asked: Any) -> Any:
    """Make a group, or return the very same one that is there."""
    same_name = next((one for one in backend.target_groups.values() if one.name == name), None)
    if same_name is None:
        return complete(plain(backend, name, **asked))
    return unchanged(backend, same_name, lambda: plain(backend, name, **asked))


def complete(group: Any) -> Any:
    """Give a new group every attribute that AWS shows, each as a text."""
    own = {} if group.protocol in ROUTED else {key: str(value) for key, value in group.attributes.items()}
    group.attributes = defaults(TARGET_GROUP if group.protocol in ROUTED else {}, **own)
    return group


def modify_attributes(plain: Any, backend: Any, arn: str, attributes: dict[str, str]) -> None:
    """Set attributes that target groups have."""
    group = find(backend, arn)
    check(
        "Target group", TARGET_GROUP if group.protocol in ROUTED else {**TARGET_GROUP, **OTHERS}, attributes
    )
    plain(backend, arn, {key: value for key, value in attributes.items() if key != DELAY})
    group.attributes |= attributes  # moto refuses the longest delay, which AWS takes


def find(backend: Any, arn: str) -> Any:
    """The target group of this ARN; TargetGroupNotFound when there is none."""
    group = backend.target_groups.get(arn)
    if group is None:
        raise TargetGroupNotFoundError
    return group


def unchanged(backend: Any, standing: Any, make: Any) -> Any:
    """The group that has this name already, if making it anew would give the very same."""
    before = dict(backend.target_groups)
    del backend.target_groups[standing.arn]
    try:
        wanted = make()
    finally:
        backend.target_groups.clear()
        backend.target_groups.update(before)
    tags = backend.tagging_service.get_tag_dict_for_resource
    same = settings(wanted) == settings(standing) and tags(wanted.arn) == tags(standing.arn)
    backend.tagging_service.delete_all_tags_for_resource(wanted.arn)
    if not same:
        raise DuplicateTargetGroupName(
            f"A target group with the same name '{standing.name}' exists, but with different settings"
        )
    return standing


def settings(group: Any) -> dict[str, Any]:
    """What CreateTargetGroup decides about a group."""
    decided = {
        key: value for key, value in vars(group).items() if key.startswith(("health_check", "protocol"))
    }
    for key in ("vpc_id", "port", "target_type", "ip_address_type", "matcher"):
        decided[key] = getattr(group, key, None)
    for key in ("healthy_threshold_count", "unhealthy_threshold_count"):
        decided[key] = int(getattr(group, key))
    return decided


def port(group: Any, asked: dict[str, Any]) -> int:
    """The target's own port, or its group's."""
    chosen = int(asked.get("Port") or group.port)
    if not 1 <= chosen <= 65535:
        raise Refusal("ValidationError", f"Target port '{chosen}' must be between '1-65535' inclusive")
    return chosen


def address(backend: Any, group: Any, asked: dict[str, Any]) -> str:
    """The target's address: of the VPC, or a loopback one, which the practice cloud reaches as it is.

    An instance is taken by its id, as moto does, although the practice cloud runs none.
    """
    target_id = str(asked["Id"])
    if group.target_type != "ip":
        instance = backend.ec2_backend.get_instance_by_id(target_id)
        if instance is None or instance.state != "running":
            raise TargetNotRunning(target_id)
        return str(instance.private_ip)
    try:
        ip = ipaddress.ip_address(target_id)
    except ValueError:
        raise Refusal(
            "ValidationError", f"The IP address '{target_id}' is not a valid IPv4 address"
        ) from None
    private_elsewhere = ip.is_private and asked.get("AvailabilityZone") == "all"
    if not (is_loopback(target_id) or private_elsewhere or _subnet_of(backend, group, target_id)):
        raise Refusal("InvalidTarget", f"The IP address '{target_id}' is not within the VPC '{group.vpc_id}'")
    return target_id


def zone(backend: Any, group: Any, asked: dict[str, Any]) -> str:
    """The zone of the subnet that the address lies in, or the one that was named."""
    subnet = _subnet_of(backend, group, str(asked["Id"])) if group.target_type == "ip" else None
    return str(subnet.availability_zone if subnet else asked.get("AvailabilityZone", ""))


def _subnet_of(backend: Any, group: Any, ip: str) -> Any:
    subnets = (subnet for zoned in backend.ec2_backend.subnets.values() for subnet in zoned.values())
    return next(
        (
            subnet
            for subnet in subnets
            if subnet.vpc_id == group.vpc_id
            and ipaddress.ip_address(ip) in ipaddress.ip_network(subnet.cidr_block)
        ),
        None,
    )


def description(targets: Targets, group: Any, ip: str, target_port: int, target_zone: str) -> dict[str, Any]:
    """One entry of DescribeTargetHealth."""
    status = targets.status(group.arn, ip, target_port)
    target: dict[str, Any] = {"Id": ip, "Port": target_port}
    if target_zone:
        target["AvailabilityZone"] = target_zone
    health: dict[str, Any] = {"State": status.state.value}
    if status.reason:
        health |= {"Reason": status.reason, "Description": status.description}
    checked = group.health_check_port
    return {
        "Target": target,
        "HealthCheckPort": str(target_port if checked == "traffic-port" else checked),
        "TargetHealth": health,
    }
