"""Load balancers: minutes of provisioning, and an end that leaves their network interfaces for a while."""

import zlib
from typing import Any

from moto.ec2.utils import random_public_ip
from moto.elbv2.exceptions import LoadBalancerNotFoundError
from moto.elbv2.models import ELBv2Backend, FakeLoadBalancer

from steps.sandbox.elbv2.alb_listeners import relink
from steps.sandbox.elbv2.attributes import LOAD_BALANCER, check, defaults
from steps.sandbox.elbv2.balancer import Balancers
from steps.sandbox.elbv2.load_balancer_checks import check_gateway, check_groups, check_name, check_subnets
from steps.sandbox.eni import InterfaceKind, make_eni
from steps.sandbox.ids import seeded
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.targets.registered_targets import Targets
from steps.sandbox.weather.pace import Slowed, let_go, times
from steps.sandbox.world import World

PROVISIONING = (110.0, 180.0)  # AWS seconds, the range of public reports
LINGERING = 60.0  # AWS seconds that the network interfaces of a deleted load balancer stay


class LoadBalancers:
    """The life of load balancers, laid on moto's."""

    def __init__(self, world: World, targets: Targets, balancers: Balancers) -> None:
        self._world = world
        self._clock = world.clock
        self._targets = targets
        self._balancers = balancers

    def install(self) -> None:
        """Lay it on."""
        around(ELBv2Backend, "create_load_balancer", self.create)
        around(ELBv2Backend, "delete_load_balancer", self.delete)
        around(ELBv2Backend, "describe_load_balancers", describe)
        around(ELBv2Backend, "set_security_groups", set_security_groups)
        around(ELBv2Backend, "set_subnets", self.set_subnets)
        around(ELBv2Backend, "modify_load_balancer_attributes", modify_attributes)
        around(
            FakeLoadBalancer, "activate", lambda _plain, _balancer: None
        )  # moto's is activated by a look at it

    def create(self, plain: Any, backend: Any, name: str, **asked: Any) -> Any:
        """Make a load balancer that is provisioning, or return the very same one that is there."""
        asked["scheme"] = asked.get("scheme") or "internet-facing"
        check_name(name)
        subnets = check_subnets(backend, asked)
        vpc_id = subnets[0].vpc_id
        asked["security_groups"] = check_groups(backend, vpc_id, asked["security_groups"])
        check_gateway(backend, vpc_id, asked["scheme"])
        same_name = next((one for one in backend.load_balancers.values() if one.name == name), None)
        if same_name is not None:
            return unchanged(backend, same_name, subnets, asked)
        balancer = plain(backend, name, **asked)
        balancer.dns_name = self._balancers.reserve(balancer.arn)
        balancer.attrs = defaults(LOAD_BALANCER)
        if balancer.scheme == "internal":
            balancer.attrs["ipv6.deny_all_igw_traffic"] = "true"
        balancer.practice_interfaces = add_interfaces(balancer)
        seconds = provisioning(balancer.arn) * times(self._world, Slowed.LOAD_BALANCERS)
        self._clock.after(seconds, lambda: self.activate(backend, balancer))
        return balancer

    def activate(self, backend: Any, balancer: Any) -> None:
        """End the provisioning, unless the load balancer was deleted meanwhile."""
        if backend.load_balancers.get(balancer.arn) is balancer:
            balancer.state = "active"
            self._balancers.open(balancer.arn)
            self._targets.reconsider(backend.region_name)

    def delete(self, _plain: Any, backend: Any, arn: str) -> None:
        """Delete a load balancer with its listeners; deleting what is not there succeeds, as in AWS."""
        balancer = backend.load_balancers.get(arn)
        if balancer is None:
            return
        if balancer.attrs.get("deletion_protection.enabled") == "true":
            raise Refusal(
                "OperationNotPermitted",
                f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
            )
        del backend.load_balancers[arn]
        self._balancers.close(arn)
        relink(backend, self._targets)
        self._clock.after(LINGERING, lambda: remove_interfaces(self._world, balancer))

    def set_subnets(self, plain: Any, backend: Any, arn: str, *asked: Any) -> Any:
        """Move a load balancer to other subnets, its interfaces with it."""
        zones = plain(backend, arn, *asked)
        balancer = backend.load_balancers[arn]
        remove_interfaces(self._world, balancer)
        balancer.practice_interfaces = add_interfaces(balancer)
        self._targets.reconsider(backend.region_name)
        return zones


