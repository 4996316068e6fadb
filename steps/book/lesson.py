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

from steps.aws.security_groups import APPS_GROUP, closed_groups, rules
from steps.aws.tasks import describe_tasks
from steps.aws.vpc import associations, subnets
from steps.book.cluster import CLUSTER
from steps.book.first_light import first_app
from steps.book.images import image
from steps.book.permission import role_policy
from steps.book.services import Service, stopped_reasons
from steps.book.task_definitions import task_definition
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site
from steps.engine.model.step import Step


class Lesson(Service):
    """A task that cannot reach its image, on purpose."""

    typical = 120.0

    @property
    def name(self) -> str:
        """There is one."""
        return "lesson"

    @property
    def service_name(self) -> str:
        """The name in ECS, without the deployment's."""
        return "lesson"

    @property
    def count(self) -> int:
        """One is enough to fail."""
        return 1

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        """The lesson is learned when the first task has failed; what it said is passed on."""
        for reason in stopped_reasons(site, handle.id):
            site.report(reason, f"{handle.id} {reason}")
            return handle
        tasks = describe_tasks(site, handle.id, "RUNNING")
        if tasks and tasks[0]["lastStatus"] == "RUNNING":
            site.report(
                "It has started: the private endpoints stand already, so there is nothing to see here."
            )
            return handle
        return tasks[0]["lastStatus"].lower() if tasks else "no task yet"


def resources(plan: Plan) -> tuple[Resource, ...]:
    """One service, in the private subnets, too early."""
    app = first_app(plan)
    ways = (role_policy(plan), *associations(plan, "private"), *closed_groups(), *rules(plan))
    return (
        Lesson(
            app,
            CLUSTER,
            task_definition(app),
            image(plan, app),
            subnets(plan, "private")[:1],
            APPS_GROUP,
            ways,
        ),
    )


STEP = Step(title="Lesson: no way out", resources=resources, optional=True)
