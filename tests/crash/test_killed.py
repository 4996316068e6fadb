"""Killed at any call, `up` reaches the platform with nothing made twice, and `down` leaves nothing and harms nobody."""

from collections.abc import Sequence
from itertools import cycle

import pytest

from tests.crash.disturbed import Disturbed, done
from tests.crash.lives import KILLED, spread
from tests.crash.platform import changing
from tests.marks import long
from tests.tools.blow import Blow, Moment

ELB = "elastic-load-balancing-v2"
MADE = (
    "ecr.CreateRepository", "ecr.PutImage", "ecs.CreateCluster", "iam.CreateRole", "iam.PutRolePolicy",
    "cloudwatch-logs.CreateLogGroup", "cloudwatch-logs.PutRetentionPolicy", "ecs.RegisterTaskDefinition",
    "ec2.CreateVpc", "ec2.ModifyVpcAttribute", "ec2.CreateSubnet", "ec2.CreateInternetGateway",
    "ec2.AttachInternetGateway", "ec2.CreateRouteTable", "ec2.CreateRoute", "ec2.AssociateRouteTable",
    "ec2.CreateSecurityGroup", "ec2.RevokeSecurityGroupEgress", "ec2.AuthorizeSecurityGroupIngress",
    "ec2.AuthorizeSecurityGroupEgress", f"{ELB}.CreateLoadBalancer", f"{ELB}.CreateTargetGroup",
    f"{ELB}.ModifyTargetGroupAttributes", f"{ELB}.CreateListener", f"{ELB}.CreateRule", "ec2.CreateVpcEndpoint",
    "servicediscovery.CreatePrivateDnsNamespace", "servicediscovery.CreateService", "ecs.CreateService",
    "ec2.RevokeSecurityGroupIngress", f"{ELB}.ModifyLoadBalancerAttributes", "cloudwatch.PutMetricAlarm",
    "cloudwatch-logs.DeleteLogGroup",
)  # fmt: skip
TAKEN = (
    "ecs.DeleteService", "servicediscovery.DeleteService", "servicediscovery.DeleteNamespace", f"{ELB}.DeleteRule",
    f"{ELB}.DeleteListener", f"{ELB}.DeleteLoadBalancer", f"{ELB}.DeleteTargetGroup", "ec2.DeleteVpcEndpoints",
    "ec2.RevokeSecurityGroupIngress", "ec2.RevokeSecurityGroupEgress", "ec2.DeleteSecurityGroup",
    "ec2.DisassociateRouteTable", "ec2.DeleteRouteTable", "ec2.DetachInternetGateway", "ec2.DeleteInternetGateway",
    "ec2.DeleteSubnet", "ec2.DeleteVpc", "ecs.DeregisterTaskDefinition", "ecs.DeleteTaskDefinitions",
    "ecs.DeleteCluster", "iam.DeleteRolePolicy", "iam.DeleteRole", "cloudwatch-logs.DeleteLogGroup",
    "ecr.DeleteRepository", "cloudwatch.DeleteAlarms", "cloudwatch-logs.CreateLogGroup",
)  # fmt: skip
READ = (
    "sts.GetCallerIdentity", "ec2.DescribeSubnets", "ecs.DescribeServices", "iam.GetRole", "ecs.DescribeClusters",
    "ec2.DescribeVpcs", "ecr.DescribeRepositories",
)  # fmt: skip
LIVES = 5
"""Seven kills each way in each: every kind of call once, before it or after it in turn; `make crash-matrix` has all calls."""


def firsts(calls: Sequence[str], kinds: Sequence[str]) -> list[Blow]:
    """The first call of each kind, in the order in which they came."""
    came = [call for call in dict.fromkeys(calls) if call in kinds]
    return [Blow(moment, operation=call) for call, moment in zip(came, cycle(Moment), strict=False)]


def test_every_kind_of_call_that_makes_or_deletes_is_tried(disturbed: Disturbed) -> None:
    assert set(filter(changing, disturbed.calls["up"])) == set(MADE)
    assert set(filter(changing, disturbed.calls["down"])) == set(TAKEN)


@pytest.mark.parametrize("number", [0, 1, *map(long, range(2, LIVES))])
def test_killed_at_its_calls_both_ways_it_ends_right(disturbed: Disturbed, number: int) -> None:
    up, down = firsts(disturbed.calls["up"], MADE), firsts(disturbed.calls["down"], TAKEN + READ)
    waiting = [spread(up, down, LIVES)[number]]
    while waiting:
        ending = waiting.pop().run(disturbed)
        assert (ending.wrong, ending.over) == ([], []), ending.killed
        waiting += ending.missed


@pytest.mark.parametrize("moment", Moment)
def test_down_after_an_up_that_was_killed_leaves_nothing(disturbed: Disturbed, moment: Moment) -> None:
    wizard = disturbed.wizard
    for number in (20, 60, 80):
        name = disturbed.new_name()
        assert wizard.up(name, blow=Blow(moment, number)).code == KILLED
        done(wizard.down(name))
        assert disturbed.left() == []
