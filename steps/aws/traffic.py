"""The last turn of a change: requests go to the tasks of today, once those are well."""

from typing import Any

from steps.aws.listener import Listener, forward, groups_of
from steps.aws.listener_rules import ListenerRule
from steps.engine.model.graph import Node
from steps.engine.model.resource import Handle, Resource, WhenReady
from steps.engine.model.site import Site


class Traffic(Resource):
    """Leads every request to the tasks of today, once those are well; until then, those of before go on answering."""

    listener: Listener
    rules: tuple[ListenerRule, ...]
    services: WhenReady[tuple[Node, ...]]
    kind = "AWS::ElasticLoadBalancingV2::ListenerRule.Forward"
    vanishes = True

    @property
    def may_lack(self) -> tuple[Node, ...]:
        """Any of the rules, and of the services behind them."""
        return (*self.rules, *self.services)

    def find(self, site: Site) -> Handle | None:
        """There is some as soon as there is a listener."""
        listener = site.listing("listener", lambda: site.find(self.listener))
        return listener and Handle("traffic", ours=listener.ours)

    def create(self, site: Site) -> Handle:
        """Nothing, for whatever is made leads where it should."""
        return self.update(site, Handle("traffic"))

    def differs(self, site: Site, handle: Handle) -> str:  # noqa: ARG002  (the doors' own handles tell)
        """Which apps' requests still go elsewhere, or elsewhere as well."""
        apps = ", ".join(sorted(door.app.name for door in self._unturned(site)))
        return f"requests go to the new tasks of {apps}" if apps else ""

    def update(self, site: Site, handle: Handle) -> Handle:
        """elasticloadbalancing:ModifyListener and elasticloadbalancing:ModifyRule, for each that is not turned yet."""
        for door, group in self._unturned(site).items():
            door.send(site, site.handle(door), forward(group))
        return handle

    def _unturned(self, site: Site) -> dict[Listener | ListenerRule, str]:
        handles, here = site.run.handles, site.handle(self.listener)
        doors: list[tuple[Listener | ListenerRule, str, Any]] = [
            (self.listener, site.arn(self.listener.default), here.seen["DefaultActions"]),
            *(
                (rule, site.arn(rule.group), handles[rule].seen["Actions"])
                for rule in self.rules
                if rule in handles
            ),
        ]
        return {door: group for door, group, actions in doors if groups_of(actions).keys() != {group}}
