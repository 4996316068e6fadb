"""The listener's rules: which path leads to which app, and which rule is looked at first."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import count
from typing import Any
from zlib import crc32

from steps.appfile.apps import App
from steps.aws.listener import Listener, beside, forward, groups_of
from steps.aws.tagging import IN_ELB
from steps.aws.target_groups import TargetGroup, target_group
from steps.engine.cloud.listing import in_batches, read_all
from steps.engine.model.graph import Node
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site

TAGGED_AT_ONCE = 20  # whose tags one call tells
LAST_PRIORITY = 50_000
MOST_RULES = 200  # of one load balancer that are ours: AWS's quota is 100
SAYS_MOST = 514  # more than any pattern of 128 characters
SPREAD = 96  # priorities for each degree of saying something


class ListenerRule(Resource):
    """Sends the requests whose path matches to this app."""

    app: App
    listener: Listener
    group: TargetGroup
    priority: int
    place: int  # among the rules
    kind = "AWS::ElasticLoadBalancingV2::ListenerRule"
    tagging = IN_ELB

    def find(self, site: Site) -> Handle | None:
        """Look it up in the listener, by its tags."""
        listener = site.listing("listener", lambda: site.find(self.listener))
        if listener is None:
            return None
        for rule, tags in site.listing("listener rules", lambda: _rules(site, listener.arn)):
            if site.is_own(tags):
                return Handle(_id(rule), rule["RuleArn"], self._url(listener), tags=tags, seen=rule)
        return None

    def create(self, site: Site) -> Handle:
        """elasticloadbalancing:CreateRule, behind all others where another one has its priority: their order is put right."""
        listener = site.arn(self.listener)
        rule = site.aws.elbv2.create_rule(
            ListenerArn=listener,
            Priority=self._free_priority({int(rule["Priority"]) for rule, _ in _rules(site, listener)}),
            Conditions=self._conditions(),
            Actions=forward(site.arn(self.group)),
            Tags=site.tag_list,
        )["Rules"][0]
        return Handle(_id(rule), rule["RuleArn"], self._url(site.handle(self.listener)), seen=rule)

    def differs(self, site: Site, handle: Handle) -> str:
        """The path comes from app.toml."""
        same = self._values(handle.seen) == self._patterns() and (
            site.arn(self.group) in groups_of(handle.seen["Actions"])
        )
        return "" if same else f"{self.app.path} goes to {self.app.name}"

    def update(self, site: Site, handle: Handle) -> Handle:
        """elasticloadbalancing:ModifyRule; `Traffic` turns the requests when the tasks are there."""
        group, actions = site.arn(self.group), handle.seen["Actions"]
        return self.send(site, handle, actions if group in groups_of(actions) else beside(actions, group))

    def send(self, site: Site, handle: Handle, actions: list[Any]) -> Handle:
        """elasticloadbalancing:ModifyRule."""
        changed = site.aws.elbv2.modify_rule(
            RuleArn=handle.arn, Conditions=self._conditions(), Actions=actions
        )
        return replace(handle, seen=changed["Rules"][0])

    def delete(self, site: Site, handle: Handle) -> None:
        """elasticloadbalancing:DeleteRule."""
        site.aws.elbv2.delete_rule(RuleArn=handle.arn)

    def _patterns(self) -> list[str]:
        """`/static/*` means `/static` as well."""
        stem = self.app.path.removesuffix("/*")
        return [stem, self.app.path] if stem != self.app.path and stem else [self.app.path]

    def _conditions(self) -> list[Any]:
        return [{"Field": "path-pattern", "PathPatternConfig": {"Values": self._patterns()}}]

    @staticmethod
    def _values(rule: Any) -> list[str]:
        return [
            value
            for condition in rule["Conditions"]
            for value in condition.get("PathPatternConfig", {}).get("Values", condition.get("Values", []))
        ]

    def _free_priority(self, taken: Collection[int]) -> int:
        """Its own, or one at the end that no other rule of this run takes."""
        spare = range(LAST_PRIORITY - MOST_RULES + 1 + self.place, 0, -MOST_RULES)
        free: Iterator[int] = (each for each in (self.priority, *spare) if each not in taken)
        return next(free)

    def _url(self, listener: Handle) -> str:
        return listener.url.rstrip("/") + example_of(self.app.path)


class RuleOrder(Resource):
    """Looks at the rules in the right order: whole paths first, then the patterns that say most, so `/a/*` hides no `/a/b/*`."""

    listener: Listener
    rules: tuple[ListenerRule, ...]
    kind = "AWS::ElasticLoadBalancingV2::ListenerRule.Priority"
    vanishes = True

    @property
    def may_lack(self) -> tuple[Node, ...]:
        """Any of the rules."""
        return self.rules

    def find(self, site: Site) -> Handle | None:
        """There is one as soon as there is a listener."""
        listener = site.listing("listener", lambda: site.find(self.listener))
        return listener and Handle("order", ours=listener.ours)

    def create(self, site: Site) -> Handle:
        """elasticloadbalancing:SetRulePriorities, if they were not made in order."""
        return self.update(site, Handle("order"))

    def differs(self, site: Site, handle: Handle) -> str:  # noqa: ARG002  (the rules' own handles tell)
        """Whether every rule is at its priority."""
        return "the order of the rules" if self._moves(site) else ""

    def update(self, site: Site, handle: Handle) -> Handle:
        """elasticloadbalancing:SetRulePriorities, for whatever is not at its priority or is in the way; all at once."""
        if moves := self._moves(site):
            order: Any = [{"RuleArn": arn, "Priority": priority} for arn, priority in moves.items()]
            site.aws.elbv2.set_rule_priorities(RulePriorities=order)
        return handle

    def _moves(self, site: Site) -> dict[str, int]:
        """Where each rule goes that is not where it should be, and each of ours that is there in its place, by its ARN.

        Somebody else's stays where it is: ours is then at the next priority.
        """
        rules = {rule: handle for rule in self.rules if (handle := site.run.handles.get(rule))}
        listed = _rules(site, site.arn(self.listener))
        ours = {handle.arn: int(handle.seen["Priority"]) for handle in rules.values()}
        ours |= {rule["RuleArn"]: int(rule["Priority"]) for rule, tags in listed if site.owns(tags)}
        theirs = {int(rule["Priority"]) for rule, _ in listed if rule["RuleArn"] not in ours}
        wanted: dict[str, int] = {}
        for rule, handle in sorted(rules.items(), key=lambda each: each[0].priority):
            free = (each for each in count(rule.priority) if each not in theirs | {*wanted.values()})
            wanted[handle.arn] = next(free)
        moves = {arn: priority for arn, priority in wanted.items() if ours[arn] != priority}
        taken = {*theirs, *ours.values(), *wanted.values()}
        spare = (each for each in range(LAST_PRIORITY, 0, -1) if each not in taken)
        others = [arn for arn, priority in ours.items() if arn not in wanted and priority in moves.values()]
        return moves | {arn: next(spare) for arn in others}


def listener_rules(plan: Plan, listener: Listener) -> tuple[ListenerRule, ...]:
    """A rule for each public app but the one at `/`.

    A priority depends on the app alone, so that another app more or less moves none; AWS has 50,000 of them.
    """
    priorities: dict[int, App] = {}
    for app in sorted((app for app in plan.public_apps if app.path != "/"), key=lambda app: app.name):
        priority = _priority(app)
        while priority in priorities:
            priority += 1
        priorities[priority] = app
    return tuple(
        ListenerRule(app, listener, target_group(plan, app), priority, place)
        for place, (priority, app) in enumerate(priorities.items())
    )


def example_of(path: str) -> str:
    """A path that this pattern takes: `/static/` for `/static/*`."""
    return path.replace("*", "").replace("?", "x")


def _priority(app: App) -> int:
    """The more its path says, the sooner it is looked at: what takes a part of what another takes says more than that."""
    shortest, anything, any_letter = len(example_of(app.path)), app.path.count("*"), app.path.count("?")
    said = 2 * (2 * shortest - any_letter) + (not anything)
    if not anything and not any_letter:  # one path and no other
        said = SAYS_MOST
    return (SAYS_MOST - said) * SPREAD + crc32(app.name.encode()) % SPREAD + 1


def _rules(site: Site, listener_arn: str) -> list[tuple[Any, Any]]:
    rules = [
        rule
        for rule in read_all(site.aws.elbv2, "describe_rules", "Rules", ListenerArn=listener_arn)
        if not rule["IsDefault"]
    ]
    tags = {
        each["ResourceArn"]: each["Tags"]
        for arns in in_batches([rule["RuleArn"] for rule in rules], TAGGED_AT_ONCE)
        for each in site.aws.elbv2.describe_tags(ResourceArns=arns)["TagDescriptions"]
    }
    return [(rule, tags.get(rule["RuleArn"], [])) for rule in rules]


def _id(rule: Any) -> str:
    return str(rule["RuleArn"].rpartition("/")[2])
