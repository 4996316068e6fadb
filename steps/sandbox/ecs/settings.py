"""Account settings of ECS, for the whole account or its default."""

from typing import Any

from steps.sandbox.ecs.ecs_refusals import invalid
from steps.sandbox.ecs.region import Region

NAMES = (
    "serviceLongArnFormat",
    "taskLongArnFormat",
    "containerInstanceLongArnFormat",
    "awsvpcTrunking",
    "containerInsights",
    "fargateFIPSMode",
    "tagResourceAuthorization",
    "dualStackIPv6",
    "fargateTaskRetirementWaitPeriod",
    "guardDutyActivate",
    "defaultLogDriverMode",
)
LONG_ARNS = NAMES[:3]


def put_account_setting_default(region: Region, asked: dict[str, Any]) -> dict[str, Any]:
    """Set an account's default. Long ARNs cannot be turned off any more, and asking for them changes nothing."""
    name, value = asked["name"], asked["value"]
    if name not in NAMES:
        raise invalid(f"{name} should be one of [{','.join(NAMES)}]")
    if name in LONG_ARNS and value == "disabled":
        raise invalid(f"You cannot disable {name}: every account uses the long format.")
    setting = region.backend.put_account_setting(name, value)
    return {
        "setting": {
            "name": setting.name,
            "value": setting.value,
            "principalArn": f"arn:aws:iam::{region.account}:root",
            "type": "user",
        }
    }
