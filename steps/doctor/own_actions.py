"""What the wizard itself must be allowed, whatever its pages make: to look around, to claim a deployment, to sweep up."""

from steps.engine.model.actions import actions

OWN_ACTIONS = (
    *actions("tag", "GetResources"),
    *actions("iam", "GetRole ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole"),
    *actions("servicediscovery", "ListInstances"),
    *actions("logs", "CreateLogGroup TagResource DescribeLogGroups ListTagsForResource DeleteLogGroup"),
    *actions("logs", "DescribeLogStreams GetLogEvents FilterLogEvents"),
    *actions("ec2", "DescribeNetworkAcls DescribeNetworkInterfaces DescribeTags DescribeSecurityGroupRules"),
    *actions("ecs", "ListServices ListTasks DescribeTasks ListTagsForResource"),
)
"""The claim and the logs are log groups; the rest is what is inside of ours, looked at before it goes."""

ADVICE = (
    *actions("guardduty", "ListDetectors GetDetector"),
    *actions("iam", "SimulatePrincipalPolicy"),
    *actions("freetier", "GetAccountPlanState"),
)
"""What the doctor asks besides, and can do without."""
