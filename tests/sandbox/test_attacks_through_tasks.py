"""What is there for tasks is there for nobody else, and leads nowhere else: the names proxy, and the metadata endpoint."""

import base64
import http.client
import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from steps.sandbox import control
from tests.sandbox.conftest import HOMES, make_client
from tests.sandbox.grounds import APP, PORT, Grounds, detail
from tests.sandbox.origin import origin
from tests.sandbox.test_ecs_tasks import ask, running
from tests.sandbox.waiting import until

Aws = Callable[..., Any]


@pytest.fixture
def grounds(aws: Aws, tmp_path: Path) -> Grounds:
    return Grounds(aws, tmp_path)


@pytest.fixture
def task(grounds: Grounds) -> dict[str, Any]:
    return running(grounds, grounds.run()["taskArn"])


def request(address: str, target: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request to a server of the practice cloud, as any program of the machine can send it."""
    connection = http.client.HTTPConnection(address, timeout=10)
    connection.request(
        "GET", target, headers={name.replace("_", "-"): said for name, said in headers.items()}
    )
    answer = connection.getresponse()
    found = answer.status, dict(answer.headers), answer.read()
    connection.close()
    return found


def tunnel(address: str, target: str, authorization: str) -> int:
    """What CONNECT is answered."""
    connection = http.client.HTTPConnection(address, timeout=10)
    connection.request("CONNECT", target, headers={"Proxy-Authorization": authorization})
    status = connection.getresponse().status
    connection.close()
    return status


def basic(userinfo: str) -> str:
    return f"Basic {base64.b64encode(userinfo.encode()).decode()}"


def test_strangers_are_not_answered_by_the_names_proxy(grounds: Grounds, task: dict[str, Any]) -> None:
    proxy = urlsplit(ask(grounds, task)["http_proxy"])
    address, target = f"127.0.0.1:{proxy.port}", f"http://{detail(task, 'privateIPv4Address')}:{PORT}/"
    for headers in (
        {},
        {"Proxy_Authorization": basic(f"{grounds.vpc}:inside")},
        {"Proxy_Authorization": basic(f"{grounds.vpc}:")},
        {"Proxy_Authorization": "Basic !"},
        {"Proxy_Authorization": f"Bearer {proxy.password}"},
        {"Authorization": basic(f"{proxy.username}:{proxy.password}")},
        {"Origin": "https://example.com"},
    ):
        status, told, _ = request(address, target, **headers)
        assert status == 407
        assert not [name for name in told if name.lower().startswith("access-control")]
    assert tunnel(address, target.removeprefix("http://").strip("/"), basic("vpc:wrong")) == 407
    known = basic(f"{proxy.username}:{proxy.password}")
    assert request(address, target, Proxy_Authorization=known)[0] == 200


def test_the_names_proxy_leads_to_no_port_of_the_machine(grounds: Grounds, task: dict[str, Any]) -> None:
    said = ask(grounds, task)
    proxy = urlsplit(said["http_proxy"])
    known = basic(f"{proxy.username}:{proxy.password}")
    metadata, api = urlsplit(said["ECS_CONTAINER_METADATA_URI_V4"]), urlsplit(said["AWS_ENDPOINT_URL"])
    with origin("the user's own server") as server:
        doors = [f"{server.host}:{server.port}", f"127.0.0.1:{said['PORT']}", f"localhost:{said['PORT']}"]
        doors += [f"127.0.0.1:{port}" for port in (metadata.port, api.port, proxy.port)]
        doors += [f"[::1]:{api.port}", f"0.0.0.0:{api.port}", f"2130706433:{api.port}", f"127.1:{api.port}"]
        for door in doors:
            assert request(f"127.0.0.1:{proxy.port}", f"http://{door}/", Proxy_Authorization=known)[0] == 502
            assert tunnel(f"127.0.0.1:{proxy.port}", door, known) == 502
        assert not server.asked


def test_an_instance_registered_by_hand_opens_no_port_of_the_machine(
    grounds: Grounds, task: dict[str, Any]
) -> None:
    """A task with keys of its own could register one."""
    map_ = grounds.client("servicediscovery")
    map_.create_private_dns_namespace(Name="demo.internal", Vpc=grounds.vpc)
    (namespace,) = until(lambda: map_.list_namespaces()["Namespaces"])
    service = map_.create_service(
        Name="back",
        NamespaceId=namespace["Id"],
        DnsConfig={"DnsRecords": [{"Type": "A", "TTL": 10}]},
    )["Service"]["Id"]
    proxy = urlsplit(ask(grounds, task)["http_proxy"])
    known = basic(f"{proxy.username}:{proxy.password}")
    with origin() as server:
        attributes = {"AWS_INSTANCE_IPV4": server.host, "AWS_INSTANCE_PORT": str(server.port)}
        map_.register_instance(ServiceId=service, InstanceId="door", Attributes=attributes)
        until(lambda: map_.list_instances(ServiceId=service)["Instances"])
        target = f"http://back.demo.internal:{server.port}/"
        status, _, words = request(f"127.0.0.1:{proxy.port}", target, Proxy_Authorization=known)
        assert (status, b"nothing listens there" in words, server.asked) == (502, True, [])


def test_a_secret_ends_with_its_task(grounds: Grounds, task: dict[str, Any]) -> None:
    said, other = ask(grounds, task), running(grounds, grounds.run()["taskArn"])
    proxy, metadata = urlsplit(said["http_proxy"]), urlsplit(said["ECS_CONTAINER_METADATA_URI_V4"])
    assert proxy.password != urlsplit(ask(grounds, other)["http_proxy"]).password
    grounds.ecs.stop_task(cluster="demo", task=task["taskArn"])
    until(lambda: grounds.became(task["taskArn"], "STOPPED"))
    target = f"http://{detail(other, 'privateIPv4Address')}:{PORT}/"
    known = basic(f"{proxy.username}:{proxy.password}")
    assert request(f"127.0.0.1:{proxy.port}", target, Proxy_Authorization=known)[0] == 407
    assert request(metadata.netloc, f"{metadata.path}/task")[0] == 404


def test_metadata_is_told_to_the_task_alone(grounds: Grounds, task: dict[str, Any]) -> None:
    where = urlsplit(ask(grounds, task)["ECS_CONTAINER_METADATA_URI_V4"])
    path = f"{where.path}/task"
    identity = task["taskArn"].rpartition("/")[2]
    assert identity not in path
    for guess in (f"/v4/{identity}/task", "/v4//task", "/v4/", "/", "/v4/%/task", "/v4/%FC/task"):
        assert request(where.netloc, guess)[0] == 404
    assert request(where.netloc, path, Host=where.netloc)[0] == 200
    for headers in (
        {"Origin": "https://example.com"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Host": f"rebound.example:{where.port}"},
        {"Host": ""},
    ):
        status, told, words = request(where.netloc, path, **headers)
        assert (status, identity.encode() in words) == (403, False)
        assert not [name for name in told if name.lower().startswith("access-control")]


def test_no_target_stands_for_a_port_of_the_practice_cloud(grounds: Grounds, task: dict[str, Any]) -> None:
    said, group = (
        ask(grounds, task),
        grounds.front(HealthCheckPath="/_practice", Matcher={"HttpCode": "200-499"}),
    )
    own = [
        urlsplit(said[name]).port
        for name in ("AWS_ENDPOINT_URL", "ECS_CONTAINER_METADATA_URI_V4", "http_proxy")
    ]
    with origin() as server:
        targets = [{"Id": "127.0.0.1", "Port": port} for port in own]
        grounds.elb.register_targets(TargetGroupArn=group, Targets=[*targets, server.target])

        def states() -> dict[int, str]:
            found = grounds.elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
            return {each["Target"]["Port"]: each["TargetHealth"]["State"] for each in found}

        until(lambda: "initial" not in states().values())
        assert states() == {server.port: "healthy"} | dict.fromkeys(own, "unhealthy")


REACH = """
import configparser, json, os, boto3
from botocore.exceptions import BotoCoreError, ClientError
session = boto3.Session()
found = session.get_credentials()
said = {
    "method": found and found.method, "key": found and found.access_key, "profiles": session.available_profiles,
    "region": session.region_name, "home": os.path.expanduser("~"),
    "leaked": sorted(name for name, value in os.environ.items() if "users-own" in value),
}
try:
    said["arn"] = session.client("sts").get_caller_identity()["Arn"]
    said["url"] = session.client("ecs").meta.endpoint_url
    said["clusters"] = session.client("ecs").list_clusters()["clusterArns"]
except (BotoCoreError, ClientError) as error:
    said["error"] = type(error).__name__
print(json.dumps(said), flush=True)
"""


@pytest.fixture
def cloud_of_a_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[control.RunningPractice]:
    """A practice cloud that is started by somebody with an AWS account, told of in every way that SDKs know."""
    files = tmp_path / "user"
    (files / ".aws").mkdir(parents=True)
    pair = "aws_access_key_id = users-own\naws_secret_access_key = users-own\n"
    (files / ".aws" / "credentials").write_text(f"[default]\n{pair}[users-own]\n{pair}")
    (files / ".aws" / "config").write_text(
        "[default]\nregion = eu-west-1\n[profile users-own]\nregion = eu-west-1\n"
    )
    (files / ".boto").write_text(f"[Credentials]\n{pair}")
    monkeypatch.setenv("HOME", str(files))
    for name in (
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_PROFILE",
        "GITHUB_TOKEN",
    ):
        monkeypatch.setenv(name, "users-own")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(files / ".aws" / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(files / ".aws" / "config"))
    running = control.start(tmp_path / "home", speed=math.inf)
    HOMES[running.endpoint] = tmp_path / "home"
    for name in ("AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.delenv(name)
    yield running
    control.stop(tmp_path / "home")


@pytest.mark.parametrize("role", [True, False], ids=["with a role", "without one"])
def test_an_app_reaches_the_practice_cloud_and_nothing_of_the_users(
    cloud_of_a_user: control.RunningPractice, tmp_path: Path, *, role: bool
) -> None:
    grounds = Grounds(lambda service: make_client(cloud_of_a_user, service, "eu-central-1"), tmp_path)
    app = tmp_path / "reach"
    app.mkdir()
    (app / "app.toml").write_text(APP.replace('"-I", "-S", "server.py"', '"reach.py"'))
    (app / "reach.py").write_text(REACH)
    image = grounds.push(app, "2")
    if role:
        may = {"Effect": "Allow", "Action": "ecs:ListClusters", "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [may]})
        grounds.iam.put_role_policy(RoleName=grounds.role_name, PolicyName="look", PolicyDocument=document)
    told = told_by(grounds, image, role=role)
    assert (told["profiles"], told["leaked"], told["region"]) == ([], [], "eu-central-1")
    assert told["home"] != str(tmp_path / "user")
    if not role:
        assert (told["method"], told["error"]) == (None, "NoCredentialsError")
        return
    assert told["method"] == "env"
    assert told["arn"].startswith(f"arn:aws:sts::123456789012:assumed-role/{grounds.role_name}/")
    assert told["url"] == cloud_of_a_user.endpoint
    assert told["clusters"] == [f"arn:aws:ecs:eu-central-1:123456789012:cluster/{grounds.cluster}"]


def told_by(grounds: Grounds, image: str, *, role: bool) -> dict[str, Any]:
    """What an app that says one thing and ends has said."""
    more = {"taskRoleArn": grounds.role} if role else {}
    task = grounds.run(grounds.define(image=image, **more))
    until(lambda: grounds.became(task["taskArn"], "STOPPED"), within=60)
    stream = f"web/web/{task['taskArn'].split('/')[-1]}"
    events = grounds.client("logs").get_log_events(logGroupName="/ecs/web", logStreamName=stream)["events"]
    return dict(json.loads(events[-1]["message"]))
