"""What holds on to something in a teardown is named at once, with who can let go; the run goes on when it does."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from steps import STEPS
from steps.appfile.apps import BUNDLED, load
from steps.aws import remains
from steps.aws.vpc import subnets
from steps.engine.build import builder, patience, until_they_leave
from steps.engine.build.down import tear_down
from steps.engine.build.settle import settle
from steps.engine.build.up import build
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.model.events import AnyEvent, Called, Failed, Outcome
from steps.engine.model.obstacle import Cleared, Obstacle
from steps.engine.model.sentences import sentence
from steps.engine.model.site import DEPLOYMENT_TAG
from steps.engine.troubles import Exit
from steps.receipt.make import make_receipt
from steps.receipt.receipt import Receipt
from steps.receipt.words import lines
from steps.sandbox.control import set_weather
from steps.target.target import Target, TargetKind, open_target, start_practice, stop_practice
from tests.whole.account import client
from tui.lines.arguments import parser
from tui.lines.commands import run

NAME = "held"
ADA = [{"Key": "Owner", "Value": "ada"}]
READING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}
OURS: list[Any] = [{"Name": f"tag:{DEPLOYMENT_TAG}", "Values": [NAME]}]

LetGo = Callable[[], object]
Cloud = Mapping[str, str]


def network_interface(cloud: Cloud) -> LetGo:
    ec2 = client(cloud, "ec2")
    subnet = ec2.describe_subnets(Filters=OURS)["Subnets"][0]["SubnetId"]
    tags = [{"ResourceType": "network-interface", "Tags": ADA}]
    card = ec2.create_network_interface(SubnetId=subnet, Description="ada's", TagSpecifications=tags)
    id_ = card["NetworkInterface"]["NetworkInterfaceId"]
    return lambda: ec2.delete_network_interface(NetworkInterfaceId=id_)


def task(cloud: Cloud) -> LetGo:
    ecs, cluster = client(cloud, "ecs"), f"{NAME}-cluster"
    service = ecs.describe_services(cluster=cluster, services=[f"{NAME}-static-app"])["services"][0]
    (made,) = ecs.run_task(
        cluster=cluster, taskDefinition=service["taskDefinition"], launchType="FARGATE",
        networkConfiguration=service["networkConfiguration"],
    )["tasks"]  # fmt: skip
    return lambda: ecs.stop_task(cluster=cluster, task=made["taskArn"])


def group_rule(cloud: Cloud) -> LetGo:
    ec2 = client(cloud, "ec2")
    ours = next(
        each
        for each in ec2.describe_security_groups(Filters=OURS)["SecurityGroups"]
        if "app" in each["GroupName"]
    )
    tags = [{"ResourceType": "security-group", "Tags": ADA}]
    hers = ec2.create_security_group(
        VpcId=ours["VpcId"], GroupName="hers", Description="hers", TagSpecifications=tags
    )["GroupId"]
    pair = {
        "IpProtocol": "tcp",
        "FromPort": 5432,
        "ToPort": 5432,
        "UserIdGroupPairs": [{"GroupId": ours["GroupId"]}],
    }
    ec2.authorize_security_group_ingress(GroupId=hers, IpPermissions=[pair])
    return lambda: ec2.delete_security_group(GroupId=hers)


def target(cloud: Cloud) -> LetGo:
    elb = client(cloud, "elbv2")
    balancer = elb.describe_load_balancers(Names=[f"{NAME}-balancer"])["LoadBalancers"][0]["LoadBalancerArn"]
    group = elb.describe_target_groups(LoadBalancerArn=balancer)["TargetGroups"][0]["TargetGroupArn"]
    listener = elb.create_listener(
        LoadBalancerArn=balancer, Protocol="HTTP", Port=8080, DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
    )["Listeners"][0]["ListenerArn"]  # fmt: skip
    return lambda: elb.delete_listener(ListenerArn=listener)


def registered_instance(cloud: Cloud) -> LetGo:
    sd = client(cloud, "servicediscovery")
    (service,) = sd.list_services()["Services"]
    sd.register_instance(
        ServiceId=service["Id"], InstanceId="hers", Attributes={"AWS_INSTANCE_IPV4": "10.0.0.9"}
    )
    return lambda: sd.deregister_instance(ServiceId=service["Id"], InstanceId="hers")


def deletion_protection(cloud: Cloud) -> LetGo:
    elb = client(cloud, "elbv2")
    balancer = elb.describe_load_balancers(Names=[f"{NAME}-balancer"])["LoadBalancers"][0]["LoadBalancerArn"]

    def switch(to: str) -> None:
        elb.modify_load_balancer_attributes(
            LoadBalancerArn=balancer, Attributes=[{"Key": "deletion_protection.enabled", "Value": to}]
        )

    switch("true")
    return lambda: switch("false")


def policy(cloud: Cloud) -> LetGo:
    iam, role = client(cloud, "iam"), f"{NAME}-execution-{cloud['AWS_REGION']}"
    arn = iam.create_policy(PolicyName="hers", PolicyDocument=json.dumps(READING))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    return lambda: iam.detach_role_policy(RoleName=role, PolicyArn=arn)


HOLDERS: dict[str, tuple[Callable[[Cloud], LetGo], str, str, str]] = {
    "a network interface": (
        network_interface, "AWS::EC2::NetworkInterface", "“ada”", "aws ec2 delete-network-interface",
    ),
    "a task run by hand": (task, "AWS::ECS::Task", "of somebody else", "aws ecs stop-task"),
    "a rule": (
        group_rule, "AWS::EC2::SecurityGroupRule.Ingress", "“ada”", "aws ec2 revoke-security-group-ingress",
    ),
    "a target": (target, "AWS::ElasticLoadBalancingV2::Listener", "on port 8080", "aws elbv2 delete-listener"),
    "a registered instance": (
        registered_instance, "AWS::ServiceDiscovery::Instance", "10.0.0.9",
        "aws servicediscovery deregister-instance",
    ),
    "deletion protection": (
        deletion_protection, "AWS::ElasticLoadBalancingV2::LoadBalancer.DeletionProtection", "switched it on",
        "aws elbv2 modify-load-balancer-attributes",
    ),
    "a policy": (policy, "AWS::IAM::ManagedPolicy", "policy hers", "aws iam detach-role-policy"),
}  # fmt: skip
"""How each is put in the way, its kind, what is said of it, and the command that lets go."""


@dataclass
class World:
    """A platform with all of them in the way, taken down twice: nobody lets go; then each does as soon as it is named."""

    cloud: Cloud
    in_subnets: list[Obstacle] = field(default_factory=list)
    kept: list[AnyEvent] = field(default_factory=list)
    released: list[AnyEvent] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    codes: list[Exit] = field(default_factory=list)  # of `fargate-wizard receipt`, which asks AWS anew
    account: list[list[str]] = field(default_factory=list)  # the ids of what carries its tag, at each receipt

    def end(self, work: Work) -> None:
        """Take it down, with a receipt."""
        self.outcomes.append(tear_down(work))
        self.receipts.append(make_receipt(work))
        self.codes.append(run(parser().parse_args(["receipt", NAME])))
        ec2 = client(self.cloud, "ec2")
        self.account.append(
            [
                each["ResourceId"]
                for each in ec2.describe_tags(Filters=[{"Name": "value", "Values": [NAME]}])["Tags"]
            ]
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FARGATE_WIZARD_HOME", str(tmp_path_factory.mktemp("home")))
        running = start_practice(speed=float("inf"))
        cloud = {
            "AWS_ENDPOINT_URL": running.endpoint, "AWS_ACCESS_KEY_ID": running.key,
            "AWS_SECRET_ACCESS_KEY": running.secret, "AWS_REGION": "eu-central-1",
        }  # fmt: skip
        set_weather(running, "guardduty")
        deployment, world = Deployment(NAME), World(cloud)
        try:
            with deployment.locked():
                heard: list[Callable[[AnyEvent], None]] = [lambda event: None]

                def hear(event: AnyEvent) -> None:
                    heard[-1](event)

                aws = open_target(Target(TargetKind.SANDBOX))
                work = Work(deployment, STEPS, "sandbox", aws, hear, remains=remains)
                settle(work, load(BUNDLED))
                assert build(work) is Outcome.DONE
                patch.setattr(patience, "LEAST_PATIENCE", 1.0)
                ways = {kind: put(cloud) for put, kind, _, _ in HOLDERS.values()}
                world.in_subnets = look_into_subnets(work)
                heard.append(world.kept.append)
                world.end(work)
                patch.setattr(patience, "LEAST_PATIENCE", 30.0)
                patch.setattr(until_they_leave, "PATIENCE", 30_000.0)
                heard.append(lambda event: _let_go(world.released, event, ways))
                world.end(work)
                yield world
        finally:
            stop_practice()


def look_into_subnets(work: Work) -> list[Obstacle]:
    """What would hold the private subnets if they were deleted now: without delays GuardDuty's endpoint goes at once."""
    run, private = work.new_run(), subnets(work.plan, "private")
    builder.survey_or_raise(run, private)
    return [each for subnet in private for each in run.obstacles(run.at(subnet), subnet, run.handles[subnet])]


