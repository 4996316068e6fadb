"""# Before we start

You are about to build a small platform on **Fargate**, AWS's way to run containers without machines of your own. Each short
page says what it makes, why, and what it costs.

All of it lives in one AWS **account**, one **region** and at least two **availability zones**. This page makes sure of these
three, and makes nothing.

- The account is whose credentials you use, and it pays. You have just seen its number.
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
- **What is looked at.** Your login and the clock, the region and its zones, the quotas, and whether the region's networks are
  shut to the Internet. `fargate-wizard doctor` looks at more, at any time: this machine, names, permissions.
- **If you forget it.** AWS Budgets, in the console under *Billing*, writes you a mail when a month gets dearer than you say.

More from AWS: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html and, where Fargate
is, https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate-Regions.html
"""

from typing import ClassVar

from steps.aws.vpc import Vpc
from steps.aws.zones import ZONES
from steps.doctor.examination import Examination, examine
from steps.doctor.findings import Finding, Verdict
from steps.doctor.identity_checks import IDENTITY
from steps.doctor.network_checks import PUBLIC_ACCESS
from steps.doctor.patient import patient_of
from steps.doctor.permission_checks import PERMISSIONS
from steps.doctor.quota_checks import QUOTAS
from steps.doctor.region_checks import REGION, USABLE_ZONES
from steps.engine.model.actions import actions
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Check
from steps.engine.model.site import Site
from steps.engine.model.step import Step, slot
from steps.engine.troubles import Trouble


class Examined(Check):
    """What the doctor looks at before anything is made."""

    examinations: ClassVar[tuple[Examination, ...]] = ()
    hinders: ClassVar[bool] = True

    def verify(self, site: Site) -> str:
        """Say what was seen, and what is worth knowing; Trouble where something stops."""
        findings = examine(self.examinations, patient_of(site.run))
        if self.hinders and (stops := [each for each in findings if each.verdict is Verdict.STOP]):
            raise Trouble(
                " ".join(each.saw for each in stops),
                why=" ".join(each.why for each in stops),
                cure=" ".join(each.cure for each in stops),
            )
        for each in findings:
            if each.verdict is not Verdict.OK:
                site.say(f"{each.look}: {each}")
        return self.told(findings)

    def told(self, findings: list[Finding]) -> str:
        """What the page says of it."""
        if len(self.examinations) == 1:
            return findings[0].saw
        return "; ".join(f"{each.look}: {each.saw}" for each in findings)


class Identity(Examined):
    """The account and the person that AWS takes you for, and the clock that your calls are signed by."""

    examinations = (*IDENTITY, REGION)

    def told(self, findings: list[Finding]) -> str:
        """The account and the ARN."""
        return findings[0].saw


class UsableZones(Examined):
    """The chosen zones, with their fixed ids."""

    examinations = (USABLE_ZONES,)


class Permissions(Examined):
    """Whether you are allowed all that this takes, as far as AWS tells before it is tried."""

    examinations = (PERMISSIONS,)
    hinders = False

    def verify(self, site: Site) -> str:
        """Asked before anything stands; later each call tells by itself."""
        if Vpc.kind in patient_of(site.run).standing:
            return "not asked again, since part of it stands: each call tells by itself whether it is allowed"
        return super().verify(site)


class Room(Examined):
    """What AWS lets this account have, against what is needed: quotas, and a way in from the Internet."""

    examinations = (*QUOTAS, PUBLIC_ACCESS)


def checks(_: Plan) -> tuple[Check, ...]:
    """What must be true before anything is made."""
    return (Identity(), UsableZones(), Room(), Permissions())


def happened(_: Plan) -> tuple[str, ...]:
    """Who AWS takes you for, and where you build."""
    return (
        f"AWS knows you: {slot(Identity(), 'said')}.",
        f"You build in {slot(UsableZones(), 'said')}.",
        "Your quotas leave room for all of it. This page has made nothing, so it costs nothing.",
    )


ALLOWS = (
    *actions(
        "ec2",
        "DescribeAvailabilityZones DescribeVpcEndpointServices DescribeVpcs DescribeInternetGateways "
        "DescribeAddresses DescribeVpcBlockPublicAccessOptions",
    ),
    *actions("elasticloadbalancing", "DescribeLoadBalancers"),
    *actions("servicequotas", "GetServiceQuota GetAWSDefaultServiceQuota"),
)
"""What this page must be allowed."""

STEP = Step(title="Before we start", checks=checks, questions=(ZONES,), happened=happened, allows=ALLOWS)
