"""# Lesson: no way out

A page for the curious, to see something fail; you may skip it.

The tasks that come next are in private subnets. What happens if you start one *now*, before it has a private way to AWS?
Build this page and see. A service starts one task. Its network interface appears, it is PENDING, and then, for some minutes,
often five, nothing. At last it stops, with words like these:

> ResourceInitializationError: unable to pull secrets or registry auth … i/o timeout

They mean: *I could not reach ECR to ask for the image.* When it has failed, AWS's own words stand on top of this page, beside
the fact that explains them.

The service is taken down when you go on.

## In detail

- **Remember it.** It is one of the most common failures on Fargate, and the words hardly give it away. A task in a private
  subnet needs private endpoints or a NAT gateway; one in a public subnet needs a public address.
- **It would go on.** A service starts the next task when one has failed, and that one fails too. Tab `3` shows each with its
  reason.
- **What it costs.** Next to nothing: Fargate bills a task from the pull of its image on, and it never gets there.

More from AWS: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-errors.html
"""

from typing import Any

from steps.aws.security_groups import APPS_GROUP, closed_groups, rules
from steps.aws.tasks import describe_tasks, stopped_reasons
from steps.aws.vpc import PRIVATE_TABLE, VPC, RouteTable, Vpc, associations
from steps.book.ecs_service import LoneService
from steps.book.first_light import demonstration
from steps.book.permission import role_policy
from steps.engine.cloud.listing import read_all
from steps.engine.model.actions import actions
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Check, Handle, Resource, WhenReady
from steps.engine.model.site import Site
from steps.engine.model.step import Step, slot

STARTED = "It has started: the private endpoints are there already, so there is nothing to see here."


class Lesson(LoneService):
    """A task that cannot reach its image, on purpose."""

    label = "lesson"
    typical = 120.0

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        """The lesson is learned when the first task has failed; what it said is passed on."""
        for reason in stopped_reasons(site, handle.id):
            site.report(reason, f"{handle.id} {reason}")
            return handle
        tasks = describe_tasks(site, handle.id, "RUNNING")
        if tasks and tasks[0]["lastStatus"] == "RUNNING":
            site.report(STARTED)
            return handle
        return tasks[0]["lastStatus"].lower() if tasks else "no task yet"

    def differs(self, site: Site, handle: Handle) -> str:  # noqa: ARG002  (the verbs' signature)
        """Nothing: that it fails is what it is for, and the next page takes it away."""
        return ""


class WhatItSaid(Check):
    """What AWS says of the task that failed, in its own words."""

    lesson: WhenReady[Lesson]

    def verify(self, site: Site) -> str:
        """The reason of the first task that stopped."""
        return next(iter(stopped_reasons(site, site.id(self.lesson))), STARTED)


class WhatExplainsIt(Check):
    """The fact behind it: where the task's subnet leads, and which private ways there are."""

    said: WhenReady[WhatItSaid]
    table: RouteTable
    vpc: Vpc

    def verify(self, site: Site) -> str:
        """Where the private route table leads, and how many endpoints are in the network."""
        ec2, table, vpc = site.aws.ec2, site.id(self.table), site.id(self.vpc)
        routes = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
        ways = [
            each.get("DestinationCidrBlock") or each.get("DestinationPrefixListId", "") for each in routes
        ]
        inside: Any = [{"Name": "vpc-id", "Values": [vpc]}]
        found = read_all(ec2, "describe_vpc_endpoints", "VpcEndpoints", Filters=inside)
        ways_in = ", ".join(each["ServiceName"].partition(f".{site.plan.region}.")[2] for each in found)
        return (
            f"{table} leads to {' and '.join(ways)} only, and the endpoints in {vpc} are: {ways_in or 'none'}"
        )


def lesson(plan: Plan) -> Lesson:
    """One service, in the private subnets, too early."""
    ways = (role_policy(plan), *associations(plan, "private"), *closed_groups(), *rules(plan))
    return demonstration(Lesson, plan, "private", APPS_GROUP, ways)


def resources(plan: Plan) -> tuple[Resource, ...]:
    """The service that cannot work."""
    return (lesson(plan),)


def checks(plan: Plan) -> tuple[WhatItSaid, WhatExplainsIt]:
    """The words, and the fact that explains them."""
    said = WhatItSaid(lesson(plan))
    return (said, WhatExplainsIt(said, PRIVATE_TABLE, VPC))


def happened(plan: Plan) -> tuple[str, ...]:
    """The failure in AWS's words, beside what explains it."""
    said, explains = checks(plan)
    return (
        f"ECS started a task of {slot(said.lesson)} in {slot(said.lesson.subnets[0])}, a private subnet. What AWS says of it:",
        f"“{slot(said, 'said')}”",
        f"What explains it: {slot(explains, 'said')}. The next page, Private endpoints, is about such ways.",
    )


ALLOWS = (
    *actions("ec2", "DescribeRouteTables DescribeVpcEndpoints"),
    *actions("ecs", "CreateService DescribeServices DeleteService ListTasks DescribeTasks"),
)
"""What this page must be allowed."""

STEP = Step(
    title="Lesson: no way out",
    resources=resources,
    checks=checks,
    optional=True,
    happened=happened,
    allows=ALLOWS,
)
