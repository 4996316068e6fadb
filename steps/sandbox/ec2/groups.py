"""Security groups: the default group's rule, complete answers, and what keeps a group from going."""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models import EC2Backend
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses import EC2Response

from steps.sandbox import eni
from steps.sandbox.ec2 import rule_words
from steps.sandbox.ec2.group_names import check_description, check_name, check_rules
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.world import World


def create_security_group(
    plain: Any, backend: Any, *args: Any, is_default: bool | None = None, **others: Any
) -> Any:
    """Create a group; a VPC's default group lets its own members in."""
    group = plain(backend, *args, is_default=is_default, **others)
    if is_default:
        itself = {"GroupId": group.id, "UserId": backend.account_id}
        group.add_ingress_rule(
            SecurityGroupRule(backend, "-1", group.id, None, None, None, itself, is_egress=False)
        )
    return group


def answer_with_tags(plain: Any, call: Any) -> Any:
    """Refuse a name that no group can have; echo the tags of a new group, as AWS does."""
    check_name(call.params.get("GroupName") or "")
    check_description(call.params.get("GroupDescription") or call.params.get("Description") or "")
    answer = plain(call)
    group = call.ec2_backend.get_security_group_from_id(answer.result["GroupId"])
    answer.result["Tags"] = group.tag_set
    return answer


def authorize(direction: str) -> Any:
    """Make the answer to an authorize call, which names every rule that it made and makes all or none."""

    def ours(_plain: Any, call: Any) -> ActionResult:
        check_rules(call.params.get("IpPermissions") or [])
        backend, rules = call.ec2_backend, []
        tagged = set(backend.tags)
        try:
            for asked in call._process_rules_from_querystring():  # noqa: SLF001 - how moto reads them
                words = rule_words.taken_out(asked)
                made, _ = getattr(backend, f"authorize_security_group_{direction}")(**asked)
                rule_words.put_down(made, words)
                rules += made
        except Exception:
            withdraw(backend, rules, direction)
            for ghost in backend.tags.keys() - tagged:  # moto tags a rule before it refuses it
                del backend.tags[ghost]
            raise
        return ActionResult({"Return": True, "SecurityGroupRules": rules})

    return ours


def revoke(direction: str) -> Any:
    """Take rules out of a group, and their tags with them."""

    def ours(plain: Any, backend: Any, group_name_or_id: str, *args: Any, **others: Any) -> Any:
        rules = f"{direction}_rules"
        found = backend.get_security_group_by_name_or_id(group_name_or_id)
        before = {rule.id for rule in getattr(found, rules, ())}
        for rule_id in others.get("security_rule_ids") or [] if found else []:
            if rule_id not in before:
                raise Refusal(
                    "InvalidSecurityGroupRuleId.NotFound",
                    f"The security group rule ID '{rule_id}' does not exist",
                )
        answer = plain(backend, group_name_or_id, *args, **others)
        for gone in before - {rule.id for rule in getattr(found, rules, ())}:
            backend.tags.pop(gone, None)
        return answer

    return ours


def withdraw(backend: Any, rules: list[Any], direction: str) -> None:
    """Take back the rules of a call that was refused half-way."""
    made = {rule.id for rule in rules}
    for group in {rule.group_id for rule in rules}:
        keep_other = backend.get_security_group_from_id(group)
        kept = [rule for rule in getattr(keep_other, f"{direction}_rules") if rule.id not in made]
        setattr(keep_other, f"{direction}_rules", kept)


def delete_security_group(
    plain: Any, backend: Any, name: str | None = None, group_id: str | None = None
) -> None:
    """Refuse a default group, one that another group's rules name, and one that guards an interface."""
    group = backend.get_security_group_by_name_or_id(group_id or name)
    if group is not None:
        if group.is_default:
            raise Refusal(
                "CannotDelete",
                f'the specified group: "{group.id}" name: "{group.name}" cannot be deleted by a user',
            )
        if eni.in_group(backend, group.id) or named_by(backend, group):
            raise Refusal("DependencyViolation", f"resource {group.id} has a dependent object")
    plain(backend, name, group_id)
    if group is not None:
        for gone in (group, *group.ingress_rules, *group.egress_rules):
            backend.tags.pop(gone.id, None)


def named_by(backend: Any, group: Any) -> list[Any]:
    """List the other groups of the VPC whose rules name this one."""
    return [
        other
        for other in backend.groups[group.vpc_id].values()
        if other.id != group.id
        and any(
            rule.source_group.get("GroupId") == group.id for rule in other.ingress_rules + other.egress_rules
        )
    ]


def install(world: World) -> None:
    """Lay the rules for security groups on moto."""
    rule_words.install(world)
    around(EC2Backend, "create_security_group", create_security_group)
    around(EC2Backend, "delete_security_group", delete_security_group)
    around(EC2Backend, "revoke_security_group_ingress", revoke("ingress"))
    around(EC2Backend, "revoke_security_group_egress", revoke("egress"))
    around(EC2Response, "create_security_group", answer_with_tags)
    around(EC2Response, "authorize_security_group_ingress", authorize("ingress"))
    around(EC2Response, "authorize_security_group_egress", authorize("egress"))
