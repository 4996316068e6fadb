"""# The front door

So far nobody knows where your tasks are: each has an address of its own, and it changes whenever a task is replaced. An
**application load balancer** gives them one address that stays. It stands in your public subnets, in at least two zones, and
passes each request on to a healthy task.

Three things make it up:

- the **load balancer** itself, which has the address. AWS takes two to three minutes to set it up. You need not wait: go on
  reading, it will be ready when it is needed.
- a **target group** for each public app: the list of its tasks that are alive. The load balancer asks each task for the
  app's health path every few seconds, and only those that answer get requests.
- a **listener** on port 80, with **rules** that look at the path. Here `/` goes to one app and `/static/*` to another; the
  `app.toml` files say which. The first rule that matches wins, so a whole path is looked at first and then the pattern that says
  most: `/a/b/*` before `/a/*`.

A target group is made for one port and cannot change it. Give an app another port, and it gets another group beside the old one.
The old one gets the requests until the new tasks are well; then it goes.

When a task leaves, its group lets requests under way finish first. AWS waits five minutes for that unless told otherwise;
these groups wait five seconds, so that nothing hangs when you scale in or tear down.

This is the first thing that costs money by the hour, about three cents with its public addresses, until you delete it.
It drops header fields that are no valid HTTP, because two programs may read those differently. It speaks plain HTTP: fine for a
demonstration, not for passwords. HTTPS would take a domain of your own and a certificate for it, and a log of every request a
bucket that costs a little, so both are left for the day when this is no longer a demonstration; checkers will remind you.
"""

from steps.appfile.apps import App
from steps.aws.listener import Listener
from steps.aws.listener_rules import ListenerRule, RuleOrder, listener_rules
from steps.aws.load_balancer import load_balancer
from steps.aws.target_groups import target_group
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Resource
from steps.engine.model.step import Step


def listener(plan: Plan) -> Listener:
    """The listener, with the app at `/` as its default."""
    home = next(app for app in plan.public_apps if app.path == "/")
    return Listener(home, load_balancer(plan), target_group(plan, home))


def door(plan: Plan, app: App) -> Listener | ListenerRule:
    """What leads to this app: a rule of its own, or the listener itself."""
    here = listener(plan)
    return next((rule for rule in listener_rules(plan, here) if rule.app.name == app.name), here)


def resources(plan: Plan) -> tuple[Resource, ...]:
    """The load balancer, a target group an app, the listener, its rules and their order."""
    groups = (target_group(plan, app) for app in plan.public_apps)
    here = listener(plan)
    rules = listener_rules(plan, here)
    ordered = (RuleOrder(here, rules),) if rules and plan.edition > 1 else ()
    return (load_balancer(plan), *groups, here, *rules, *ordered)


STEP = Step(title="The front door", resources=resources)
