"""What each operation is judged by: its resources, one line an operation; an operation without a line is judged by `*`.

A resource is written as in its ARN after the account, with the request's parameters in braces: `{SubnetIds}` gives one
resource for each value, one that is missing gives none, `{cluster=default}` has a value when it is missing, and
`{@role}` is looked up in `lookups`. What a parameter gives as a whole ARN is taken as it is. An indented line goes on
with the one before.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

import re
from collections.abc import Iterator

from steps.sandbox.iam.actions_of_iam import IAM

EC2 = """
AllocateAddress                elastic-ip/*
AssociateAddress               elastic-ip/{AllocationId} network-interface/{NetworkInterfaceId} instance/{InstanceId}
AssociateRouteTable            route-table/{RouteTableId} subnet/{SubnetId} internet-gateway/{GatewayId}
AttachInternetGateway          internet-gateway/{InternetGatewayId} vpc/{VpcId}
AuthorizeSecurityGroupEgress   security-group/{@group}
AuthorizeSecurityGroupIngress  security-group/{@group}
CreateInternetGateway          internet-gateway/*
CreateNatGateway               natgateway/* subnet/{SubnetId} elastic-ip/{AllocationId}
CreateNetworkInterface         network-interface/* subnet/{SubnetId} security-group/{Groups}
CreateRoute                    route-table/{RouteTableId}
CreateRouteTable               route-table/* vpc/{VpcId}
CreateSecurityGroup            security-group/* vpc/{VpcId}
CreateSubnet                   subnet/* vpc/{VpcId}
CreateTags                     {@tagged}
CreateVpc                      vpc/*
CreateVpcEndpoint              vpc-endpoint/* vpc/{VpcId} subnet/{SubnetIds}
                               security-group/{SecurityGroupIds} route-table/{RouteTableIds}
DeleteInternetGateway          internet-gateway/{InternetGatewayId}
DeleteNatGateway               natgateway/{NatGatewayId}
DeleteNetworkInterface         network-interface/{NetworkInterfaceId}
DeleteRoute                    route-table/{RouteTableId}
DeleteRouteTable               route-table/{RouteTableId}
DeleteSecurityGroup            security-group/{@group}
DeleteSubnet                   subnet/{SubnetId}
DeleteTags                     {@tagged}
DeleteVpc                      vpc/{VpcId}
DeleteVpcEndpoints             vpc-endpoint/{VpcEndpointIds}
DescribeVpcAttribute           vpc/{VpcId}
DetachInternetGateway          internet-gateway/{InternetGatewayId} vpc/{VpcId}
DisassociateAddress            elastic-ip/{@address}
DisassociateRouteTable         route-table/{@table} subnet/{@subnet}
ModifySecurityGroupRules       security-group/{GroupId} security-group-rule/{SecurityGroupRules.SecurityGroupRuleId}
ModifySubnetAttribute          subnet/{SubnetId}
ModifyVpcAttribute             vpc/{VpcId}
ModifyVpcEndpoint              vpc-endpoint/{VpcEndpointId} subnet/{AddSubnetIds} subnet/{RemoveSubnetIds}
                               security-group/{AddSecurityGroupIds} security-group/{RemoveSecurityGroupIds}
                               route-table/{AddRouteTableIds} route-table/{RemoveRouteTableIds}
ReleaseAddress                 elastic-ip/{AllocationId}
ReplaceRoute                   route-table/{RouteTableId}
ReplaceRouteTableAssociation   route-table/{RouteTableId}
RevokeSecurityGroupEgress      security-group/{@group}
RevokeSecurityGroupIngress     security-group/{@group}
"""

ELASTICLOADBALANCING = """
AddTags                        {ResourceArns}
CreateListener                 {LoadBalancerArn}
CreateLoadBalancer             loadbalancer/{@type}/{Name}/*
CreateRule                     {ListenerArn}
CreateTargetGroup              targetgroup/{Name}/*
DeleteListener                 {ListenerArn}
DeleteLoadBalancer             {LoadBalancerArn}
DeleteRule                     {RuleArn}
DeleteTargetGroup              {TargetGroupArn}
DeregisterTargets              {TargetGroupArn}
ModifyListener                 {ListenerArn}
ModifyListenerAttributes       {ListenerArn}
ModifyLoadBalancerAttributes   {LoadBalancerArn}
ModifyRule                     {RuleArn}
ModifyTargetGroup              {TargetGroupArn}
ModifyTargetGroupAttributes    {TargetGroupArn}
RegisterTargets                {TargetGroupArn}
RemoveTags                     {ResourceArns}
SetIpAddressType               {LoadBalancerArn}
SetRulePriorities              {RulePriorities.RuleArn}
SetSecurityGroups              {LoadBalancerArn}
SetSubnets                     {LoadBalancerArn}
"""

ECS = """
CreateCluster                  cluster/{clusterName=default}
CreateService                  service/{cluster=default}/{serviceName}
DeleteCluster                  cluster/{cluster}
DeleteService                  service/{cluster=default}/{service}
DeleteTaskDefinitions          task-definition/{taskDefinitions}
DescribeCapacityProviders      capacity-provider/{capacityProviders}
DescribeClusters               cluster/{clusters=default}
DescribeServiceDeployments     service/{@services} {serviceDeploymentArns}
DescribeServiceRevisions       service/{@services} {serviceRevisionArns}
DescribeServices               service/{cluster=default}/{services}
DescribeTasks                  task/{cluster=default}/{tasks}
ExecuteCommand                 cluster/{cluster=default} task/{cluster=default}/{task}
ListContainerInstances         cluster/{cluster=default}
ListServiceDeployments         service/{cluster=default}/{service}
ListTagsForResource            {resourceArn}
ListTasks                      container-instance/{cluster=default}/*
PutClusterCapacityProviders    cluster/{cluster}
RegisterTaskDefinition         task-definition/{family}:*
RunTask                        task-definition/{@revision}
StopTask                       task/{cluster=default}/{task}
TagResource                    {resourceArn}
UntagResource                  {resourceArn}
UpdateCluster                  cluster/{cluster}
UpdateClusterSettings          cluster/{cluster}
UpdateService                  service/{cluster=default}/{service}
"""

ECR = """
BatchCheckLayerAvailability    repository/{repositoryName}
BatchDeleteImage               repository/{repositoryName}
BatchGetImage                  repository/{repositoryName}
CompleteLayerUpload            repository/{repositoryName}
CreateRepository               repository/{repositoryName}
DeleteLifecyclePolicy          repository/{repositoryName}
DeleteRepository               repository/{repositoryName}
DeleteRepositoryPolicy         repository/{repositoryName}
DescribeImageScanFindings      repository/{repositoryName}
DescribeImages                 repository/{repositoryName}
DescribeRepositories           repository/{repositoryNames=*}
GetDownloadUrlForLayer         repository/{repositoryName}
GetLifecyclePolicy             repository/{repositoryName}
GetRepositoryPolicy            repository/{repositoryName}
InitiateLayerUpload            repository/{repositoryName}
ListImages                     repository/{repositoryName}
ListTagsForResource            {resourceArn}
PutImage                       repository/{repositoryName}
PutImageScanningConfiguration  repository/{repositoryName}
PutImageTagMutability          repository/{repositoryName}
PutLifecyclePolicy             repository/{repositoryName}
SetRepositoryPolicy            repository/{repositoryName}
TagResource                    {resourceArn}
UntagResource                  {resourceArn}
UploadLayerPart                repository/{repositoryName}
"""

GUARDDUTY = """
GetDetector                    detector/{DetectorId}
"""

LOGS = """
CreateLogGroup                 log-group:{logGroupName}:log-stream:
CreateLogStream                log-group:{logGroupName}:log-stream:{logStreamName}
DeleteLogGroup                 log-group:{logGroupName}:log-stream:
DeleteLogStream                log-group:{logGroupName}:log-stream:{logStreamName}
DeleteRetentionPolicy          log-group:{logGroupName}:log-stream:
DescribeLogGroups              log-group::log-stream:
DescribeLogStreams             log-group:{@loggroup}:log-stream:
FilterLogEvents                log-group:{@loggroup}:log-stream:
GetLogEvents                   log-group:{@loggroup}:log-stream:{logStreamName}
ListTagsForResource            {resourceArn}
ListTagsLogGroup               log-group:{logGroupName}:log-stream:
PutLogEvents                   log-group:{logGroupName}:log-stream:{logStreamName}
PutRetentionPolicy             log-group:{logGroupName}:log-stream:
StartLiveTail                  {logGroupIdentifiers}
TagResource                    {resourceArn}
UntagResource                  {resourceArn}
"""

SERVICEDISCOVERY = """
CreateService                  namespace/{@namespace} service/*
DeleteNamespace                namespace/{Id}
DeleteService                  service/{Id}
DeregisterInstance             service/{ServiceId}
DiscoverInstances              namespace/{@named} service/{@found}
GetInstance                    service/{ServiceId}
GetInstancesHealthStatus       service/{ServiceId}
GetNamespace                   namespace/{Id}
GetOperation                   {@subject}
GetService                     service/{Id}
ListInstances                  service/{ServiceId}
RegisterInstance               service/{ServiceId}
UpdateInstanceCustomHealthStatus  service/{ServiceId}
UpdatePrivateDnsNamespace      namespace/{Id}
UpdateService                  service/{Id}
"""

ROUTE53 = """
ChangeResourceRecordSets       hostedzone/{Id}
DeleteHostedZone               hostedzone/{Id}
GetHostedZone                  hostedzone/{Id}
ListResourceRecordSets         hostedzone/{Id}
"""

SERVICEQUOTAS = """
GetServiceQuota                {ServiceCode}/{QuotaCode}
"""

SECRETSMANAGER = """
CreateSecret                   secret:{Name}-??????
DeleteResourcePolicy           {@secret}
DeleteSecret                   {@secret}
DescribeSecret                 {@secret}
GetResourcePolicy              {@secret}
GetSecretValue                 {@secret}
ListSecretVersionIds           {@secret}
PutResourcePolicy              {@secret}
PutSecretValue                 {@secret}
RestoreSecret                  {@secret}
RotateSecret                   {@secret}
TagResource                    {@secret}
UntagResource                  {@secret}
UpdateSecret                   {@secret}
UpdateSecretVersionStage       {@secret}
"""

SSM = """
AddTagsToResource              parameter/{@parameter}
DeleteParameter                parameter/{@parameter}
DeleteParameters               parameter/{@parameter}
GetParameter                   parameter/{@parameter}
GetParameterHistory            parameter/{@parameter}
GetParameters                  parameter/{@parameter}
GetParametersByPath            parameter/{@parameter}
LabelParameterVersion          parameter/{@parameter}
ListTagsForResource            parameter/{@parameter}
PutParameter                   parameter/{@parameter}
RemoveTagsFromResource         parameter/{@parameter}
UnlabelParameterVersion        parameter/{@parameter}
"""

STS = """
AssumeRole                     {RoleArn}
"""

TABLES = {
    "ec2": EC2,
    "ecr": ECR,
    "ecs": ECS,
    "elasticloadbalancing": ELASTICLOADBALANCING,
    "guardduty": GUARDDUTY,
    "iam": IAM,
    "logs": LOGS,
    "route53": ROUTE53,
    "secretsmanager": SECRETSMANAGER,
    "servicediscovery": SERVICEDISCOVERY,
    "servicequotas": SERVICEQUOTAS,
    "ssm": SSM,
    "sts": STS,
}

NEXT_LINE = re.compile(r"\n +")


def _read() -> Iterator[tuple[str, tuple[str, ...]]]:
    for service, table in TABLES.items():
        for line in NEXT_LINE.sub(" ", table.strip()).splitlines():
            operation, *resources = line.split()
            yield f"{service}:{operation}", tuple(resources)


RESOURCES: dict[str, tuple[str, ...]] = dict(_read())
"""The resources of each action, as they are written above."""
