"""The grounds that tests of ECS stand on: a network, a role, a repository with a tiny app, a cluster."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from steps.sandbox.folders import ANNOTATION, register
from tests.sandbox.conftest import HOMES

REGION = "eu-central-1"
PORT = 8080
FAMILY = "web"
GROUP = "/ecs/web"

SERVER = """
import json, os, signal, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

if "EXIT" in os.environ:
    print("I give up", flush=True)
    os._exit(int(os.environ["EXIT"]))
if "DEAF" in os.environ:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
else:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))

class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/crash":
            os._exit(3)
        body = json.dumps(dict(os.environ)).encode()
        self.send_response(int(os.environ.get("STATUS", "200")))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass

print("listening as", os.getpid(), flush=True)
ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
"""

APP = """
name = "tiny"
about = "Answers with its environment."
port = 8080
path = "/"
cpu = 256
memory = 512
count = 1
[health]
path = "/"
[practice]
command = ["{python}", "-I", "-S", "server.py"]
"""

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}
PULL_AND_LOG = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "ecr:GetAuthorizationToken",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
                "logs:CreateLogStream",
                "logs:PutLogEvents",
            ],
            "Resource": "*",
        }
    ],
}


class Grounds:
    """Everything that a service needs, in one region; `folder` is where the tiny app is written."""

    def __init__(self, client: Callable[..., Any], folder: Path, region: str = REGION) -> None:
        self.client, self.region = client, region
        self.ec2, self.ecs, self.elb, self.iam = map(client, ("ec2", "ecs", "elbv2", "iam"))
        self.build_network()
        self.role_name = f"run-{region}"
        made = self.iam.create_role(RoleName=self.role_name, AssumeRolePolicyDocument=json.dumps(TRUST))
        self.role = made["Role"]["Arn"]
        self.grant(PULL_AND_LOG)
        client("logs").create_log_group(logGroupName=GROUP)
        self.repository = client("ecr").create_repository(repositoryName="web")["repository"]["repositoryUri"]
        self.image = self.push(write_app(folder))
        self.cluster = self.ecs.create_cluster(clusterName="demo")["cluster"]["clusterName"]

    def grant(self, policy: dict[str, Any]) -> None:
        """Let the execution role do what a policy says, and nothing else."""
        self.iam.put_role_policy(RoleName=self.role_name, PolicyName="run", PolicyDocument=json.dumps(policy))

    def build_network(self) -> None:
        """Two public and two private subnets in two zones, and groups for the tasks and the endpoints."""
        ec2 = self.ec2
        self.vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        ec2.modify_vpc_attribute(VpcId=self.vpc, EnableDnsHostnames={"Value": True})
        self.gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=self.gateway, VpcId=self.vpc)
        self.public_table, self.private_table = self.table(), self.table()
        ec2.create_route(
            RouteTableId=self.public_table, DestinationCidrBlock="0.0.0.0/0", GatewayId=self.gateway
        )
        self.public = [self.subnet(n, self.public_table) for n in range(2)]
        self.private = [self.subnet(n + 2, self.private_table) for n in range(2)]
        self.group = self.new_group("apps")
        self.endpoint_group = self.new_group("endpoints")
        allow(ec2.authorize_security_group_ingress, self.group, PORT, CidrIp="0.0.0.0/0")
        allow(ec2.authorize_security_group_ingress, self.endpoint_group, 443, GroupId=self.group)

    def table(self) -> str:
        """A route table of its own."""
        return str(self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"])

    def subnet(self, number: int, table: str) -> str:
        """A subnet, in zone a or b by turns."""
        subnet = self.ec2.create_subnet(
            VpcId=self.vpc,
            CidrBlock=f"10.0.{number}.0/24",
            AvailabilityZone=f"{self.region}{'ab'[number % 2]}",
        )["Subnet"]["SubnetId"]
        self.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        return str(subnet)

    def new_group(self, name: str) -> str:
        """A security group that lets everything out."""
        return str(
            self.ec2.create_security_group(GroupName=name, Description=name, VpcId=self.vpc)["GroupId"]
        )

    def endpoints(self, *services: str, tables: list[str] | None = None, **settings: Any) -> list[str]:
        """Endpoints for some services: a gateway for s3, interfaces in the private subnets for the others."""
        made = []
        for service in services:
            kind: dict[str, Any] = {
                "VpcEndpointType": "Interface",
                "SubnetIds": self.private,
                "SecurityGroupIds": [self.endpoint_group],
                "PrivateDnsEnabled": True,
            } | settings
            if service == "s3":
                kind = {"VpcEndpointType": "Gateway", "RouteTableIds": tables or [self.private_table]}
            name = f"com.amazonaws.{self.region}.{service}"
            answer = self.ec2.create_vpc_endpoint(VpcId=self.vpc, ServiceName=name, **kind)
            made.append(answer["VpcEndpoint"]["VpcEndpointId"])
        return made

    def push(self, source: Path, tag: str = "1", **annotations: str) -> str:
        """Push an image without layers that stands for an app's folder, as the wizard of this home does."""
        digest = register(HOMES[self.ecs.meta.endpoint_url], source, tag)
        return self.put({ANNOTATION: digest} | annotations, tag)

    def put(self, annotations: dict[str, str], tag: str = "1") -> str:
        """Put a manifest without layers, with anything written on it."""
        put_image(self.client("ecr"), "web", annotations, tag)
        return f"{self.repository}:{tag}"

    def definition(self, *, environment: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
        """What RegisterTaskDefinition is asked for; `image`, `stopTimeout` and `logs` change the container."""
        container: dict[str, Any] = {
            "name": "web",
            "image": changes.pop("image", self.image),
            "portMappings": [{"containerPort": PORT}],
            "environment": [{"name": name, "value": value} for name, value in (environment or {}).items()],
        }
        if timeout := changes.pop("stopTimeout", None):
            container["stopTimeout"] = timeout
        if changes.pop("logs", True):
            options = {"awslogs-group": GROUP, "awslogs-region": self.region, "awslogs-stream-prefix": "web"}
            container["logConfiguration"] = {"logDriver": "awslogs", "options": options}
        return {
            "family": FAMILY,
            "requiresCompatibilities": ["FARGATE"],
            "networkMode": "awsvpc",
            "cpu": "256",
            "memory": "512",
            "executionRoleArn": self.role,
            "containerDefinitions": [container],
        } | changes

    def define(self, **changes: Any) -> str:
        """Register a task definition; answers its ARN."""
        answer = self.ecs.register_task_definition(**self.definition(**changes))
        return str(answer["taskDefinition"]["taskDefinitionArn"])

    def network(self, *, public: bool = True, address: bool = True, **changes: Any) -> dict[str, Any]:
        """A network configuration in the public or the private subnets."""
        return {
            "awsvpcConfiguration": {
                "subnets": self.public if public else self.private,
                "securityGroups": [self.group],
                "assignPublicIp": "ENABLED" if public and address else "DISABLED",
            }
            | changes
        }

    def front(self, **settings: Any) -> str:
        """A load balancer with a listener and a target group that is quick; answers the group's ARN."""
        balancer = self.elb.create_load_balancer(
            Name="front", Subnets=self.public, SecurityGroups=[self.group]
        )
        self.balancer = balancer["LoadBalancers"][0]
        group: str = self.elb.create_target_group(
            Name="web",
            Protocol="HTTP",
            Port=PORT,
            VpcId=self.vpc,
            TargetType="ip",
            **{"HealthCheckPath": "/", "HealthCheckIntervalSeconds": 10, "HealthyThresholdCount": 2}
            | settings,
        )["TargetGroups"][0]["TargetGroupArn"]
        self.elb.modify_target_group_attributes(
            TargetGroupArn=group, Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "5"}]
        )
        self.elb.create_listener(
            LoadBalancerArn=self.balancer["LoadBalancerArn"],
            Protocol="HTTP",
            Port=80,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
        )
        return group

    def behind(self, group: str) -> dict[str, Any]:
        """What CreateService is asked for to be behind a target group."""
        return {
            "loadBalancers": [{"targetGroupArn": group, "containerName": "web", "containerPort": PORT}],
            "healthCheckGracePeriodSeconds": 30,
        }

    def asked(self, *, count: int = 1, **changes: Any) -> dict[str, Any]:
        """What CreateService is asked for."""
        return {
            "cluster": "demo",
            "serviceName": "web",
            "desiredCount": count,
            "launchType": "FARGATE",
            "networkConfiguration": self.network(),
        } | changes

    def serve(self, *, count: int = 1, **changes: Any) -> dict[str, Any]:
        """Create the service, of a new task definition unless one is given."""
        changes.setdefault("taskDefinition", None)
        definition = changes.pop("taskDefinition") or self.define()
        answer = self.ecs.create_service(**self.asked(count=count, taskDefinition=definition, **changes))
        return dict(answer["service"])

    def service(self, name: str = "web") -> dict[str, Any]:
        """The service as it is now."""
        return dict(self.ecs.describe_services(cluster="demo", services=[name])["services"][0])

    def messages(self) -> list[str]:
        """The service's events, oldest first."""
        return [event["message"] for event in reversed(self.service()["events"])]

    def steady(self, count: int | None = None) -> dict[str, Any] | None:
        """The service, once it stands with as many tasks as it should have."""
        found = self.service()
        alone = len(found["deployments"]) == 1 and found["deployments"][0]["rolloutState"] == "COMPLETED"
        enough = (
            found["runningCount"]
            == found["desiredCount"]
            == (found["desiredCount"] if count is None else count)
        )
        return found if alone and enough and not found["pendingCount"] else None

    def tasks(self, status: str = "RUNNING", **wanted: Any) -> list[dict[str, Any]]:
        """The tasks that are meant to run, or those that stop."""
        arns = self.ecs.list_tasks(cluster="demo", desiredStatus=status, **wanted)["taskArns"]
        return list(self.ecs.describe_tasks(cluster="demo", tasks=arns)["tasks"]) if arns else []

    def stopped(self) -> list[dict[str, Any]]:
        """The tasks that have stopped."""
        return [task for task in self.tasks("STOPPED") if task["lastStatus"] == "STOPPED"]

    def run(self, definition: str | None = None, **changes: Any) -> dict[str, Any]:
        """Run one task by itself."""
        asked = {"cluster": "demo", "launchType": "FARGATE", "networkConfiguration": self.network()} | changes
        return dict(self.ecs.run_task(taskDefinition=definition or self.define(), **asked)["tasks"][0])

    def task(self, arn: str) -> dict[str, Any]:
        """One task as it is now."""
        return dict(self.ecs.describe_tasks(cluster="demo", tasks=[arn])["tasks"][0])

    def became(self, arn: str, status: str) -> dict[str, Any] | None:
        """The task, once it has this status."""
        found = self.task(arn)
        return found if found["lastStatus"] == status else None


