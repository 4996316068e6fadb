"""A service whose tasks do not come up, as ECS describes it, and the network that it starts them in."""

import itertools
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from steps.appfile.apps import App
from steps.aws.tasks import ORDINARY_STOP, describe_tasks, reasons
from steps.engine.build.observe import unheard_calls
from steps.engine.cloud.listing import read_all
from steps.engine.model.service_clients import Clients
from steps.engine.model.site import Site

PLACED = re.compile(r"has started \d+ tasks|has reached a steady state")


@dataclass(frozen=True)
class Case:
    """One look at a service of `app`: what was asked of AWS once in it is not asked again.

    `old` are the ids of events that were there before this run touched the service.
    """

    site: Site
    app: App
    service: Any
    old: frozenset[str] = frozenset()

    @property
    def aws(self) -> Clients:
        """The clients."""
        return self.site.aws

    @property
    def deployment(self) -> Any:
        """The newest deployment, of which everything here is."""
        return next((each for each in self.service["deployments"] if each["status"] == "PRIMARY"), {})

    @property
    def events(self) -> list[Any]:
        """What ECS has said of it since this run touched it, the newest first."""
        return [each for each in self.service["events"] if each["id"] not in self.old]

    @property
    def unsettled(self) -> list[Any]:
        """What ECS has said since it last started a task, or reached a steady state."""
        news = (PLACED.search(each["message"]) is None for each in self.service["events"])
        return list(itertools.compress(self.service["events"], itertools.takewhile(bool, news)))

    @cached_property
    def tasks(self) -> list[Any]:
        """The tasks of the newest deployment, those that stopped as well."""
        with unheard_calls():
            found = describe_tasks(self.site, self.service["serviceName"], "RUNNING", "STOPPED")
        return [task for task in found if task.get("startedBy") == self.deployment.get("id")]

    @property
    def failed(self) -> list[Any]:
        """Those that stopped without having been asked to."""
        return [
            task
            for task in self.tasks
            if task["desiredStatus"] == "STOPPED"
            and task.get("stopCode") != "UserInitiated"
            and not task.get("stoppedReason", "").startswith(ORDINARY_STOP)
        ]

    @property
    def network(self) -> Any:
        """Where its tasks start: subnets, securityGroups, assignPublicIp."""
        return self.service["networkConfiguration"]["awsvpcConfiguration"]

    @cached_property
    def subnets(self) -> list[Any]:
        """Its subnets, as EC2 describes them."""
        found: list[Any] = self.aws.ec2.describe_subnets(SubnetIds=self.network["subnets"])["Subnets"]
        return found

    @property
    def vpc(self) -> str:
        """The id of its VPC."""
        return str(self.subnets[0]["VpcId"])

    def rules(self, groups: list[str]) -> list[Any]:
        """The rules of these security groups."""
        filters: Any = [{"Name": "group-id", "Values": groups}]
        return read_all(self.aws.ec2, "describe_security_group_rules", "SecurityGroupRules", Filters=filters)

    @cached_property
    def endpoints(self) -> list[Any]:
        """The VPC's endpoints."""
        filters: Any = [{"Name": "vpc-id", "Values": [self.vpc]}]
        return read_all(self.aws.ec2, "describe_vpc_endpoints", "VpcEndpoints", Filters=filters)

    @cached_property
    def route_tables(self) -> list[Any]:
        """The route tables of its subnets: their own, or else the VPC's main one."""
        filters: Any = [{"Name": "vpc-id", "Values": [self.vpc]}]
        tables = read_all(self.aws.ec2, "describe_route_tables", "RouteTables", Filters=filters)
        subnets = set(self.network["subnets"])
        own = [t for t in tables if subnets & {each.get("SubnetId") for each in t["Associations"]}]
        return own or [t for t in tables if any(each.get("Main") for each in t["Associations"])]

    @cached_property
    def definition(self) -> Any:
        """Its task definition."""
        arn = self.deployment.get("taskDefinition", self.service["taskDefinition"])
        return self.aws.ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]

    @property
    def container(self) -> Any:
        """The app's container in it."""
        return self.definition["containerDefinitions"][0]


def said_of(task: Any) -> str:
    """All that AWS says of why a task stopped."""
    said, reason = reasons(task), task.get("stoppedReason", "")
    return "; ".join(said if any(reason in each for each in said) else [*said, reason])
