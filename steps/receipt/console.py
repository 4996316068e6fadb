"""Where the AWS console shows a thing, so that whoever has to look at it by hand is there with one click."""

from collections.abc import Mapping

HOSTS = {
    "aws": "{region}.console.aws.amazon.com",
    "aws-cn": "{region}.console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-eusc": "{region}.console.amazonaws-eusc.eu",
}
"""The console's host in each partition."""

PAGES: Mapping[str, str] = {
    "AWS::EC2::VPC": "vpcconsole/home?region={region}#VpcDetails:VpcId={id}",
    "AWS::EC2::Subnet": "vpcconsole/home?region={region}#SubnetDetails:subnetId={id}",
    "AWS::EC2::InternetGateway": "vpcconsole/home?region={region}#InternetGateway:internetGatewayId={id}",
    "AWS::EC2::RouteTable": "vpcconsole/home?region={region}#RouteTableDetails:RouteTableId={id}",
    "AWS::EC2::VPCEndpoint": "vpcconsole/home?region={region}#EndpointDetails:vpcEndpointId={id}",
    "AWS::EC2::SecurityGroup": "vpcconsole/home?region={region}#SecurityGroup:groupId={id}",
    "AWS::EC2::NetworkInterface": "ec2/home?region={region}#NetworkInterface:networkInterfaceId={id}",
    "AWS::ECS::Cluster": "ecs/v2/clusters/{id}?region={region}",
    "AWS::ECS::TaskDefinition": "ecs/v2/task-definitions?region={region}",
    "AWS::ECR::Repository": "ecr/repositories?region={region}",
    "AWS::Logs::LogGroup": "cloudwatch/home?region={region}#logsV2:log-groups",
    "AWS::CloudWatch::Alarm": "cloudwatch/home?region={region}#alarmsV2:alarm/{id}",
    "AWS::IAM::Role": "iam/home#/roles/details/{id}",
    "AWS::ServiceDiscovery::PrivateDnsNamespace": "cloudmap/home/namespaces/{id}?region={region}",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "ec2/home?region={region}#LoadBalancer:loadBalancerArn={arn}",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "ec2/home?region={region}#TargetGroup:targetGroupArn={arn}",
}
SERVICES: Mapping[str, str] = {
    "EC2": "vpcconsole/home?region={region}",
    "ECS": "ecs/v2/clusters?region={region}",
    "ElasticLoadBalancingV2": "ec2/home?region={region}#LoadBalancers:",
    "IAM": "iam/home#/roles",
    "ServiceDiscovery": "cloudmap/home/namespaces?region={region}",
}
"""Where there is no page for one, the service's."""


def console_link(kind: str, id_: str, arn: str, *, region: str, partition: str = "aws") -> str:
    """The address of its page, or of its service's; empty where neither is known."""
    page = PAGES.get(kind) or SERVICES.get(kind.split("::")[1] if "::" in kind else "", "")
    if not page or partition not in HOSTS:
        return ""
    return f"https://{HOSTS[partition]}/{page}".format(region=region, id=id_, arn=arn)
