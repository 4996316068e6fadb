"""# First light

Before the real thing, a quick reward: one task, in a *public* subnet, with a public address of its own. No load balancer, no
endpoints; two minutes. Then its address stands on top of this page: open it in your browser.

It also shows why nobody stops here. The address belongs to one task and changes whenever that task is replaced. A second task
would have a second address. Nothing in front of them shares the load or notices that one is unhealthy, and everybody whom its
guard, the security group, lets in reaches it directly.

It is here to be looked at; it goes when the front door is built. While it runs it costs {smallest public task} an hour, {a
public address} of it for the address. You may skip this page.

## In detail

- **What happens.** ECS asks Fargate for a machine, plugs in a network interface with a public address, pulls the image,
  starts it. Tab `3` shows the task going from PROVISIONING over PENDING to RUNNING.
- **How it is billed.** Tasks and their addresses are billed by the second, a task for at least a minute, from the pull of its
  image on.

More from AWS: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from steps.appfile.apps import App
from steps.aws.listener_rules import example_of
from steps.aws.security_groups import ENDPOINTS_GROUP, HTTPS, ClosedEgress, SecurityGroup, SecurityGroupRule
from steps.aws.tasks import card_detail, describe_tasks
from steps.aws.vpc import (
    ANYWHERE,
    ATTACHMENT,
    GATEWAY,
    PUBLIC_TABLE,
    VPC,
    InternetRoute,
    associations,
    subnets,
)
from steps.book.cluster import CLUSTER
from steps.book.ecs_service import LoneService
from steps.book.images import image
from steps.book.permission import role_policy
from steps.book.task_definitions import task_definition
from steps.engine.model.actions import actions
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site
from steps.engine.model.step import Step, slot

GROUP = SecurityGroup(VPC, "first-light", "One task with a public address, for a short while")


class FirstLight(LoneService):
    """One task with a public address of its own, to be looked at."""

    public_ip: bool = True

    label = "first-light"

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        """As any service; then its task's public address is looked up, for that is where it is seen."""
        state = super().ready(site, handle)
        if isinstance(state, str):
            return state
        address = public_address(site, handle.id)
        path = example_of(self.app.path)
        return (
            replace(state, url=f"http://{address}:{self.app.port}{path}")
            if address
            else "waiting for its address"
        )


def public_address(site: Site, service: str) -> str:
    """The public IP of the service's running task: its network interface's, not any in the subnet."""
    tasks = describe_tasks(site, service, "RUNNING")
    cards = [card_detail(task, "networkInterfaceId") for task in tasks if task["lastStatus"] == "RUNNING"]
    if not cards:
        return ""
    interfaces = site.aws.ec2.describe_network_interfaces(NetworkInterfaceIds=cards[:1])["NetworkInterfaces"]
    return interfaces[0].get("Association", {}).get("PublicIp", "")


def first_app(plan: Plan) -> App:
    """A public app that is not the one at `/`, if there is one: static-app, as it comes."""
    return next((app for app in plan.public_apps if app.path != "/"), plan.public_apps[0])


L = TypeVar("L", bound=LoneService)


def demonstration(
    kind: type[L], plan: Plan, access: str, group: SecurityGroup, ways: Sequence[Resource]
) -> L:
    """A service of one task of the first app, in its first public or private subnet; `ways` is what that needs to start."""
    app = first_app(plan)
    definition, subnet = task_definition(app), subnets(plan, access)[:1]
    return kind(app, CLUSTER, definition, image(plan, app), subnet, group, tuple(ways))


def first_light(plan: Plan) -> FirstLight:
    """The service and all that its task needs to start in a public subnet."""
    ways: Sequence[Resource] = (
        role_policy(plan),
        InternetRoute(PUBLIC_TABLE, GATEWAY, ATTACHMENT),
        *associations(plan, "public"),
        *guards(first_app(plan)),
    )
    return demonstration(FirstLight, plan, "public", GROUP, ways)


def guards(app: App) -> tuple[Resource, ...]:
    """In on the app's own port, out to where images are: the Internet, or the private endpoints if they stand already."""
    return (
        ClosedEgress(GROUP),
        SecurityGroupRule(ENDPOINTS_GROUP, "ingress", GROUP, HTTPS),
        SecurityGroupRule(GROUP, "ingress", "open-to", app.port),
        SecurityGroupRule(GROUP, "egress", ANYWHERE, HTTPS),
    )


def resources(plan: Plan) -> tuple[Resource, ...]:
    """A guard, its rules, and the service."""
    return (GROUP, *guards(first_app(plan)), first_light(plan))


def happened(plan: Plan) -> tuple[str, ...]:
    """Where it can be seen."""
    light = first_light(plan)
    return (
        f"It answers at {slot(light, 'url')}: open it in your browser.",
        f"ECS started one task in {slot(light.subnets[0])}, with a public address of its own; {slot(GROUP)} guards it.",
        "Replace that task, and the address is another one. The front door has one that stays.",
    )


ALLOWS = (
    *actions("ec2", "DescribeNetworkInterfaces"),
    *actions("ecs", "CreateService DescribeServices DeleteService ListTasks DescribeTasks TagResource"),
    *actions("iam", "PassRole"),
)
"""What this page must be allowed."""

STEP = Step(title="First light", resources=resources, optional=True, happened=happened, allows=ALLOWS)
