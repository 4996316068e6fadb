"""How CloudFormation says what a call asks for: types, properties that have another name, and what a reference gives.

A page that makes something new brings its form here; a kind that has none is named in the template as left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

MAPS = frozenset({"DockerLabels", "Options"})
"""Properties whose keys are data."""
DOCUMENTS = frozenset({"AssumeRolePolicyDocument", "PolicyDocument"})
"""Parameters that are JSON in a text, and properties that are JSON."""


@dataclass(frozen=True)
class Form:
    """`type` of the resource that a call makes, or adds to.

    `renamed` properties have another name, `fixed` ones no parameter, and `without` are parameters that it has none for.
    `part_of` is the parameter that names the thing of which the properties are, where that is another one.
    """

    type: str
    renamed: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, object] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    part_of: str = ""


NOWHERE = (
    {"IpProtocol": "-1", "CidrIp": "127.0.0.1/32", "Description": "Nowhere, but where other rules lead"},
)
"""A group without a way out gets one to everywhere; one with this has none."""

FORMS: Mapping[str, Form] = {
    "ecr CreateRepository": Form("AWS::ECR::Repository", fixed={"EmptyOnDelete": True}),
    "ecs CreateCluster": Form("AWS::ECS::Cluster"),
    "iam CreateRole": Form("AWS::IAM::Role"),
    "iam PutRolePolicy": Form("AWS::IAM::RolePolicy"),
    "logs CreateLogGroup": Form("AWS::Logs::LogGroup"),
    "logs PutRetentionPolicy": Form("AWS::Logs::LogGroup"),
    "ecs RegisterTaskDefinition": Form("AWS::ECS::TaskDefinition"),
    "ec2 CreateVpc": Form("AWS::EC2::VPC"),
    "ec2 ModifyVpcAttribute": Form("AWS::EC2::VPC", without=frozenset({"VpcId"}), part_of="VpcId"),
    "ec2 CreateSubnet": Form("AWS::EC2::Subnet"),
    "ec2 CreateInternetGateway": Form("AWS::EC2::InternetGateway"),
    "ec2 AttachInternetGateway": Form("AWS::EC2::VPCGatewayAttachment"),
    "ec2 CreateRouteTable": Form("AWS::EC2::RouteTable"),
    "ec2 CreateRoute": Form("AWS::EC2::Route"),
    "ec2 AssociateRouteTable": Form("AWS::EC2::SubnetRouteTableAssociation"),
    "ec2 CreateSecurityGroup": Form(
        "AWS::EC2::SecurityGroup", renamed={"Description": "GroupDescription"}, fixed={"SecurityGroupEgress": NOWHERE}
    ),
    "ec2 AuthorizeSecurityGroupIngress": Form("AWS::EC2::SecurityGroupIngress"),
    "ec2 AuthorizeSecurityGroupEgress": Form("AWS::EC2::SecurityGroupEgress"),
    "ec2 CreateVpcEndpoint": Form("AWS::EC2::VPCEndpoint"),
    "elbv2 CreateLoadBalancer": Form("AWS::ElasticLoadBalancingV2::LoadBalancer"),
    "elbv2 ModifyLoadBalancerAttributes": Form(
        "AWS::ElasticLoadBalancingV2::LoadBalancer", renamed={"Attributes": "LoadBalancerAttributes"},
        without=frozenset({"LoadBalancerArn"}),
    ),
    "elbv2 CreateTargetGroup": Form("AWS::ElasticLoadBalancingV2::TargetGroup"),
    "elbv2 ModifyTargetGroupAttributes": Form(
        "AWS::ElasticLoadBalancingV2::TargetGroup", renamed={"Attributes": "TargetGroupAttributes"},
        without=frozenset({"TargetGroupArn"}),
    ),
    "elbv2 CreateListener": Form("AWS::ElasticLoadBalancingV2::Listener", without=frozenset({"Tags"})),
    "elbv2 CreateRule": Form("AWS::ElasticLoadBalancingV2::ListenerRule", without=frozenset({"Tags"})),
    "ecs CreateService": Form("AWS::ECS::Service"),
    "servicediscovery CreatePrivateDnsNamespace": Form("AWS::ServiceDiscovery::PrivateDnsNamespace"),
    "servicediscovery CreateService": Form("AWS::ServiceDiscovery::Service"),
    "cloudwatch PutMetricAlarm": Form("AWS::CloudWatch::Alarm"),
}  # fmt: skip

ATTRIBUTES: Mapping[str, str] = {
    "GroupId": "GroupId", "repository.repositoryArn": "Arn", "Service.Arn": "Arn",
    "LoadBalancers[0].DNSName": "DNSName", "LoadBalancers[0].LoadBalancerArn:loadbalancer/": "LoadBalancerFullName",
}  # fmt: skip
"""What is told by GetAtt, by where it is in the answer; the rest is what Ref gives."""

NO_EMPTY_TAGS = frozenset({"AWS::ECR::Repository", "AWS::CloudWatch::Alarm"})
"""Types whose tags CloudFormation wants a value for, where the service itself does not."""

NOT_MADE: Mapping[str, str] = {
    "AWS::IAM::ServiceLinkedRole": "the account's own: AWS makes it with the first cluster",
    "AWS::EC2::SecurityGroupEgress": "the groups of this template have no way out but their rules",
    "AWS::ECR::Image": "Docker's",
    "AWS::ElasticLoadBalancingV2::ListenerRule.Priority": "rules are made in their order",
    "AWS::ElasticLoadBalancingV2::ListenerRule.Forward": "rules are made with their target groups",
}
"""Kinds that need no resource, and why."""
