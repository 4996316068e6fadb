"""# The front door

Each task has an address of its own, which changes when it is replaced. An **application load balancer** gives them one
address that stays, and passes each request on to a healthy task.

```
browser -> listener, port 80
  /static/*  group static-app    task
  /          group hostname-app  tasks
```

- A **listener** takes requests on port 80; its **rules** look at the path.
- A **target group** for each public app is the list of its tasks, each a *target*. Only those that answer their health check
  get requests.

It costs {load balancer} an hour and {a public address} for its address in each zone. It takes two to three minutes: go on
reading meanwhile.

## In detail

- **By the hour.** Load balancers are billed for every hour that has begun: ten minutes cost as much as sixty.
- **Health.** Every ten seconds each task is asked for its health path. Two good answers in a row and it gets requests, three
  bad ones and it gets none. If *no* task of a group is healthy, all of them get requests again ("fail open"), so that a page
  may load although every check fails.
- **Rules.** The first one that matches wins, so a whole path is looked at first and then the pattern that says most: `/a/b/*`
  before `/a/*`.
- **Another port.** A target group is made for one port and cannot change it. Give an app another port, and it gets another
  group beside the old one, which gets the requests until the new tasks are well; then it goes.
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

from steps.appfile.apps import App
from steps.aws.listener import Listener
from steps.aws.listener_rules import ListenerRule, RuleOrder, listener_rules
from steps.aws.load_balancer import load_balancer
from steps.aws.target_groups import target_group
from steps.engine.model.actions import actions
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Resource
from steps.engine.model.step import Step, slot


def listener(plan: Plan) -> Listener:
    """The listener, with the app at `/` as its default."""
    home = next(app for app in plan.public_apps if app.path == "/")
    return Listener(home, load_balancer(plan), target_group(plan, home))


def door(plan: Plan, app: App) -> Listener | ListenerRule:
    """What leads to this app: a rule of its own, or the listener itself."""
    here = listener(plan)
    return next((rule for rule in listener_rules(plan, here) if rule.app.name == app.name), here)


def resources(plan: Plan) -> tuple[Resource, ...]:
    """The load balancer, a target group for each app, the listener, its rules and their order."""
    groups = (target_group(plan, app) for app in plan.public_apps)
    here = listener(plan)
    rules = listener_rules(plan, here)
    ordered = (RuleOrder(here, rules),) if rules and plan.edition > 1 else ()
    return (load_balancer(plan), *groups, here, *rules, *ordered)


def happened(plan: Plan) -> tuple[str, ...]:
    """Where it answers, and what it does with a request."""
    here = listener(plan)
    return (
        f"Your platform has an address: {slot(here, 'url')}. Without tasks behind it, the answer is 503.",
        f"The listener sends every path that no rule names to the target group {slot(here.default)}.",
        "ECS puts tasks into the target groups as soon as there are services.",
    )


ALLOWS = (
    *actions(
        "elasticloadbalancing",
        "CreateLoadBalancer DescribeLoadBalancers DescribeLoadBalancerAttributes "
        "ModifyLoadBalancerAttributes DeleteLoadBalancer CreateTargetGroup DescribeTargetGroups "
        "DescribeTargetGroupAttributes ModifyTargetGroup ModifyTargetGroupAttributes DeleteTargetGroup "
        "CreateListener DescribeListeners ModifyListener DeleteListener CreateRule DescribeRules "
        "ModifyRule SetRulePriorities DeleteRule DescribeTags AddTags RemoveTags",
    ),
    *actions("iam", "CreateServiceLinkedRole"),
)
"""What this page must be allowed."""

STEP = Step(title="The front door", resources=resources, happened=happened, allows=ALLOWS)
