"""Listeners and their rules: one listener a port, one rule a priority, and target groups that know who uses them."""

import re
from typing import Any

from moto.elbv2.exceptions import RuleNotFoundError
from moto.elbv2.models import ELBv2Backend
from moto.elbv2.responses import ELBV2Response
from moto.moto_api._internal import mock_random

from steps.sandbox.elbv2.attributes import LISTENER, check, defaults
from steps.sandbox.elbv2.balancer import Balancers
from steps.sandbox.elbv2.routing import groups_of
from steps.sandbox.elbv2.rule_conditions import by_priority
from steps.sandbox.elbv2.rules_shown import essence, plainly, spelled_out
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.targets.registered_targets import Targets


class Listeners:
    """The life of listeners and rules, laid on moto's."""

    def __init__(self, targets: Targets, balancers: Balancers) -> None:
        self._targets = targets
        self._balancers = balancers

    def install(self) -> None:
        """Lay it on."""
        around(ELBv2Backend, "create_listener", self.create)
        around(ELBv2Backend, "modify_listener", self.modify)
        around(ELBv2Backend, "delete_listener", self.delete)
        around(ELBv2Backend, "create_rule", self.create_rule)
        around(ELBv2Backend, "modify_rule", self.modify_rule)
        around(ELBv2Backend, "delete_rule", self.delete_rule)
        around(ELBv2Backend, "set_rule_priorities", set_rule_priorities)
        around(ELBv2Backend, "describe_rules", describe_rules)
        around(ELBv2Backend, "modify_listener_attributes", modify_attributes)
        around(ELBV2Response, "create_rule", refuse_transforms)
        around(ELBV2Response, "modify_rule", refuse_transforms)

    def create(self, plain: Any, backend: Any, **asked: Any) -> Any:
        """Open a port, or return the very same listener that has it already."""
        balancer = backend.load_balancers.get(asked["load_balancer_arn"])
        if balancer is None:
            return plain(backend, **asked)
        same_port = next((one for one in balancer.listeners.values() if one.port == asked["port"]), None)
        if same_port is not None:
            return unchanged(backend, same_port, asked)
        check_certificate(asked)
        check_groups(backend, balancer, asked["actions"])
        listener = plain(backend, **asked)
        listener.attributes = defaults(LISTENER)
        name_default_rule(listener)
        self._balancers.listen(listener)
        relink(backend, self._targets)
        return listener

    def modify(self, plain: Any, backend: Any, arn: str, *rest: Any, **asked: Any) -> Any:
        """Change a listener, and with it who uses which target group."""
        listener = plain(backend, arn, *rest, **asked)
        relink(backend, self._targets)
        return listener

    def delete(self, plain: Any, backend: Any, listener_arn: str) -> Any:
        """Close a port; its rules go with it."""
        listener = plain(backend, listener_arn)
        self._balancers.fall_silent(listener)
        relink(backend, self._targets)
        return listener

    def create_rule(self, plain: Any, backend: Any, listener_arn: str, conditions: Any, **asked: Any) -> Any:
        """Add a rule at its priority."""
        listener = backend.describe_listeners(None, [listener_arn])[0]
        check_groups(backend, backend.load_balancers[listener.load_balancer_arn], asked["actions"])
        rule = plain(backend, listener_arn, plainly(conditions), **asked)
        rule.conditions = spelled_out(rule.conditions)
        relink(backend, self._targets)
        return rule

    def modify_rule(self, plain: Any, backend: Any, rule_arn: str, conditions: Any, actions: Any) -> Any:
        """Change what a rule takes or does."""
        rule = plain(backend, rule_arn, plainly(conditions), actions)
        rule.conditions = spelled_out(rule.conditions)
        relink(backend, self._targets)
        return rule

    def delete_rule(self, plain: Any, backend: Any, arn: str) -> None:
        """Take a rule away; a listener keeps its default rule."""
        if find_rule(backend, arn).is_default:
            raise Refusal("OperationNotPermitted", f"Default rule '{arn}' cannot be deleted")
        plain(backend, arn)
        relink(backend, self._targets)


def modify_attributes(
    plain: Any, backend: Any, listener_arn: str, attrs: list[dict[str, str]]
) -> dict[str, str]:
    """Set attributes that listeners have."""
    check("Listener", LISTENER, {one["Key"]: one.get("Value", "") for one in attrs})
    return dict(plain(backend, listener_arn, attrs))


def refuse_transforms(plain: Any, call: Any) -> Any:
    """Refuse to rewrite hosts and paths, rather than pass requests on as they came."""
    if call.params.get("Transforms"):
        raise Refusal("UnsupportedOperation", "The practice cloud cannot rewrite hosts or paths.")
    return plain(call)


