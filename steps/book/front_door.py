"""# The front door

Each task has an address of its own, which changes when it is replaced. An **application load balancer** gives them one
address that stays, and passes each request on to a healthy task.

```
browser -> listener, port 80
  /static/*  group static-app    task
  /          group hostname-app  tasks
```

- A **listener** hears requests on port 80; its **rules** look at the path.
- A **target group** for each public app is the list of its tasks, each a *target*. Only those that answer their health check
  get requests.

It costs {load balancer} an hour and {a public address} for its address in each zone. It takes two to three minutes: go on
reading meanwhile.

## In detail

- **By the hour.** Load balancers are billed for every hour that has begun: ten minutes cost as much as sixty.
- **Health.** Every ten seconds each task is asked for its health path. Two good answers in a row and it gets requests, three
  bad ones and it gets none. If *no* task of a group is healthy, all of them get requests again ("fail open"), so that a page
  may load although every check fails.
- **In turn.** Requests go to the healthy tasks in turn, which is called *round robin*.
- **Leaving.** Before a task stops, its target group lets running requests finish (*draining*). AWS waits five minutes for
  that, these groups five seconds, so that nothing hangs when you run fewer tasks or take all of it down. A request that takes
  longer is cut off: think of it if yours do.
- **Plain HTTP.** Fine for a demonstration, not for passwords. HTTPS needs a domain of your own and a certificate for it. A
  log of every request needs a bucket that costs a little. Both are left for the day when this is no demonstration any more.
- **See it**: press `5`, and this part of the picture lights up.
- **Headers** that are no valid HTTP are dropped, because two programs may read them differently.

More from AWS: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
"""

from typing import Any
from zlib import crc32

from steps.appfile.apps import App
from steps.aws.load_balancer import LoadBalancer, load_balancer
from steps.aws.security_groups import HTTP
from steps.aws.target_groups import TargetGroup, target_group
from steps.engine.cloud.listing import in_batches, read_all
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site
from steps.engine.model.step import Step, slot

LONGEST_PATH = 130
TAGGED_AT_ONCE = 20  # whose tags one call tells
SPREAD = 300  # priorities for each length of path


class Listener(Resource):
    """Listens on port 80 and, where no rule says otherwise, passes requests to this app."""

    app: App
    balancer: LoadBalancer
    default: TargetGroup
    kind = "AWS::ElasticLoadBalancingV2::Listener"

    @property
    def name(self) -> str:
        """There is one, whichever app is its default."""
        return "listener"

    def find(self, site: Site) -> Handle | None:
        """Look it up in the load balancer, by port."""
        balancer = site.find(self.balancer)
        if balancer is None:
            return None
        for listener in read_all(
            site.aws.elbv2, "describe_listeners", "Listeners", LoadBalancerArn=balancer.arn
        ):
            if listener["Port"] == HTTP:
                url = f"{balancer.url}/"
                return Handle("80", listener["ListenerArn"], url, ours=balancer.ours, seen=listener)
        return None

    def create(self, site: Site) -> Handle:
        """elasticloadbalancing:CreateListener."""
        listener = site.aws.elbv2.create_listener(
            LoadBalancerArn=site.arn(self.balancer),
            Protocol="HTTP",
            Port=HTTP,
            DefaultActions=_forward(site.arn(self.default)),
            Tags=site.tag_list,
        )["Listeners"][0]
        return Handle("80", listener["ListenerArn"], f"{site.handle(self.balancer).url}/")

    def differs(self, site: Site, handle: Handle) -> str:
        """Another app may have become the one at `/`."""
        same = handle.seen["DefaultActions"][0].get("TargetGroupArn") == site.arn(self.default)
        return "" if same else f"/ goes to {self.app.name}"

    def update(self, site: Site, handle: Handle) -> Handle:
        """elasticloadbalancing:ModifyListener."""
        site.aws.elbv2.modify_listener(
            ListenerArn=handle.arn, DefaultActions=_forward(site.arn(self.default))
        )
        return handle

    def delete(self, site: Site, handle: Handle) -> None:
        """elasticloadbalancing:DeleteListener."""
        site.aws.elbv2.delete_listener(ListenerArn=handle.arn)


