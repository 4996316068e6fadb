"""# First light

Before the real thing, a quick reward. One public app is started right now in a *public* subnet, with a public address of its
own: no load balancer, no endpoints, two minutes. You can open it in your browser.

It also shows why nobody stops here. The address belongs to one task and changes whenever that task is replaced. A second task
would have a second address. There is nothing in front of it that could share the load or notice that it is ill, and
everybody can reach it who is let in by its guard.

So it is here to be looked at, and it is taken down when the front door is built. While it runs it costs about one and a half
cents an hour, a third of that for its public address.

You may skip this page.
"""

from collections.abc import Sequence
from dataclasses import replace

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
from steps.book.images import image
from steps.book.permission import role_policy
from steps.book.services import LoneService
from steps.book.task_definitions import task_definition
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site
from steps.engine.model.step import Step

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


def first_light(plan: Plan) -> FirstLight:
    """The service and all that its task needs to start in a public subnet."""
    app = first_app(plan)
    ways: Sequence[Resource] = (
        role_policy(plan),
        InternetRoute(PUBLIC_TABLE, GATEWAY, ATTACHMENT),
        *associations(plan, "public"),
        *guards(app),
    )
    return FirstLight(
        app,
        CLUSTER,
        task_definition(app),
        image(plan, app),
        subnets(plan, "public")[:1],
        GROUP,
        tuple(ways),
    )


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


STEP = Step(title="First light", resources=resources, optional=True)
