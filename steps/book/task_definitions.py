"""# Task definitions

A **task definition** is the recipe for running an app: which image, how much processor and memory, which port, where its
output goes. A **task** is one running copy of it. The recipe comes from `app.toml`, a short file in the app's folder:

```
name = "static-app"
port = 8080
path = "/static/*"
cpu = 256
memory = 512
count = 1
```

Change a line there, and the next build registers a new *revision*; unchanged, nothing is registered. A task definition costs
nothing. Only running tasks do: {smallest task} an hour for the smallest.

## In detail

- **Your own apps.** `fargate-wizard up NAME --apps DIR` takes each folder in DIR that has an `app.toml` and a `Dockerfile`.
- **Sizes come in pairs.** 1024 units are one processor. A quarter of one (`256`) goes with 512, 1024 or 2048 MiB of memory,
  and so on upwards; other pairs are refused.
- **Every task has a network card of its own**: a *network interface*, ENI for short, with an address in your network. AWS
  calls this mode `awsvpc`, and Fargate has no other. So there are no port mappings to juggle: the container's port is the
  task's port.
- **The file system is gone** when the task is. The apps that come with the wizard cannot even write to theirs; yours cannot
  when its `app.toml` says `readonly = true`.
- **Environment.** Whoever may describe a task definition sees its environment: passwords do not belong there. The wizard
  writes the values down nowhere else; in its journal, its output and the recipe's label stands a digest of them. Every task
  also gets `PORT`, the port that `app.toml` names, unless it gives another under that name.
- **The private domain**, which is asked here because recipes may contain it, is where apps find each other by name:
  `random-quote.` and then this domain. The page *Finding each other* makes it.

More from AWS: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""

import json
import re
from dataclasses import replace
from hashlib import sha256
from typing import Any, Literal

from steps.appfile.apps import App
from steps.aws.recipe import APP_LABEL, declaration, latest_of_ours, shows, told_environment, with_values
from steps.aws.tagging import IN_ECS
from steps.book.images import image_reference
from steps.book.permission import ExecutionRole, LogGroup
from steps.engine.cloud.listing import in_batches, read_all
from steps.engine.model.actions import actions
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import DEPLOYMENT_TAG, Run, Site, as_mapping
from steps.engine.model.step import Question, Step, slot
from steps.engine.troubles import BadInput

CONTENT_TAG = "fargate-wizard:content"
LONGEST_START = 300  # seconds that ECS takes for a startPeriod
DELETED_AT_ONCE = 10  # revisions in one call
DOMAIN = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")


def _check_domain(name: str, run: Run) -> None:
    before = run.plan.answers.get("namespace", name)
    if before != name and _recall_domain(run):
        raise BadInput(
            f"The apps of this deployment find each other under {before}, and that cannot be changed.",
            why="The private domain and all names in it would have to be made anew while they are in use.",
            cure="Leave it as it is, or take this down first and build it again.",
        )
    if not DOMAIN.fullmatch(name) or name.endswith(".local"):
        raise BadInput(
            f"“{name}” cannot be the private domain.",
            why="It needs two or more parts of lower-case letters, digits and hyphens, joined by dots; .local belongs to mDNS.",
            cure="Something ending in .internal is reserved for just this: demo.internal.",
        )


def _recall_domain(run: Run) -> str | None:
    """The name of this deployment's namespace in Cloud Map."""
    discovery = run.aws.servicediscovery
    for namespace in read_all(discovery, "list_namespaces", "Namespaces"):
        tags = discovery.list_tags_for_resource(ResourceARN=namespace["Arn"])["Tags"]
        if as_mapping(tags).get(DEPLOYMENT_TAG) == run.plan.deployment:
            return str(namespace["Name"])
    return None


NAMESPACE: Question[str] = Question(
    key="namespace",
    label="Private domain",
    prompt="Which private domain do your apps share?",
    why="Apps find each other by name: random-quote, and then this domain. Only your own network sees it, and .internal is "
    "reserved for that.",
    default=lambda run: f"{run.plan.deployment}.internal",
    read=str.strip,
    check=_check_domain,
    recall=_recall_domain,
)


