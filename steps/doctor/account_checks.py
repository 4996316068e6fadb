"""What kind of account it is, and what AWS's services have made in it for themselves."""

from steps.doctor.examination import Examination
from steps.doctor.findings import Finding, ok, warn
from steps.doctor.patient import Patient
from steps.engine.cloud.clients import Aws
from steps.engine.cloud.refusals import is_absent
from steps.engine.model.partitions import home_region

LINKED_ROLES = ("AWSServiceRoleForECS", "AWSServiceRoleForElasticLoadBalancing")


def plan(patient: Patient) -> Finding:
    """Whether it is on AWS's free plan, where not every service may be used and the credits end.

    https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/free-tier-plans.html
    """
    from botocore.exceptions import BotoCoreError, ClientError

    aws = patient.run.aws
    if patient.practises or not isinstance(aws, Aws):
        return ok("the practice cloud's: nothing is billed")
    try:
        state = aws.once("freetier", home_region(aws.region)).get_account_plan_state()
    except (
        BotoCoreError,
        ClientError,
    ):  # most accounts are older than these plans, and need not be allowed to ask
        return ok("AWS tells of no free plan")
    if state.get("accountPlanType") != "FREE":
        return ok("a paid plan")
    return warn(
        "This account is on AWS's free plan.",
        why="It is closed when its credits are used up or its time is over, with everything in it; load balancers and "
        "endpoints use credits too.",
        cure="See what is left: `aws freetier get-account-plan-state --region us-east-1`.",
    )


def linked_roles(patient: Patient) -> Finding:
    """The roles under which ECS and load balancing act in an account; AWS makes each at its first use."""
    from botocore.exceptions import ClientError

    missing = []
    for name in LINKED_ROLES:
        try:
            patient.run.aws.iam.get_role(RoleName=name)
        except ClientError as error:
            if not is_absent(error):
                raise
            missing.append(name)
    return ok(f"{' and '.join(missing)} will be made" if missing else "both are there")


ACCOUNT = (
    Examination("account", plan, asks_the_region=False),
    Examination("service-linked roles", linked_roles),
)