def set_rule_priorities(plain: Any, backend: Any, rule_priorities: list[dict[str, Any]]) -> list[Any]:  # noqa: ARG001
    """Put rules into another order at once: only the new order must have no priority twice."""
    wanted = {one["RuleArn"]: int(one["Priority"]) for one in rule_priorities}
    rules = {arn: find_rule(backend, arn) for arn in wanted}
    if any(rule.is_default for rule in rules.values()):
        raise Refusal("OperationNotPermitted", "Cannot set the priority of the default rule")
    listeners = {rule.listener_arn for rule in rules.values()}
    staying = [
        int(rule.priority)
        for listener in backend.describe_listeners(None, sorted(listeners))
        for rule in listener.rules.values()
        if not rule.is_default and rule.arn not in wanted
    ]
    order = [*wanted.values(), *staying]
    for priority in order:
        if order.count(priority) > 1:
            raise Refusal("PriorityInUse", f"Priority '{priority}' is currently in use")
    for arn, rule in rules.items():
        rule.priority = wanted[arn]
    return list(rules.values())


def describe_rules(
    plain: Any, backend: Any, listener_arn: str | None, rule_arns: list[str] | None
) -> list[Any]:
    """List rules as AWS does, by priority."""
    return by_priority(plain(backend, listener_arn, rule_arns))


def relink(backend: Any, targets: Targets) -> None:
    """After a change: let every target group know the load balancers that forward to it, and its targets what follows."""
    forwarding = users(backend)
    for group in backend.target_groups.values():
        group.load_balancer_arns = list(forwarding.get(group.arn, ()))
    targets.reconsider(backend.region_name)


def users(backend: Any) -> dict[str, dict[str, None]]:
    """Find the load balancers whose listeners forward to each target group, by the groups' ARNs."""
    found: dict[str, dict[str, None]] = {}
    for balancer in backend.load_balancers.values():
        for listener in balancer.listeners.values():
            for rule in listener.rules.values():
                for arn in (arn for action in rule.actions for arn, _ in groups_of(action.data)):
                    found.setdefault(arn, {})[balancer.arn] = None
    return found


def unchanged(backend: Any, listener: Any, asked: dict[str, Any]) -> Any:
    """The listener that has this port already, if it is the very one that was asked for."""
    tags = {tag["Key"]: tag["Value"] for tag in asked.get("tags") or []}
    same = (
        listener.protocol == (asked["protocol"] or "").upper()
        and essence([action.data for action in listener.default_actions]) == essence(asked["actions"])
        and backend.tagging_service.get_tag_dict_for_resource(listener.arn) == tags
    )
    if not same:
        raise Refusal(
            "DuplicateListener",
            f"A listener already exists on this port for this load balancer '{listener.load_balancer_arn}'",
        )
    return listener


def check_certificate(asked: dict[str, Any]) -> None:
    """HTTPS needs a certificate."""
    if asked["protocol"] == "HTTPS" and not asked["certificate"]:
        raise Refusal("ValidationError", "A certificate must be specified for HTTPS listeners")


def check_groups(backend: Any, balancer: Any, actions: list[dict[str, Any]]) -> None:
    """A target group serves one load balancer, of its own VPC."""
    for action in actions:
        for arn, _ in groups_of(action):
            group = backend.target_groups.get(arn)
            if group is None:
                continue  # moto refuses it in its own order of checks
            if any(user != balancer.arn for user in group.load_balancer_arns):
                raise Refusal(
                    "TargetGroupAssociationLimit",
                    f"The following target groups cannot be associated with more than one load balancer: {arn}",
                )
            if group.vpc_id != balancer.vpc_id:
                raise Refusal(
                    "InvalidConfigurationRequest",
                    f"The following target groups are not in the VPC of the load balancer: {arn}",
                )


def find_rule(backend: Any, arn: str) -> Any:
    """The rule of this ARN; RuleNotFound when there is none."""
    for balancer in backend.load_balancers.values():
        for listener in balancer.listeners.values():
            for rule in listener.rules.values():
                if rule.arn == arn:
                    return rule
    raise RuleNotFoundError


def name_default_rule(listener: Any) -> None:
    """Give the default rule an ARN that repeats: moto's is made of a memory address."""
    for rule in listener.rules.values():
        if rule.is_default:
            rule.arn = re.sub(
                ":listener/", ":listener-rule/", f"{listener.arn}/{mock_random.get_random_hex(16)}"
            )