class TaskDefinition(Resource):
    """The recipe for one app's tasks; every change is a new revision."""

    app: App
    role: ExecutionRole
    log_group: LogGroup
    kind = "AWS::ECS::TaskDefinition"
    tagging = IN_ECS
    repeatable = False

    def find(self, site: Site) -> Handle | None:
        """Look up the family's latest revision of ours; one that a broken-off teardown left inactive counts as well."""
        family = self._family(site)
        if family not in self._families(site, "ACTIVE"):
            return self._find_inactive(site)
        if found := latest_of_ours(site, family):
            return _handle(found["taskDefinition"], found["tags"])
        theirs = site.aws.ecs.describe_task_definition(taskDefinition=family)["taskDefinition"]
        return self._find_inactive(site) or replace(_handle(theirs, []), ours=False)

    def create(self, site: Site) -> Handle:
        """ecs:RegisterTaskDefinition."""
        definition = self._definition(site, with_values(site, self.app))
        tags = [*site.ecs_tags, {"key": CONTENT_TAG, "value": self._content(site)}]
        registered = site.aws.ecs.register_task_definition(**definition, tags=tags)["taskDefinition"]
        return _handle(registered, tags)

    def differs(self, site: Site, handle: Handle) -> str:
        """Any change to the recipe, told by a digest of it in a tag; version 0.1 made another digest.

        Whoever registers a revision by hand may have copied the tag: so the recipe itself must be the same, too.
        """
        same = as_mapping(handle.tags).get(CONTENT_TAG) == self._content(site) and self._is_shown(
            site, handle
        )
        return "" if site.plan.edition == 1 or same else "a new revision"

    def update(self, site: Site, handle: Handle) -> Handle:  # noqa: ARG002  (revisions replace each other)
        """ecs:RegisterTaskDefinition, once more."""
        return self.create(site)

    def delete(self, site: Site, handle: Handle) -> None:  # noqa: ARG002  (all revisions go)
        """ecs:DeregisterTaskDefinition for every revision of ours, then ecs:DeleteTaskDefinitions."""
        ecs, active = site.aws.ecs, self._own_revisions(site, "ACTIVE")
        for arn in active:
            ecs.deregister_task_definition(taskDefinition=arn)
        # the list may not show yet what was just deregistered
        inactive = list(dict.fromkeys([*active, *self._own_revisions(site, "INACTIVE")]))
        for some in in_batches(inactive, DELETED_AT_ONCE):
            ecs.delete_task_definitions(taskDefinitions=some)

    def _find_inactive(self, site: Site) -> Handle | None:
        if self._family(site) not in self._families(site, "INACTIVE"):
            return None
        revisions = self._own_revisions(site, "INACTIVE")
        return Handle(revisions[-1].rpartition("/")[2], revisions[-1]) if revisions else None

    def _families(self, site: Site, status: Literal["ACTIVE", "INACTIVE"]) -> list[str]:
        prefix = f"{site.plan.deployment}-"
        ecs = site.aws.ecs
        return site.listing(
            f"families {status}",
            lambda: read_all(
                ecs, "list_task_definition_families", "families", familyPrefix=prefix, status=status
            ),
        )

    def _own_revisions(self, site: Site, status: Literal["ACTIVE", "INACTIVE"]) -> list[str]:
        ecs, family = site.aws.ecs, self._family(site)
        arns = read_all(
            ecs, "list_task_definitions", "taskDefinitionArns", familyPrefix=family, status=status
        )
        return [
            arn
            for arn in arns
            if arn.rpartition("/")[2].rpartition(":")[0] == family
            and site.owns(ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"]).get("tags"))
        ]

    def _family(self, site: Site) -> str:
        return site.name(self.app.name)

    def _is_shown(self, site: Site, handle: Handle) -> bool:
        """Whether AWS shows this recipe; of values that are not known here, their names."""
        shown = handle.seen["containerDefinitions"][0]
        if self.app.sealed:
            known = [
                {**each, "value": ""} if each["name"] in self.app.environment else each
                for each in shown.get("environment", [])
            ]
            shown = {**shown, "environment": known}
        wanted = self._definition(site, self.app)
        return shows({**handle.seen, "containerDefinitions": [shown]}, wanted)

    def _content(self, site: Site) -> str:
        """A digest of the recipe that is made without the environment's values: of them it knows the seal in the label."""
        definition = self._definition(site, site.plan.seal(self.app))
        return sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()[:16]

    def _definition(self, site: Site, app: App) -> dict[str, Any]:
        app = app.settled(site.plan.answer(NAMESPACE))
        return {
            "family": self._family(site),
            "requiresCompatibilities": ["FARGATE"],
            "networkMode": "awsvpc",
            "cpu": str(app.cpu),
            "memory": str(app.memory),
            "executionRoleArn": site.arn(self.role),
            "runtimePlatform": {"cpuArchitecture": app.architecture.value, "operatingSystemFamily": "LINUX"},
            "containerDefinitions": [
                {
                    "name": app.name,
                    "image": image_reference(site, app),
                    "essential": True,
                    "dockerLabels": {APP_LABEL: declaration(site.plan.seal(self.app))},
                    "readonlyRootFilesystem": app.readonly,
                    "portMappings": [{"containerPort": app.port, "protocol": "tcp"}],
                    "environment": [
                        {"name": key, "value": value} for key, value in sorted(told_environment(app).items())
                    ],
                    **_own_check(app),
                    "logConfiguration": {
                        "logDriver": "awslogs",
                        "options": {
                            "awslogs-group": site.id(self.log_group),
                            "awslogs-region": site.plan.region,
                            "awslogs-stream-prefix": app.name,
                        },
                    },
                }
            ],
        }


def _own_check(app: App) -> dict[str, Any]:
    """What ECS runs in the container to see how it is, where app.toml has such a command."""
    if not app.health.command:
        return {}
    patience = min(app.health.grace, LONGEST_START)
    return {"healthCheck": {"command": list(app.health.command), "startPeriod": patience}}


def task_definition(app: App) -> TaskDefinition:
    """The recipe of one app."""
    return TaskDefinition(app, ExecutionRole(), LogGroup(app))


def resources(plan: Plan) -> tuple[TaskDefinition, ...]:
    """One recipe for each app."""
    return tuple(task_definition(app) for app in plan.apps)


def _handle(definition: Any, tags: Any) -> Handle:
    name = f"{definition['family']}:{definition['revision']}"
    return Handle(name, definition["taskDefinitionArn"], tags=tags, seen=definition)


def happened(plan: Plan) -> tuple[str, ...]:
    """Which recipe there is."""
    recipe = task_definition(plan.apps[0])
    return (
        f"ECS has registered {slot(recipe)}: a family, a colon, and the number of the revision.",
        f"It says: start the image {plan.images[recipe.app.name]} under the role {slot(recipe.role)}.",
        "A recipe costs nothing: only the tasks that will run by it do.",
    )


ALLOWS = (
    *actions(
        "ecs",
        "RegisterTaskDefinition DescribeTaskDefinition ListTaskDefinitions ListTaskDefinitionFamilies "
        "DeregisterTaskDefinition DeleteTaskDefinitions TagResource UntagResource",
    ),
    *actions("iam", "PassRole"),
)
"""What this page must be allowed."""

STEP = Step(
    title="Task definitions", resources=resources, questions=(NAMESPACE,), happened=happened, allows=ALLOWS
)
