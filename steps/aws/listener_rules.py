"""The listener's rules: which path leads to which app, and which rule is looked at first."""

from collections.abc import Iterator, Mapping
from typing import Any
from zlib import crc32

from steps.appfile.apps import App
from steps.aws.listener import Listener, forward
from steps.aws.tagging import IN_ELB
from steps.aws.target_groups import TargetGroup, target_group
from steps.engine.cloud.listing import in_batches, read_all
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
            Priority=self._free_priority(_priorities(site, listener)),
            Conditions=self._conditions(),
            Actions=forward(site.arn(self.group)),
            Tags=site.tag_list,
        )["Rules"][0]
        return Handle(_id(rule), rule["RuleArn"], self._url(site.handle(self.listener)), seen=rule)

    def differs(self, site: Site, handle: Handle) -> str:
        """The path comes from app.toml."""
        same = self._values(handle.seen) == self._patterns() and (
            handle.seen["Actions"][0].get("TargetGroupArn") == site.arn(self.group)
        )
        return "" if same else f"{self.app.path} goes to {self.app.name}"

    def update(self, site: Site, handle: Handle) -> Handle:
        """elasticloadbalancing:ModifyRule."""
        site.aws.elbv2.modify_rule(
            RuleArn=handle.arn, Conditions=self._conditions(), Actions=forward(site.arn(self.group))
        )
        return handle

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

    def _free_priority(self, taken: Mapping[str, int]) -> int:
        """Its own, or one at the end that no other rule of this run takes."""
        spare = range(LAST_PRIORITY - MOST_RULES + 1 + self.place, 0, -MOST_RULES)
        free: Iterator[int] = (each for each in (self.priority, *spare) if each not in taken.values())
        return next(free)

    def _url(self, listener: Handle) -> str:
        return listener.url.rstrip("/") + example_of(self.app.path)


class RuleOrder(Resource):
    """Looks at the rules in the right order: whole paths first, then the patterns that say most, so `/a/*` hides no `/a/b/*`."""

    listener: Listener
    rules: tuple[ListenerRule, ...]
    kind = "AWS::ElasticLoadBalancingV2::ListenerRule.Priority"
    vanishes = True

    def find(self, site: Site) -> Handle | None:
        """Look whether every rule is at its priority."""
        listener = site.listing("listener", lambda: site.find(self.listener))
        found = [rule.find(site.run.at(rule, site.survey)) for rule in self.rules] if listener else [None]
        if listener is None or not all(found):
            return None
        rules = dict(zip(self.rules, filter(None, found), strict=True))
        return Handle("order") if not self._moves(_priorities(site, listener.arn), rules) else None

    def create(self, site: Site) -> Handle:
        """elasticloadbalancing:SetRulePriorities, for whatever is not at its priority or is in the way; all at once."""
        rules = {rule: site.handle(rule) for rule in self.rules}
        known = {handle.arn: int(handle.seen["Priority"]) for handle in rules.values()}
        moves = self._moves(known | _priorities(site, site.arn(self.listener)), rules)
        if moves:
            order: Any = [{"RuleArn": arn, "Priority": priority} for arn, priority in moves.items()]
            site.aws.elbv2.set_rule_priorities(RulePriorities=order)
        return Handle("order")

    @staticmethod
    def _moves(present: Mapping[str, int], rules: Mapping[ListenerRule, Handle]) -> dict[str, int]:
        """Where each rule goes that is not where it should be, and each that is there in its place, by its ARN."""
        wanted = {handle.arn: rule.priority for rule, handle in rules.items()}
        moves = {arn: priority for arn, priority in wanted.items() if present.get(arn) != priority}
        taken = {*present.values(), *wanted.values()}
        free = (each for each in range(LAST_PRIORITY, 0, -1) if each not in taken)
        others = [arn for arn in present if arn not in wanted]
        return moves | {arn: next(free) for arn in others if present[arn] in moves.values()}


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


def _priorities(site: Site, listener: str) -> dict[str, int]:
    """The priority of every rule of this listener, whoever made it, by its ARN."""
    rules = site.listing("listener rules", lambda: _rules(site, listener))
    return {rule["RuleArn"]: int(rule["Priority"]) for rule, _ in rules}


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
