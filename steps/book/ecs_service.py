"""An ECS service of ours: an app's tasks kept running, replaced when it changes, and what ECS says of them."""

from typing import Any, ClassVar

from steps.appfile.apps import App
from steps.aws.by_kind import born
from steps.aws.last_words import tell_last_lines
from steps.aws.listener import Listener
from steps.aws.listener_rules import ListenerRule
from steps.aws.prices import ADDRESS, task_charges
from steps.aws.reached import changed, for_a_new_one, in_words, ways_to
from steps.aws.security_groups import SecurityGroup
from steps.aws.tagging import IN_ECS
from steps.aws.target_groups import TargetGroup
from steps.aws.tasks import cluster_name, describe_tasks, read_tasks
from steps.aws.vpc import Subnet
from steps.book.cluster import Cluster
from steps.book.images import Image
from steps.book.task_definitions import TaskDefinition
from steps.diagnosis.case import Case
from steps.diagnosis.vigil import give_up, watch_over
from steps.engine.cloud.listing import in_batches
from steps.engine.model.charge import Charge
from steps.engine.model.events import Observed
from steps.engine.model.position import Part, Position
from steps.engine.model.resource import Handle, Node, Resource, WhenReady
from steps.engine.model.site import Site
from steps.engine.troubles import Trouble

DESCRIBED_AT_ONCE = 10  # services in one call


class Service(Resource):
    """Keeps the app's tasks running, and replaces them when it changes, without a gap."""

    app: App
    cluster: WhenReady[Cluster]
    definition: TaskDefinition
    image: WhenReady[Image]
    subnets: tuple[Subnet, ...]
    group: SecurityGroup
    ways: WhenReady[tuple[Node, ...]]
    target_group: TargetGroup | None = None
    door: Listener | ListenerRule | None = None
    registry: Resource | None = None
    public_ip: bool = False
    kind = "AWS::ECS::Service"
    tagging = IN_ECS
    typical = 90.0
    typical_deletion = 75.0
    patience = 1200.0
    every = 5.0

    def find(self, site: Site) -> Handle | None:
        """Look it up by name; one that is DRAINING is on its way out, one that is INACTIVE is gone."""
        own = {site.name(self.service_name), *map(site.name, self.once_called)}
        names = sorted(own | {site.name(app.name) for app in site.plan.apps})[:DESCRIBED_AT_ONCE]
        names = names if own <= set(names) else sorted(own)
        services = site.listing(f"services {names}", lambda: _describe(site, names))
        for service in services:
            named = service["serviceName"] == site.name(self.service_name)
            ours = service["serviceName"] in own and site.is_own(
                service.get("tags")
            )  # or an app of that name
            if (named or ours) and service["status"] != "INACTIVE":
                return Handle(
                    service["serviceName"],
                    service["serviceArn"],
                    ours=site.owns(service.get("tags")),
                    leaving=service["status"] == "DRAINING",
                    born=born(self.kind, service),
                    tags=service.get("tags"),
                    seen=service,
                )
        return None

    @property
    def once_called(self) -> tuple[str, ...]:
        """The names in ECS that earlier versions gave it."""
        return ()

    @property
    def service_name(self) -> str:
        """The name in ECS, without the deployment's."""
        return self.app.name

    @property
    def count(self) -> int:
        """How many tasks it keeps."""
        return self.app.count

    @property
    def position(self) -> Position:
        """Among the services."""
        return Position(Part.SERVICE, self.service_name)

    def charges(self) -> tuple[Charge, ...]:
        """Its tasks, and the public address of each that has one."""
        what = f"{self.service_name}: {self.count} task{'' if self.count == 1 else 's'}"
        addresses = (Charge(what, self.count, an_hour=ADDRESS),) if self.public_ip else ()
        return (*task_charges(what, self.app, self.count), *addresses)

    def create(self, site: Site) -> Handle:
        """ecs:CreateService."""
        service = site.aws.ecs.create_service(
            cluster=site.id(self.cluster),
            serviceName=site.name(self.service_name),
            taskDefinition=site.arn(self.definition),
            desiredCount=self.count,
            launchType="FARGATE",
            deploymentConfiguration={
                "minimumHealthyPercent": 100,
                "maximumPercent": 200,
                "deploymentCircuitBreaker": {"enable": True, "rollback": False},
            },
            networkConfiguration={
                "awsvpcConfiguration": {
                    "subnets": [site.id(subnet) for subnet in self.subnets],
                    "securityGroups": [site.id(self.group)],
                    "assignPublicIp": "ENABLED" if self.public_ip else "DISABLED",
                }
            },
            clientToken=site.token,
            propagateTags="SERVICE",
            tags=site.ecs_tags,
            **for_a_new_one(self._ways_to(site)),
        )["service"]
        name, arn = service["serviceName"], service["serviceArn"]
        return Handle(name, arn, born=born(self.kind, service), seen=service)

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        """Its newest deployment has completed; passes on what ECS says. Raises Trouble when it has failed."""
        described = _describe(site, [handle.id])
        if not described:
            return "waiting for AWS to see it"
        service = described[0]
        if service["status"] != "ACTIVE":
            raise Trouble(
                f"{handle.id} was deleted while it was waited for.",
                why=f"Somebody else has done so: ECS calls it {service['status']}.",
                cure="Try again: it is made anew.",
            )
        _pass_on(site, service["events"])
        before = frozenset(event["id"] for event in handle.seen["events"]) if handle.seen else frozenset()
        case, newest = Case(site, self.app, service, before), _newest(service)
        if newest.get("rolloutState") == "FAILED":
            give_up(case)
        watch_over(case)
        settled = newest.get("rolloutState") == "COMPLETED" and len(service["deployments"]) == 1
        if settled and service["runningCount"] == service["desiredCount"] == self.count:
            return handle
        return f"{service['runningCount']} of {self.count} running"

    def differs(self, site: Site, handle: Handle) -> str:
        """The number of tasks, the recipe, or how it is reached."""
        changes = in_words(changed(self._ways_to(site), handle.seen), self.app)
        if handle.seen["taskDefinition"] != site.arn(self.definition):
            changes.append(f"new tasks from {site.id(self.definition)}")
        if handle.seen["desiredCount"] != self.count:
            changes.append(f"{handle.seen['desiredCount']} → {self.count} tasks")
        if _has_failed(handle.seen):
            changes.append("another try, because the last one failed")
        return ", ".join(changes)

    def update(self, site: Site, handle: Handle) -> Handle:
        """ecs:UpdateService; ECS rolls the change out task by task."""
        site.aws.ecs.update_service(
            cluster=site.id(self.cluster),
            service=handle.id,
            taskDefinition=site.arn(self.definition),
            desiredCount=self.count,
            forceNewDeployment=_has_failed(handle.seen),
            **changed(self._ways_to(site), handle.seen),
        )
        return handle

    def observe(self, site: Site, handle: Handle) -> Observed | None:
        """Its tasks, and what ECS has said of it."""
        if not handle.seen:
            return None
        _pass_on(site, handle.seen["events"])
        described = describe_tasks(site, handle.id, "RUNNING", "STOPPED")
        tell_last_lines(site, self.app.name, described)
        tasks = read_tasks(site, handle.seen, described)
        return Observed(resource=self.name, tasks=tasks, wanted=self.count, service=self.service_name)

    def delete(self, site: Site, handle: Handle) -> None:
        """ecs:DeleteService, with its tasks."""
        site.aws.ecs.delete_service(cluster=cluster_name(site), service=handle.id, force=True)

    def _ways_to(self, site: Site) -> dict[str, Any]:
        return ways_to(site, self.app, self.target_group, self.registry)


