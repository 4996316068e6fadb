"""# An alarm

Sooner or later something goes wrong while nobody looks. Visitors then see a number between 500 and 599, a **5xx**: the
request was fine, and this side failed. An **alarm** on your load balancer notices.

It looks once a minute, and is *OK* until the load balancer itself has given five such answers or more in a minute, in two of
the last three minutes; then it is in *ALARM*, until that is over. One bad second wakes nobody.

When it fires, its state changes in the console and in `aws cloudwatch describe-alarms`, and that is all: nobody is written
to, since only you know whom.

It is your choice, and costs {alarm} a month, whether it fires or not. It stays as long as the platform does; answer *no* and
build again, and it goes.

## In detail

- **Two sorts of 5xx.** Your *apps'* own (`HTTPCode_Target_5XX_Count`): a task was reached and answered that it had failed;
  its output says why. The *load balancer's* own (`HTTPCode_ELB_5XX_Count`): no task gave an answer that it could pass on.
  *503* is "there is no task to ask", *502* "it hung up, or talked nonsense", *504* "it took too long". No app writes a line
  about these, so the alarm is on them.
- **No news.** Minutes without any 5xx have no data at all, which here means that all is well. For its first minute an alarm
  is *INSUFFICIENT_DATA*: it has not looked yet.
- **To be told**, make an SNS topic, subscribe your address, confirm the mail that comes, and give the topic to the alarm as
  an action, in the console under *Edit*. What you add there stays when this wizard changes the alarm.

More from AWS: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
"""

from typing import TYPE_CHECKING, Any

from steps.aws.load_balancer import LoadBalancer, load_balancer
from steps.aws.prices import ALARM_A_MONTH
from steps.aws.tagging import IN_CLOUDWATCH
from steps.engine.model.actions import actions
from steps.engine.model.charge import Charge
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Run, Site
from steps.engine.model.step import Step, one_of, slot

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

NO, YES = "no", "yes"
ADDED = ("ActionsEnabled", "AlarmActions", "OKActions", "InsufficientDataActions")
"""What its user may add to it, and keeps."""


class ServerErrorAlarm(Resource):
    """Fires when the load balancer itself answers with errors, minute after minute."""

    balancer: LoadBalancer
    kind = "AWS::CloudWatch::Alarm"
    tagging = IN_CLOUDWATCH

    def find(self, site: Site) -> Handle | None:
        """Look it up by name."""
        alarms: CloudWatchClient = site.aws.cloudwatch
        for alarm in alarms.describe_alarms(AlarmNames=[site.name("5xx")])["MetricAlarms"]:
            tags = alarms.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]
            return Handle(alarm["AlarmName"], alarm["AlarmArn"], ours=site.owns(tags), tags=tags, seen=alarm)
        return None

    def create(self, site: Site) -> Handle:
        """cloudwatch:PutMetricAlarm, which tells no ARN."""
        name, plan = site.name("5xx"), site.plan
        site.aws.cloudwatch.put_metric_alarm(AlarmName=name, **self._settings(site), Tags=site.tag_list)
        return Handle(name, f"arn:{plan.partition}:cloudwatch:{plan.region}:{plan.account}:alarm:{name}")

    def differs(self, site: Site, handle: Handle) -> str:
        """Everything but what it does when it fires; another load balancer is another one to look at."""
        found = [key for key, value in self._settings(site).items() if handle.seen.get(key) != value]
        return ", ".join(found)

    def update(self, site: Site, handle: Handle) -> Handle:
        """cloudwatch:PutMetricAlarm overwrites everything, so it is told what was added to it."""
        kept = {key: handle.seen[key] for key in ADDED if key in handle.seen}
        site.aws.cloudwatch.put_metric_alarm(AlarmName=handle.id, **self._settings(site), **kept)
        return handle

    def delete(self, site: Site, handle: Handle) -> None:
        """cloudwatch:DeleteAlarms."""
        site.aws.cloudwatch.delete_alarms(AlarmNames=[handle.id])

    def charges(self) -> tuple[Charge, ...]:
        """One alarm on one metric."""
        return (Charge("alarm: 1, by the month", a_month=ALARM_A_MONTH),)

    def _settings(self, site: Site) -> dict[str, Any]:
        """Five or more in a minute, in two of the last three; a minute without data is a good one."""
        balancer = site.arn(self.balancer).partition(":loadbalancer/")[2]
        return {
            "AlarmDescription": f"The load balancer of {site.plan.deployment} itself answers with 5xx",
            "Namespace": "AWS/ApplicationELB",
            "MetricName": "HTTPCode_ELB_5XX_Count",
            "Dimensions": [{"Name": "LoadBalancer", "Value": balancer}],
            "Statistic": "Sum",
            "Period": 60,
            "Threshold": 5.0,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "EvaluationPeriods": 3,
            "DatapointsToAlarm": 2,
            "TreatMissingData": "notBreaching",
        }


def alarm(plan: Plan) -> ServerErrorAlarm:
    """The alarm on this plan's load balancer."""
    return ServerErrorAlarm(load_balancer(plan))


def _recall_alarm(run: Run) -> str:
    """Whether there is one that we made."""
    wanted = alarm(run.plan)
    found = wanted.find(run.at(wanted))
    return YES if found and found.ours else NO


ALARM = one_of(
    "alarm",
    "An alarm when the load balancer answers with 5xx?",
    f"It costs ${ALARM_A_MONTH:.2f} a month, and shows in the console and to the AWS CLI that something is wrong.",
    {
        NO: "no: nothing is made on this page",
        YES: f"yes: one alarm, ${ALARM_A_MONTH:.2f} a month, for as long as the platform stands",
    },
    label="Alarm on 5xx",
    recall=_recall_alarm,
    before=NO,
)


def resources(plan: Plan) -> tuple[ServerErrorAlarm, ...]:
    """One alarm, if it is wanted."""
    return (alarm(plan),) if plan.answer(ALARM) == YES else ()


def happened(plan: Plan) -> tuple[str, ...]:
    """What watches what."""
    return tuple(
        f"The alarm {slot(each)} watches {slot(each.balancer)}; in its first minute it is INSUFFICIENT_DATA."
        for each in resources(plan)
    )


ALLOWS = (
    *actions(
        "cloudwatch",
        "PutMetricAlarm DescribeAlarms DeleteAlarms ListTagsForResource TagResource UntagResource",
    ),
)
"""What this page must be allowed."""

STEP = Step(title="An alarm", questions=(ALARM,), resources=resources, happened=happened, allows=ALLOWS)