def _let_go(told: list[AnyEvent], event: AnyEvent, ways: dict[str, LetGo]) -> None:
    told.append(event)
    if isinstance(event, Obstacle) and (way := ways.pop(event.kind, None)):
        way()


@pytest.mark.parametrize("holder", HOLDERS)
def test_each_is_named_with_whose_it_is_and_who_can_let_go(world: World, holder: str) -> None:
    _, kind, said, command = HOLDERS[holder]
    heard = [*world.kept, *world.released]  # what is behind another holder is met when that has let go
    named = [event for event in heard if isinstance(event, Obstacle) and event.kind == kind]
    assert any(said in each.what for each in named)
    assert all(command in each.cure for each in named)
    assert all("goes on by itself" in str(sentence(each)) for each in named)


def test_whoever_lets_go_is_noticed_and_all_of_it_goes(world: World) -> None:
    failed = [str(sentence(event)) for event in world.released if isinstance(event, Failed)]
    assert world.outcomes == [Outcome.LEFT, Outcome.DONE], failed
    named = {(event.resource, event.id) for event in world.released if isinstance(event, Obstacle)}
    assert {(event.resource, event.id) for event in world.released if isinstance(event, Cleared)} == named


def test_guard_dutys_endpoint_is_named_and_leaves_by_itself(world: World) -> None:
    (named, *_) = [each for each in world.in_subnets if each.kind == "GuardDuty"]
    assert "of GuardDuty (“VPC Endpoint Interface vpce-" in named.what
    assert named.by_itself
    assert "Usually within 5 min" in str(sentence(named))
    tasks = [each for each in world.in_subnets if each.kind == "AWS::EC2::NetworkInterface.Task"]
    assert all("about a minute after its task has stopped" in each.cure for each in tasks)
    assert tasks


