"""The listener: what the load balancer hears on port 80, and the app that gets it when no rule says otherwise."""

from dataclasses import replace
from typing import Any

from steps.appfile.apps import App
from steps.aws.load_balancer import LoadBalancer
from steps.aws.security_groups import HTTP
from steps.aws.tagging import IN_ELB
from steps.aws.target_groups import TargetGroup, elb_tags
from steps.engine.cloud.listing import read_all
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site


class Listener(Resource):
    """Listens on port 80 for requests and, where no rule says otherwise, passes them to this app."""

    app: App
    balancer: LoadBalancer
    default: TargetGroup
    kind = "AWS::ElasticLoadBalancingV2::Listener"
    tagging = IN_ELB

    @property
    def name(self) -> str:
        """There is one, whichever app is its default."""
        return "listener"

    def find(self, site: Site) -> Handle | None:
        """Look it up in the load balancer, by port."""
        balancer = site.find(self.balancer)
        if balancer is None:
            return None
        for listener in read_all(
            site.aws.elbv2, "describe_listeners", "Listeners", LoadBalancerArn=balancer.arn
        ):
            if listener["Port"] == HTTP:
                url = f"{balancer.url}/"
                arn, tags = listener["ListenerArn"], elb_tags(site, listener["ListenerArn"])
                return Handle("80", arn, url, ours=balancer.ours, tags=tags, seen=listener)
        return None

    def create(self, site: Site) -> Handle:
        """elasticloadbalancing:CreateListener."""
        listener = site.aws.elbv2.create_listener(
            LoadBalancerArn=site.arn(self.balancer),
            Protocol="HTTP",
            Port=HTTP,
            DefaultActions=forward(site.arn(self.default)),
            Tags=site.tag_list,
        )["Listeners"][0]
        return Handle("80", listener["ListenerArn"], f"{site.handle(self.balancer).url}/", seen=listener)

    def differs(self, site: Site, handle: Handle) -> str:
        """Another app may have become the one at `/`."""
        same = site.arn(self.default) in groups_of(handle.seen["DefaultActions"])
        return "" if same else f"/ goes to {self.app.name}"

    def update(self, site: Site, handle: Handle) -> Handle:
        """elasticloadbalancing:ModifyListener; `Traffic` turns the requests when the tasks are there."""
        return self.send(site, handle, beside(handle.seen["DefaultActions"], site.arn(self.default)))

    def send(self, site: Site, handle: Handle, actions: list[Any]) -> Handle:
        """elasticloadbalancing:ModifyListener."""
        changed = site.aws.elbv2.modify_listener(ListenerArn=handle.arn, DefaultActions=actions)
        return replace(handle, seen=changed["Listeners"][0])

    def delete(self, site: Site, handle: Handle) -> None:
        """elasticloadbalancing:DeleteListener."""
        site.aws.elbv2.delete_listener(ListenerArn=handle.arn)


def forward(target_group_arn: str) -> list[Any]:
    """The action of sending requests to a target group."""
    return [{"Type": "forward", "TargetGroupArn": target_group_arn}]


def beside(actions: list[Any], target_group_arn: str) -> list[Any]:
    """The same actions with one more target group, which gets no requests yet: ECS takes none that no listener knows."""
    serving = {arn: weight for arn, weight in groups_of(actions).items() if weight}
    if not serving:
        return forward(target_group_arn)
    groups = [
        {"TargetGroupArn": arn, "Weight": weight} for arn, weight in {**serving, target_group_arn: 0}.items()
    ]
    return [{"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}]


def groups_of(actions: list[Any]) -> dict[str, int]:
    """The target groups that these actions send requests to, each with its share; none for any other action."""
    several = actions[0].get("ForwardConfig", {}).get("TargetGroups", [])
    alone = [{"TargetGroupArn": actions[0]["TargetGroupArn"]}] if "TargetGroupArn" in actions[0] else []
    return {each["TargetGroupArn"]: each.get("Weight", 1) for each in several or alone}
