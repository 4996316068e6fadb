"""# Before we start

Everything you are about to build lives in **one AWS account, one region and at least two availability zones**. This page
makes sure of all three, before anything is made.

- The **account** is whoever your credentials belong to. It is shown large, because it is the one that pays.
- A **region** is a city or so with several data centres: Frankfurt is `eu-central-1`. Pick one near the people who will use it.
- An **availability zone** is one or more of those data centres with power and network of its own. A load balancer insists on
  two, so that the loss of one does not take you down. Not every zone carries Fargate and the private endpoints you need
  later; the ones that do not cannot be chosen here. Zone *names* mean different buildings in different accounts, so their
  fixed *zone ids* are written down as well.

Older guides begin with an account-wide switch for "long ARNs". An ARN is the full name of a thing in AWS; ECS once had a
short form that could not carry tags. Since 2021 every account uses the long form and nobody can switch back, so there is
nothing to set.

Everything you make gets a **tag** with this deployment's name. That is how it is found again, on this machine or another,
and how the last page can promise to leave nothing behind.
"""

from steps.aws.zones import ZONES, zones
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Check
from steps.engine.model.site import Site
from steps.engine.model.step import Step


class Identity(Check):
    """The account and the person that AWS takes you for."""

    def verify(self, site: Site) -> str:
        """Say the account and the ARN."""
        caller = site.aws.sts.get_caller_identity()
        return f"account {caller['Account']}, as {caller['Arn']}"


class UsableZones(Check):
    """The chosen zones, with their fixed ids."""

    def verify(self, site: Site) -> str:
        """Say the zones' names and ids."""
        chosen = site.plan.answer(ZONES)
        return ", ".join(f"{zone.name} ({zone.id})" for zone in zones(site.run) if zone.name in chosen)


def checks(_: Plan) -> tuple[Check, ...]:
    """What must be true before anything is made."""
    return (Identity(), UsableZones())


STEP = Step(title="Before we start", checks=checks, questions=(ZONES,))
