"""What may hold on to something that is to be deleted, as data: in words, who lets go of it, by which command, and when.

The usual times are AWS's own, as others have seen them (aws-facts §3.1, deletes, and §4, timings).
"""

from collections.abc import Mapping
from dataclasses import dataclass

MINUTE = 60.0  # seconds


@dataclass(frozen=True)
class WayToLetGo:
    """What it is in `words`, and how it lets go: by itself after so many seconds (`usual`), or by somebody's command.

    In `how`, `{id}` is what holds and `{within}` what it is in or on.
    """

    words: str
    how: str
    usual: float = 0.0

    def cure(self, id_: str, within: str) -> str:
        """Who can let go of it, and how."""
        how = self.how.format(id=id_, within=within)
        return how if self.usual else f"Ask whoever it belongs to; or, if nobody needs it: `aws {how}`."


WAYS: Mapping[str, WayToLetGo] = {
    "AWS::EC2::NetworkInterface": WayToLetGo(
        "the network interface", "ec2 delete-network-interface --network-interface-id {id}"
    ),
    "AWS::EC2::NetworkInterface.LoadBalancer": WayToLetGo(
        "a load balancer's network interface",
        "It goes about a minute after its load balancer is deleted.",
        MINUTE,
    ),
    "AWS::EC2::NetworkInterface.Task": WayToLetGo(
        "a task's network interface", "It goes about a minute after its task has stopped.", MINUTE
    ),
    "AWS::EC2::NetworkInterface.Endpoint": WayToLetGo(
        "an endpoint's network interface",
        "It goes a minute or two after its endpoint is deleted.",
        2 * MINUTE,
    ),
    "AWS::EC2::NetworkInterface.Lambda": WayToLetGo(
        "a Lambda function's network interface",
        "AWS takes it away up to 20 minutes after its function is deleted or moved.",
        20 * MINUTE,
    ),
    "AWS::EC2::NetworkInterface.Requester": WayToLetGo(
        "a network interface of another AWS service",
        "That service takes it away when it no longer needs it; nobody can delete it by hand.",
        5 * MINUTE,
    ),
    "GuardDuty": WayToLetGo(
        "an interface of GuardDuty's endpoint",
        "The endpoint has been asked to leave; AWS takes some minutes for that.",
        5 * MINUTE,
    ),
    "AWS::EC2::Instance": WayToLetGo("the instance", "ec2 terminate-instances --instance-ids {id}"),
    "AWS::EC2::Subnet": WayToLetGo("the subnet", "ec2 delete-subnet --subnet-id {id}"),
    "AWS::EC2::SecurityGroup": WayToLetGo("the security group", "ec2 delete-security-group --group-id {id}"),
    "AWS::EC2::SecurityGroupRule.Ingress": WayToLetGo(
        "the rule", "ec2 revoke-security-group-ingress --group-id {within} --security-group-rule-ids {id}"
    ),
    "AWS::EC2::SecurityGroupRule.Egress": WayToLetGo(
        "the rule", "ec2 revoke-security-group-egress --group-id {within} --security-group-rule-ids {id}"
    ),
    "AWS::EC2::RouteTable": WayToLetGo("the route table", "ec2 delete-route-table --route-table-id {id}"),
    "AWS::EC2::VPCEndpoint": WayToLetGo("the endpoint", "ec2 delete-vpc-endpoints --vpc-endpoint-ids {id}"),
    "AWS::EC2::NetworkAcl": WayToLetGo("the network ACL", "ec2 delete-network-acl --network-acl-id {id}"),
    "AWS::ECS::Task": WayToLetGo("the task", "ecs stop-task --cluster {within} --task {id}"),
    "AWS::ECS::Service": WayToLetGo(
        "the service", "ecs delete-service --force --cluster {within} --service {id}"
    ),
    "AWS::ServiceDiscovery::Service": WayToLetGo(
        "the Cloud Map service", "servicediscovery delete-service --id {id}"
    ),
    "AWS::ServiceDiscovery::Instance": WayToLetGo(
        "the Cloud Map instance",
        "servicediscovery deregister-instance --service-id {within} --instance-id {id}",
    ),
    "AWS::ElasticLoadBalancingV2::Listener": WayToLetGo(
        "the listener", "elbv2 delete-listener --listener-arn {id}"
    ),
    "AWS::ElasticLoadBalancingV2::ListenerRule": WayToLetGo("the rule", "elbv2 delete-rule --rule-arn {id}"),
    "AWS::ElasticLoadBalancingV2::LoadBalancer.DeletionProtection": WayToLetGo(
        "deletion protection",
        "elbv2 modify-load-balancer-attributes --load-balancer-arn {within} "
        "--attributes Key=deletion_protection.enabled,Value=false",
    ),
    "AWS::IAM::ManagedPolicy": WayToLetGo(
        "the policy", "iam detach-role-policy --role-name {within} --policy-arn {id}"
    ),
    "AWS::IAM::RolePolicy": WayToLetGo(
        "the policy", "iam delete-role-policy --role-name {within} --policy-name {id}"
    ),
    "AWS::IAM::InstanceProfile": WayToLetGo(
        "the instance profile",
        "iam remove-role-from-instance-profile --instance-profile-name {id} --role-name {within}",
    ),
}
"""By the kind of what holds: AWS's type name, with a word more where the same type lets go in several ways."""