class ListenerRule(Resource):
    """Sends the requests whose path matches to this app."""

    app: App
    listener: Listener
    group: TargetGroup
    priority: int
    kind = "AWS::ElasticLoadBalancingV2::ListenerRule"

    def find(self, site: Site) -> Handle | None:
        """Look it up in the listener, by its tags."""
        listener = site.listing("listener", lambda: site.find(self.listener))
        if listener is None:
            return None
        for rule, tags in site.listing("listener rules", lambda: _rules(site, listener.arn)):
            if site.is_own(tags):
                return Handle(self._id(rule), rule["RuleArn"], self._url(listener), seen=rule)
        return None

    def create(self, site: Site) -> Handle:
        """elasticloadbalancing:CreateRule."""
        rule = site.aws.elbv2.create_rule(
            ListenerArn=site.arn(self.listener),
            Priority=self.priority,
            Conditions=self._conditions(),
            Actions=_forward(site.arn(self.group)),
            Tags=site.tag_list,
        )["Rules"][0]
        return Handle(self._id(rule), rule["RuleArn"], self._url(site.handle(self.listener)))

    def differs(self, site: Site, handle: Handle) -> str:
        """The path comes from app.toml."""
        same = self._values(handle.seen) == self._patterns() and (
            handle.seen["Actions"][0].get("TargetGroupArn") == site.arn(self.group)
        )
        return "" if same else f"{self.app.path} goes to {self.app.name}"

    def update(self, site: Site, handle: Handle) -> Handle:
        """elasticloadbalancing:ModifyRule."""
        site.aws.elbv2.modify_rule(
            RuleArn=handle.arn, Conditions=self._conditions(), Actions=_forward(site.arn(self.group))
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

    def _url(self, listener: Handle) -> str:
        return listener.url.rstrip("/") + self.app.path.split("*")[0]

    @staticmethod
    def _id(rule: Any) -> str:
        return str(rule["RuleArn"].rpartition("/")[2])


def listener(plan: Plan) -> Listener:
    """The listener, with the app at `/` as its default."""
    home = next(app for app in plan.public_apps if app.path == "/")
    return Listener(home, load_balancer(plan), target_group(home))


def listener_rules(plan: Plan) -> tuple[ListenerRule, ...]:
    """A rule for each other public app; the longest path is looked at first.

    A priority depends on the app alone, so that another app more or less moves none; AWS has 50,000 of them.
    """
    priorities: dict[int, App] = {}
    for app in sorted((app for app in plan.public_apps if app.path != "/"), key=lambda app: app.name):
        priority = (LONGEST_PATH - len(app.path)) * SPREAD + crc32(app.name.encode()) % SPREAD + 1
        while priority in priorities:
            priority += 1
        priorities[priority] = app
    return tuple(
        ListenerRule(app, listener(plan), target_group(app), priority) for priority, app in priorities.items()
    )


def door(plan: Plan, app: App) -> Listener | ListenerRule:
    """What leads to this app: a rule of its own, or the listener itself."""
    return next((rule for rule in listener_rules(plan) if rule.app.name == app.name), listener(plan))


def resources(plan: Plan) -> tuple[Resource, ...]:
    """The load balancer, a target group for each app, the listener and its rules."""
    groups = (target_group(app) for app in plan.public_apps)
    return (load_balancer(plan), *groups, listener(plan), *listener_rules(plan))


def _forward(target_group_arn: str) -> list[Any]:
    return [{"Type": "forward", "TargetGroupArn": target_group_arn}]


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


def happened(plan: Plan) -> tuple[str, ...]:
    """Where it answers, and what it does with a request."""
    here = listener(plan)
    return (
        f"Your platform has an address: {slot(here, 'url')}. Without tasks behind it, the answer is 503.",
        f"The listener sends every path that no rule names to the target group {slot(here.default)}.",
        "ECS puts tasks into the target groups as soon as there are services.",
    )


STEP = Step(title="The front door", resources=resources, happened=happened)
