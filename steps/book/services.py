"""# Services

A **service** keeps a number of tasks running. If one dies, it starts another; change the recipe, and it starts new tasks,
waits until they are healthy, and only then stops the old ones; change the number, and it starts or stops some.

Now everything comes together. Each public app becomes a service in the private subnets, behind the load balancer:

- its tasks start, get a network interface, and pull their image through the endpoints;
- ECS registers them as targets, the load balancer asks for their health path, and once it likes the answer they get requests;
- the tasks are spread over your zones.

Watch the events in tab `3`: this is what ECS does all day. A task costs {smallest task} an hour if it is a small one.

## In detail

- **REPLICA** is the name of this kind of service: so many copies, wherever there is room. The other kind, one on each
  machine, makes no sense without machines.
- **A rollout** has two numbers. At least 100 % of the tasks must be healthy all the time (*minimumHealthyPercent*), and at
  most 200 % may run at once (*maximumPercent*): so all new tasks come before any old one goes. With 50 and 100, old ones
  would go first, without needing more room.
- **A circuit breaker** ends a rollout whose tasks keep failing: after three failures in a row, and with more than six tasks
  after half as many failures as there are tasks. Without it ECS tries for ever, and you would look at a page that never
  changes.
- **When a task fails**, what AWS says of it is shown in full, with the last lines that the task wrote (`l` shows all of them),
  and everything that it may mean is looked into live: endpoints, guards, routes, role, image, health path.
- **The grace period** is how long ECS forgives a new task its failed health checks: `grace` in `app.toml`.
- **A change** later on is the same again: what was there before goes on answering until the new tasks are healthy.
- **How many** is yours to change when it stands: `+` and `-` on the last page, or `fargate-wizard scale NAME APP COUNT`.
- **See it**: press `5`, and this part of the picture lights up.
- **Why by hand?** *ECS Express Mode* makes a load balancer, HTTPS and scaling of a single call. It is the shorter way; this
  is the one on which you see what it does for you.

More from AWS: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-work.html
"""

from typing import Any

from steps.appfile.apps import App
from steps.aws.listener_rules import listener_rules
from steps.aws.security_groups import APPS_GROUP, closed_groups, rules
from steps.aws.target_groups import target_group
from steps.aws.traffic import Traffic
from steps.aws.vpc import associations, subnets
from steps.book.cluster import CLUSTER
from steps.book.ecs_service import Service
from steps.book.endpoints import endpoints
from steps.book.front_door import door, listener
from steps.book.images import image
from steps.book.permission import role_policy
from steps.book.task_definitions import task_definition
from steps.engine.model.actions import actions
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Node, Resource
from steps.engine.model.step import Step, slot


def ways_to_start(plan: Plan) -> tuple[Node, ...]:
    """Everything that must be open before a task in a private subnet can start, so that none is wasted."""
    return (
        role_policy(plan),
        *associations(plan, "private"),
        *closed_groups(),
        *rules(plan),
        *endpoints(plan),
    )


def service(plan: Plan, app: App) -> Service:
    """A public app's service, behind the load balancer."""
    return service_of(plan, app, target_group=target_group(plan, app), door=door(plan, app))


def service_of(plan: Plan, app: App, **reached: Any) -> Service:
    """An app's service in the private subnets, with the fields of Service that say how it is `reached`."""
    return Service(
        app,
        CLUSTER,
        task_definition(app),
        image(plan, app),
        subnets(plan, "private"),
        APPS_GROUP,
        ways_to_start(plan),
        **reached,
    )


def resources(plan: Plan) -> tuple[Resource, ...]:
    """One service for each public app, and that requests go to what they run now."""
    services = tuple(service(plan, app) for app in plan.public_apps)
    here = listener(plan)
    turned = (Traffic(here, listener_rules(plan, here), services),) if plan.edition > 1 else ()
    return (*services, *turned)


def happened(plan: Plan) -> tuple[str, ...]:
    """Who keeps what running, and where it answers."""
    home = next(app for app in plan.public_apps if app.path == "/")
    kept = service(plan, home)
    return (
        f"ECS keeps {kept.count} task{'' if kept.count == 1 else 's'} of {home.name} running: the service {slot(kept)}.",
        f"It put them into a target group, and they answer at {slot(door(plan, home), 'url')}.",
        "Their image came through the private endpoints, and their output leaves through one.",
    )


ALLOWS = (
    *actions(
        "ecs",
        "CreateService DescribeServices UpdateService DeleteService ListTasks DescribeTasks TagResource "
        "UntagResource",
    ),
    *actions("iam", "PassRole"),
    *actions("elasticloadbalancing", "DescribeTargetHealth"),
)
"""What this page must be allowed."""

STEP = Step(title="Services", resources=resources, happened=happened, allows=ALLOWS)