def modify_attributes(plain: Any, backend: Any, arn: str, attrs: dict[str, str]) -> dict[str, str]:
    """Set attributes that load balancers have; logs need a bucket, and no bucket is here that takes them."""
    check("Load balancer", LOAD_BALANCER, attrs)
    for log in ("access_logs", "connection_logs", "health_check_logs"):
        if attrs.get(f"{log}.s3.enabled") == "true":
            bucket = attrs.get(f"{log}.s3.bucket", "")
            raise Refusal(
                "InvalidConfigurationRequest",
                f"Access Denied for bucket: {bucket}. Please check S3bucket permission",
            )
    return dict(plain(backend, arn, attrs))


def set_security_groups(plain: Any, backend: Any, arn: str, group_ids: list[str]) -> None:
    """Put a load balancer's interfaces behind other security groups."""
    plain(backend, arn, group_ids)
    balancer = backend.load_balancers[arn]
    for interface in balancer.practice_interfaces:
        backend.ec2_backend.modify_network_interface_attribute(interface.id, group_ids)


def add_interfaces(balancer: Any) -> list[Any]:
    """Put an interface into each of its subnets, with a public address when it faces the internet."""
    part = balancer.arn.split(":loadbalancer/")[1]
    region = balancer.arn.split(":")[3]
    interfaces = []
    for subnet in balancer.subnets:
        with seeded("public address", balancer.arn, subnet.id):
            public_ip = random_public_ip() if balancer.scheme == "internet-facing" else None
        interfaces.append(
            make_eni(
                region,
                subnet.id,
                balancer.security_groups,
                name=f"{part} {subnet.id}",
                description=f"ELB {part}",
                kind=InterfaceKind.LOAD_BALANCER,
                public_ip=public_ip,
            )
        )
    return interfaces


def remove_interfaces(world: World, balancer: Any) -> None:
    """Let the network go at last."""
    for interface in balancer.practice_interfaces:
        let_go(world, balancer.arn.split(":")[3], interface.id)


def provisioning(arn: str) -> float:
    """How long this load balancer takes, in AWS seconds: always the same for the same ARN."""
    shortest, longest = PROVISIONING
    return shortest + zlib.crc32(arn.encode()) % int(longest - shortest)


def describe(_plain: Any, backend: Any, arns: list[str] | None, names: list[str] | None) -> list[Any]:
    """Find load balancers; every one that is asked for must be there."""
    known = list(backend.load_balancers.values())
    found = [one for one in known if one.arn in (arns or []) or one.name in (names or [])]
    if len(found) < len({*(arns or []), *(names or [])}):
        raise LoadBalancerNotFoundError("One or more load balancers not found")
    return found if arns or names else known


def unchanged(backend: Any, balancer: Any, subnets: list[Any], asked: dict[str, Any]) -> Any:
    """The load balancer that has this name already, if it is the very one that was asked for."""
    tags = {tag["Key"]: tag["Value"] for tag in asked.get("tags") or []}
    wanted = (
        asked["scheme"],
        asked.get("loadbalancer_type") or "application",
        asked.get("ip_address_type", "ipv4"),
        {subnet.id for subnet in subnets},
        set(asked["security_groups"]),
        tags,
    )
    standing = (
        balancer.scheme,
        balancer.type,
        balancer.ip_address_type,
        {subnet.id for subnet in balancer.subnets},
        set(balancer.security_groups),
        backend.tagging_service.get_tag_dict_for_resource(balancer.arn),
    )
    if wanted != standing:
        raise Refusal(
            "DuplicateLoadBalancerName",
            f"A load balancer with the same name '{balancer.name}' exists, but with different settings",
        )
    return balancer
