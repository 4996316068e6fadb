"""Target groups: an app's tasks, as the load balancer sees them."""

from typing import Any

from steps.appfile.apps import App
from steps.aws.tagging import IN_ELB
from steps.aws.vpc import VPC, Vpc
from steps.engine.cloud.listing import read_all
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource, WhenReady
from steps.engine.model.site import Site

DRAIN_SECONDS = 5
DRAIN = {"Key": "deregistration_delay.timeout_seconds", "Value": str(DRAIN_SECONDS)}


class TargetGroup(Resource):
    """The app's tasks, as the load balancer sees them: the healthy ones get requests."""

    app: App
    port: str  # in its name, because it cannot be changed: another port is another group, and both stand until tasks have moved
    vpc: WhenReady[Vpc]
    kind = "AWS::ElasticLoadBalancingV2::TargetGroup"
    tagging = IN_ELB

    @property
    def name(self) -> str:
        """The app and the port; version 0.1 named it after the app alone."""
        return super().name.removesuffix(".")

    def find(self, site: Site) -> Handle | None:
        """Look it up by name."""
        name = self._name(site)
        for group in site.listing("target groups", lambda: _target_groups(site)):
            if group["TargetGroupName"] == name:
                arn = group["TargetGroupArn"]
                tags = elb_tags(site, arn)
                return Handle(name, arn, ours=site.owns(tags), tags=tags, seen=group)
        return None

    def create(self, site: Site) -> Handle:
        """elasticloadbalancing:CreateTargetGroup, then ModifyTargetGroupAttributes."""
        name = self._name(site)
        group = site.aws.elbv2.create_target_group(
            Name=name,
            Protocol="HTTP",
            Port=self.app.port,
            TargetType="ip",
            VpcId=site.id(self.vpc),
            **self._health(),
            Tags=site.tag_list,
        )["TargetGroups"][0]
        self._drain_soon(site, group["TargetGroupArn"])
        return Handle(name, group["TargetGroupArn"], seen=group)

    def differs(self, site: Site, handle: Handle) -> str:
        """The health check comes from app.toml; the draining time may not have been set when a run broke off."""
        same = all(handle.seen.get(key) == value for key, value in self._health().items())
        attributes = site.aws.elbv2.describe_target_group_attributes(TargetGroupArn=handle.arn)["Attributes"]
        drain = next((each["Value"] for each in attributes if each["Key"] == DRAIN["Key"]), "")
        return "" if same and drain == DRAIN["Value"] else f"the health check, {self.app.health.path}"

    def update(self, site: Site, handle: Handle) -> Handle:
        """elasticloadbalancing:ModifyTargetGroup and ModifyTargetGroupAttributes."""
        site.aws.elbv2.modify_target_group(TargetGroupArn=handle.arn, **self._health())
        self._drain_soon(site, handle.arn)
        return handle

    def delete(self, site: Site, handle: Handle) -> None:
        """elasticloadbalancing:DeleteTargetGroup; AWS refuses while a listener uses it."""
        site.aws.elbv2.delete_target_group(TargetGroupArn=handle.arn)

    def _name(self, site: Site) -> str:
        return site.name("-".join(filter(None, (self.app.name, self.port))), limit=32)

    def _health(self) -> dict[str, Any]:
        return {
            "HealthCheckPath": self.app.health.path,
            "HealthCheckIntervalSeconds": 10,
            "HealthCheckTimeoutSeconds": 5,
            "HealthyThresholdCount": 2,
            "UnhealthyThresholdCount": 3,
            "Matcher": {"HttpCode": self.app.health.codes},
        }

    @staticmethod
    def _drain_soon(site: Site, arn: str) -> None:
        site.aws.elbv2.modify_target_group_attributes(TargetGroupArn=arn, Attributes=[DRAIN])  # type: ignore[list-item]  # a TypedDict by shape


def target_group(plan: Plan, app: App) -> TargetGroup:
    """One app's target group, for the port that its tasks listen on."""
    return TargetGroup(app, "" if plan.edition == 1 else str(app.port), VPC)


def _target_groups(site: Site) -> list[Any]:
    return read_all(site.aws.elbv2, "describe_target_groups", "TargetGroups")


def elb_tags(site: Site, arn: str) -> Any:
    """The tags of anything of Elastic Load Balancing's."""
    return site.aws.elbv2.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"]
