"""A public network with what stands at its door: load balancers, listeners, target groups."""

import http.client
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tests.sandbox.waiting import until

Aws = Callable[..., Any]


@dataclass
class Answer:
    """What came back."""

    status: int
    text: str
    headers: dict[str, str]


def ask(dns_name: str, path: str = "/", method: str = "GET", body: Any = None, **headers: str) -> Answer:
    """One HTTP request on a connection of its own; underscores in a header's name stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection(dns_name, timeout=10)) as connection:
        connection.request(
            method, path, body, named, encode_chunked=named.get("Transfer-Encoding") == "chunked"
        )
        with connection.getresponse() as answer:
            return Answer(answer.status, answer.read().decode(), dict(answer.getheaders()))


class FrontDoor:
    """A VPC with a gateway and two subnets, and short ways to make what belongs to a load balancer."""

    def __init__(self, client: Aws, region: str = "eu-central-1", network: str = "10.0") -> None:
        self.ec2, self.elb, self.region = client("ec2", region), client("elbv2", region), region
        self.network = network
        self.vpc = self.ec2.create_vpc(CidrBlock=f"{network}.0.0/16")["Vpc"]["VpcId"]
        self.gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=self.gateway, VpcId=self.vpc)
        self.subnets = [self.subnet(number, zone) for number, zone in enumerate("ab")]
        self.security_group = self.group("door")

    def subnet(self, number: int, zone: str) -> str:
        made = self.ec2.create_subnet(
            VpcId=self.vpc, CidrBlock=f"{self.network}.{number}.0/24", AvailabilityZone=f"{self.region}{zone}"
        )
        return str(made["Subnet"]["SubnetId"])

    def group(self, name: str) -> str:
        made = self.ec2.create_security_group(GroupName=name, Description=name, VpcId=self.vpc)
        return str(made["GroupId"])

    def asked(self, name: str = "door", **more: Any) -> dict[str, Any]:
        """What asks for a load balancer."""
        return {"Name": name, "Subnets": self.subnets, "SecurityGroups": [self.security_group]} | more

    def balancer(self, name: str = "door", *, wait: bool = True, **more: Any) -> dict[str, Any]:
        """Make a load balancer, and wait until it is active."""
        made = self.elb.create_load_balancer(**self.asked(name, **more))["LoadBalancers"][0]
        return self.active(made["LoadBalancerArn"]) if wait else dict(made)

    def active(self, arn: str, within: float = 10.0) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            found = self.elb.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0]
            return dict(found) if found["State"]["Code"] == "active" else None

        found = until(look, within=within)
        assert found is not None
        return found

    def targets(self, name: str = "one", **more: Any) -> str:
        """Make a target group, and return its ARN."""
        asked = {"Name": name, "Protocol": "HTTP", "Port": 8080, "VpcId": self.vpc, "TargetType": "ip"}
        made = self.elb.create_target_group(**asked | {"HealthCheckPath": "/health"} | more)
        return str(made["TargetGroups"][0]["TargetGroupArn"])

    def listener(self, balancer: dict[str, Any], *actions: dict[str, Any], port: int = 80) -> str:
        """Make a listener, and return its ARN."""
        made = self.elb.create_listener(
            LoadBalancerArn=balancer["LoadBalancerArn"],
            Protocol="HTTP",
            Port=port,
            DefaultActions=list(actions),
        )
        return str(made["Listeners"][0]["ListenerArn"])

    def rule(self, listener: str, priority: int, condition: dict[str, Any], *actions: dict[str, Any]) -> str:
        """Make a rule with one condition, and return its ARN."""
        made = self.elb.create_rule(
            ListenerArn=listener, Priority=priority, Conditions=[condition], Actions=list(actions)
        )
        return str(made["Rules"][0]["RuleArn"])

    def health(self, group: str, **more: Any) -> list[dict[str, Any]]:
        """What describe_target_health says."""
        answer = self.elb.describe_target_health(TargetGroupArn=group, **more)
        return list(answer["TargetHealthDescriptions"])

    def states(self, group: str) -> list[str]:
        """The states of a group's targets."""
        return [one["TargetHealth"]["State"] for one in self.health(group)]

    def wait_for(self, group: str, *states: str, within: float = 10.0) -> None:
        """Wait until the group's targets have these states."""
        until(lambda: self.states(group) == list(states), within=within)


def forward(*groups: str) -> dict[str, Any]:
    """The action that passes requests on to one group, or to several alike."""
    if len(groups) == 1:
        return {"Type": "forward", "TargetGroupArn": groups[0]}
    return weighted(*((group, 1) for group in groups))


def weighted(*groups: tuple[str, int]) -> dict[str, Any]:
    """The action that spreads requests over several groups."""
    shares = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in groups]
    return {"Type": "forward", "ForwardConfig": {"TargetGroups": shares}}


def fixed(body: str = "fixed", status: str = "200") -> dict[str, Any]:
    """The action that answers at once."""
    settings = {"StatusCode": status, "ContentType": "text/plain", "MessageBody": body}
    return {"Type": "fixed-response", "FixedResponseConfig": settings}


def path(*patterns: str) -> dict[str, Any]:
    """The condition on a request's path."""
    return {"Field": "path-pattern", "PathPatternConfig": {"Values": list(patterns)}}
