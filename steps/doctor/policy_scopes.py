"""On which things each action is needed: by their names, which begin with the deployment's, or by its tag on them.

What is not here is asked of everything: most of what only looks knows no resource. Kinds and keys are those of
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from steps.engine.model.actions import actions
from steps.engine.model.site import DEPLOYMENT_TAG

ASKED, HAS = f"aws:RequestTag/{DEPLOYMENT_TAG}", f"aws:ResourceTag/{DEPLOYMENT_TAG}"
"""The deployment's tag as a request would put it, and as a thing has it already."""


@dataclass(frozen=True)
class Scope:
    """Actions on resources, written as in their ARNs after `arn:PARTITION:`; `{r}`, `{a}` and `{name}` stand for where and what.

    `tagged` is the condition key that must have the deployment's name; `also` are conditions besides.
    """

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    tagged: str = ""
    also: Mapping[str, Any] = field(default_factory=dict)

    def arn(self, resource: str, partition: str, account: str, region: str, name: str) -> str:
        """One of its resources in full."""
        if resource == "*":
            return resource
        return f"arn:{partition}:{resource.format(r=region, a=account, name=name)}"

    def conditions(self, name: str) -> dict[str, Any]:
        """What must hold beside the resource."""
        tag = {"StringLike" if "*" in name else "StringEquals": {self.tagged: name}} if self.tagged else {}
        return {**tag, **self.also}


CREATING = actions(
    "ec2",
    "CreateVpc CreateSubnet CreateInternetGateway CreateRouteTable CreateSecurityGroup CreateVpcEndpoint "
    "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress",
)
CHANGING = actions(
    "ec2",
    "ModifyVpcAttribute DeleteVpc DeleteSubnet AttachInternetGateway DetachInternetGateway DeleteInternetGateway "
    "CreateRoute AssociateRouteTable DeleteRouteTable RevokeSecurityGroupIngress RevokeSecurityGroupEgress "
    "ModifySecurityGroupRules DeleteSecurityGroup ModifyVpcEndpoint DeleteVpcEndpoints DeleteTags",
)
KINDS = (
    "vpc",
    "subnet",
    "internet-gateway",
    "route-table",
    "security-group",
    "security-group-rule",
    "vpc-endpoint",
)
OF_EC2 = tuple(f"ec2:{{r}}:{{a}}:{kind}/*" for kind in KINDS)
LOAD_BALANCING = (
    "elasticloadbalancing:{r}:{a}:loadbalancer/app/{name}-*",
    "elasticloadbalancing:{r}:{a}:listener/app/{name}-*",
    "elasticloadbalancing:{r}:{a}:listener-rule/app/{name}-*",
    "elasticloadbalancing:{r}:{a}:targetgroup/{name}-*",
)
OF_ECS = (
    "ecs:{r}:{a}:cluster/{name}-*",
    "ecs:{r}:{a}:service/{name}-*",
    "ecs:{r}:{a}:task/{name}-*",
    "ecs:{r}:{a}:container-instance/{name}-*",
    "ecs:{r}:{a}:task-definition/{name}-*",
)
SCOPES = (
    Scope("MakeNetwork", (*CREATING, "ec2:CreateTags"), OF_EC2, ASKED),
    Scope("InsideNetwork", (*CREATING, *CHANGING, "ec2:CreateTags"), OF_EC2, HAS),
    Scope(
        "DefaultGroup",  # AWS makes it with the VPC, and without a tag
        actions("ec2", "RevokeSecurityGroupIngress RevokeSecurityGroupEgress"),
        ("ec2:{r}:{a}:security-group/*",),
        also={"Null": {HAS: "true"}},
    ),
    Scope(
        "Role",
        actions(
            "iam",
            "CreateRole TagRole UntagRole UpdateAssumeRolePolicy DeleteRole PutRolePolicy GetRolePolicy DeleteRolePolicy "
            "ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole PutRolePermissionsBoundary "
            "DeleteRolePermissionsBoundary",
        ),
        ("iam::{a}:role/{name}-*",),
    ),
    Scope(
        "PassRole",
        ("iam:PassRole",),
        ("iam::{a}:role/{name}-*",),
        also={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
    ),
    Scope(
        "LinkedRoles",
        ("iam:CreateServiceLinkedRole",),
        ("iam::{a}:role/aws-service-role/*",),
        also={
            "StringEquals": {
                "iam:AWSServiceName": ["ecs.amazonaws.com", "elasticloadbalancing.amazonaws.com"]
            }
        },
    ),
    Scope(
        "Repositories",
        actions(
            "ecr",
            "CreateRepository ListTagsForResource TagResource UntagResource DeleteRepository PutImageScanningConfiguration "
            "PutImageTagMutability DescribeImages BatchCheckLayerAvailability InitiateLayerUpload UploadLayerPart "
            "CompleteLayerUpload PutImage BatchGetImage",
        ),
        ("ecr:{r}:{a}:repository/{name}-*",),
    ),
    Scope(
        "LogGroups",
        actions(
            "logs",
            "CreateLogGroup PutRetentionPolicy ListTagsForResource TagResource UntagResource DeleteLogGroup "
            "DescribeLogStreams GetLogEvents FilterLogEvents",
        ),
        ("logs:{r}:{a}:log-group:/fargate-wizard/{name}/*",),
    ),
    Scope(
        "Tasks",
        actions(
            "ecs",
            "CreateCluster DescribeClusters DeleteCluster TagResource UntagResource RegisterTaskDefinition "
            "DeleteTaskDefinitions CreateService DescribeServices UpdateService DeleteService ListTasks DescribeTasks "
            "ListTagsForResource",
        ),
        OF_ECS,
    ),
    Scope(
        "FrontDoor",
        actions(
            "elasticloadbalancing",
            "CreateLoadBalancer ModifyLoadBalancerAttributes DeleteLoadBalancer CreateTargetGroup ModifyTargetGroup "
            "ModifyTargetGroupAttributes DeleteTargetGroup CreateListener ModifyListener DeleteListener CreateRule "
            "ModifyRule SetRulePriorities DeleteRule AddTags RemoveTags",
        ),
        LOAD_BALANCING,
    ),
    Scope(
        "Alarm",
        actions("cloudwatch", "PutMetricAlarm DeleteAlarms ListTagsForResource TagResource UntagResource"),
        ("cloudwatch:{r}:{a}:alarm:{name}-*",),
    ),
    Scope("MakeNames", ("servicediscovery:CreatePrivateDnsNamespace",), ("*",), ASKED),
    Scope(
        "InsideNames",
        actions("servicediscovery", "DeleteNamespace DeleteService"),
        ("servicediscovery:{r}:{a}:namespace/*", "servicediscovery:{r}:{a}:service/*"),
        HAS,
    ),
)