def put_image(ecr: Any, repository: str, annotations: dict[str, str], tag: str = "1") -> None:
    """Put a manifest without layers into a repository."""
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {
            "mediaType": "application/vnd.oci.empty.v1+json",
            "digest": "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            "size": 2,
        },
        "layers": [],
        "annotations": annotations,
    }
    ecr.put_image(
        repositoryName=repository,
        imageManifest=json.dumps(manifest),
        imageManifestMediaType=manifest["mediaType"],
        imageTag=tag,
    )


def allow(call: Callable[..., Any], group: str, port: int, **peer: str) -> None:
    """Add one rule for TCP on a port: from or to a CidrIp, a GroupId or a PrefixListId."""
    kinds = {"CidrIp": "IpRanges", "GroupId": "UserIdGroupPairs", "PrefixListId": "PrefixListIds"}
    [(kind, _)] = peer.items()
    call(
        GroupId=group,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, kinds[kind]: [peer]}],
    )


def write_app(folder: Path) -> Path:
    """Write the tiny app."""
    app = folder / "tiny"
    app.mkdir(exist_ok=True)
    (app / "app.toml").write_text(APP)
    (app / "server.py").write_text(SERVER)
    return app


def detail(task: dict[str, Any], name: str) -> str | None:
    """One detail of a task's network attachment."""
    details = task["attachments"][0]["details"]
    return next((item["value"] for item in details if item["name"] == name), None)
