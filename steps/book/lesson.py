"""# Lesson: no way out

A page for the curious; you may skip it.

The tasks that come next sit in private subnets. What happens if you start one *now*, before it has a private way to AWS? Build
this page and see: a service starts one task. Its network card appears, it is PENDING, and then, for a minute or more,
nothing. At last it stops, and says something like

> ResourceInitializationError: unable to pull secrets or registry auth … i/o timeout

which means: *I could not reach ECR to ask for the image.* It is the most common failure on Fargate, and the words hardly give
it away. If you ever meet it again, think of this page: a task in a private subnet needs endpoints, or a NAT gateway.

The service is taken down when you go on.
"""

from steps.aws.security_groups import APPS_GROUP, closed_groups, rules
from steps.aws.tasks import describe_tasks, stopped_reasons
from steps.aws.vpc import associations, subnets
from steps.book.cluster import CLUSTER
from steps.book.first_light import first_app
from steps.book.images import image
from steps.book.permission import role_policy
from steps.book.services import LoneService
from steps.book.task_definitions import task_definition
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site
from steps.engine.model.step import Step


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
