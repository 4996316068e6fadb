"""# Before we start

You are about to build a small platform on **Fargate**, AWS's way to run containers without machines of your own. Each short
page says what it makes, why, and what it costs.

All of it lives in one AWS **account**, one **region** and at least two **availability zones**. This page makes sure of these
three, and makes nothing.

- The account is whose credentials you use, and it pays. You have seen it in large digits.
- A region is a place with several data centres; `eu-central-1` is Frankfurt. One near your users is best.
- A zone is one or more of these, with power and network of its own. Two survive the loss of one.

The page *First light* has something to open in your browser.

## In detail

- **Around this page.** Words that are underlined are in the glossary: press `g`. While something is being made, `2` shows the
  output, `3` the tasks, `4` every call as an `aws` command, which `c` copies, and `5` the picture of it all; `l` reads what
  the tasks write.
- **Which zones.** A load balancer insists on two. Not every zone carries Fargate and the private endpoints of a later page;
  those that do not cannot be chosen. When one of two is lost, new tasks can start only if the private endpoints are in both
  as well.
- **Their names.** In the oldest regions, and for accounts that were made before November 2025, `us-east-1a` may be another
  building for you than for somebody else. The *zone id* beside the name is the same for everybody.
- **Tags.** Everything that can carry one gets a *tag* with this deployment's name. So it is found again, on this machine or
  another, and so the last page can promise to leave nothing behind.
- **Long ARNs.** Older guides begin with a switch for "long ARNs". Since 2021 every account has them; there is nothing to set.
- **If you forget it.** AWS Budgets, in the console under *Billing*, writes you a mail when a month gets dearer than you say.

More from AWS: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html and, where Fargate
is, https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate-Regions.html
"""

from steps.aws.zones import ZONES, zones
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Check
from steps.engine.model.site import Site
from steps.engine.model.step import Step, slot


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


def happened(_: Plan) -> tuple[str, ...]:
    """Who AWS takes you for, and where you build."""
    return (
        f"AWS knows you: {slot(Identity(), 'said')}.",
        f"You build in {slot(UsableZones(), 'said')}.",
        "Nothing has been made, and nothing is billed.",
    )


STEP = Step(title="Before we start", checks=checks, questions=(ZONES,), happened=happened)