def test_a_deletion_is_not_tried_hundreds_of_times(world: World) -> None:
    tries = Counter(
        (event.resource, event.line)
        for event in world.kept
        if isinstance(event, Called) and "delete-" in event.line
    )
    assert max(tries.values()) <= 40


def test_the_receipt_of_what_is_held_says_what_stands_and_why(world: World) -> None:
    receipt = world.receipts[0]
    assert not receipt.is_clean
    assert len(receipt.made) == len(receipt.gone) + sum(left.ours for left in receipt.left)
    ours = {left.id for left in receipt.left if left.ours}
    assert set(world.account[0]) <= ours
    told = "\n".join(lines(receipt))
    for said in (
        "ada",
        "switched it on",
        "policy hers",
        "Cloud Map instance hers",
        "aws ecs stop-task",
    ):
        assert said in told


def test_the_receipt_of_what_is_gone_is_clean(world: World) -> None:
    receipt = world.receipts[1]
    assert receipt.is_clean, list(lines(receipt))
    assert world.account[1] == []
    assert receipt.words == f"{len(receipt.made)} made, {len(receipt.made)} gone, running cost now $0.00/h"
    assert [look.where for look in receipt.looks if look.looked] == [
        "every id in its journal",
        "everything in its network",
    ]


def test_the_command_has_an_exit_code_of_its_own_while_anything_is_left(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.codes == [Exit.LEFT_BEHIND, Exit.DONE]
    assert run(parser().parse_args(["receipt", NAME, "--offline", "--json"])) is Exit.DONE
    kept = json.loads(capsys.readouterr().out)
    assert (kept["event"], kept["deployment"], kept["left"]) == ("receipt", NAME, [])