class LoneService(Service):
    """A service beside the apps' own, of one task and with a name of its own: a step's demonstration."""

    label: ClassVar[str]

    @property
    def name(self) -> str:
        """There is one."""
        return self.label

    @property
    def service_name(self) -> str:
        """The name in ECS, without the deployment's: no app can have one with an underscore."""
        return f"{self.label}_demonstration"

    @property
    def once_called(self) -> tuple[str, ...]:
        """Version 0.1 called it as an app may be called."""
        return (self.label,)

    @property
    def count(self) -> int:
        """One is enough to see what happens."""
        return 1


def _describe(site: Site, names: list[str]) -> list[Any]:
    ecs, cluster = site.aws.ecs, cluster_name(site)
    return [
        service
        for some in in_batches(names, DESCRIBED_AT_ONCE)
        for service in ecs.describe_services(cluster=cluster, services=some, include=["TAGS"])["services"]
    ]


def _pass_on(site: Site, events: list[Any]) -> None:
    """What ECS says of a service, the oldest first; each event once a run."""
    for event in reversed(events):
        site.report(event["message"], event["id"], event["createdAt"].timestamp())


def _newest(service: Any) -> Any:
    return next((each for each in service["deployments"] if each["status"] == "PRIMARY"), {})


def _has_failed(service: Any) -> bool:
    """Whether its rollout has failed, or is about to: ECS waits up to a quarter of an hour between tries that fail."""
    newest = _newest(service)
    trying = newest.get("rolloutState") == "IN_PROGRESS" and newest.get("failedTasks", 0) > 0
    return bool(trying or newest.get("rolloutState") == "FAILED")
