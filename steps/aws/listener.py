"""The listener: what the load balancer hears on port 80, and the app that gets it when no rule says otherwise."""

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
    """Hears requests on port 80 and, where no rule says otherwise, passes them to this app."""

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
        return Handle("80", listener["ListenerArn"], f"{site.handle(self.balancer).url}/")

    def differs(self, site: Site, handle: Handle) -> str:
        """Another app may have become the one at `/`."""
        same = handle.seen["DefaultActions"][0].get("TargetGroupArn") == site.arn(self.default)
        return "" if same else f"/ goes to {self.app.name}"

    def update(self, site: Site, handle: Handle) -> Handle:
        """elasticloadbalancing:ModifyListener."""
        site.aws.elbv2.modify_listener(ListenerArn=handle.arn, DefaultActions=forward(site.arn(self.default)))
        return handle

    def delete(self, site: Site, handle: Handle) -> None:
        """elasticloadbalancing:DeleteListener."""
        site.aws.elbv2.delete_listener(ListenerArn=handle.arn)


def forward(target_group_arn: str) -> list[Any]:
    """The action of sending requests to a target group."""
    return [{"Type": "forward", "TargetGroupArn": target_group_arn}]
