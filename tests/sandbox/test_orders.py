"""Whoever attacks the practice cloud over HTTP: nobody gives it orders but its own wizard and who holds its keys."""

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from steps.sandbox import control
from steps.sandbox.absent import SERVICES
from steps.sandbox.signature import digest, sign
from tests.sandbox.conftest import Practice, make_client
from tests.sandbox.refused_calls import refused
from tests.sandbox.sending import FORM, MAKE_VPC, MINUTE, netloc, raw, send, signed, vpcs


def test_who_signs_is_let_in(practice: Practice) -> None:
    practice.reset()
    before = vpcs(practice)
    status, told, headers = send(practice, "POST", "/", MAKE_VPC, signed(practice))
    assert (status, "<vpcId>" in told) == (200, True)
    assert not [name for name in headers if name.startswith("access-control-")]
    assert vpcs(practice) == before + 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"origin": "http://127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1:80.evil.example"},
        {"Host": "evil.example:127.0.0.1"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Host": ""},
    ],
)
@pytest.mark.parametrize(
    "path", ["/", "/_practice", "/_practice/reset", "/_practice/weather", "/_practice/keys"]
)
def test_no_web_page_and_no_rebound_name_gets_in(
    untouched: Practice, path: str, headers: dict[str, str]
) -> None:
    known = signed(untouched, host=headers.get("Host", ""))
    for method in ("POST", "GET", "OPTIONS", "DELETE"):
        status, told, answered = send(untouched, method, path, MAKE_VPC, {**known, **headers})
        assert status == 403
        assert told.startswith("The practice cloud ")
        assert told.count("\n") == 1
        assert not [name for name in answered if name.startswith("access-control-")]


def test_two_hosts_are_none(untouched: Practice) -> None:
    head = f"GET /_practice HTTP/1.1\r\nHost: {netloc(untouched)}\r\nHost: evil.example\r\n\r\n"
    assert raw(untouched, head.encode()).startswith(b"HTTP/1.1 400 ")
    head = f"GET http://evil.example/_practice HTTP/1.1\r\nHost: {netloc(untouched)}\r\n\r\n"
    assert raw(untouched, head.encode()).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
def test_its_own_names_are_taken(practice: Practice, name: str) -> None:
    host = f"{name}:{netloc(practice).rpartition(':')[2]}"
    assert send(practice, "POST", "/", MAKE_VPC, signed(practice, host=host))[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/moto-api/", "/moto-api/reset", "/moto-api/data.json", "/moto-api/seed?a=1", "/moto-api/config"),
        *(
            "/moto-api/recorder/start-recording",
            "/favicon.ico",
            "/latest/meta-data/iam/security-credentials/x",
        ),
    ],
)
def test_moto_has_no_pages_of_its_own(untouched: Practice, path: str) -> None:
    """Neither for strangers nor for who holds the key."""
    place = f"{untouched.endpoint}{path}"
    for method in ("GET", "POST"):
        assert send(untouched, method, path)[0] == 403
        known = sign(method, place, b"", untouched.running.key, untouched.running.secret)
        status, told, _ = send(untouched, method, path, b"", known)
        assert (status, "The practice cloud does not have " in told) == (400, True), told


@pytest.mark.parametrize("order", ["reset", "weather", "keys", "calls"])
def test_orders_for_the_practice_cloud_itself_want_its_own_key(untouched: Practice, order: str) -> None:
    running = untouched.running
    assert send(untouched, "POST", f"/_practice/{order}")[0] == 403
    url = f"{untouched.endpoint}/_practice/{order}"
    wrong = sign("POST", url, b"", running.key, "another")
    assert send(untouched, "POST", f"/_practice/{order}", b"", wrong)[0] == 403
    identifier, secret, _ = control.make_key(running)
    others = sign(
        "POST", url, b"", identifier, secret
    )  # a key of the account, and not the practice cloud's own
    assert send(untouched, "POST", f"/_practice/{order}", b"", others)[0] == 403


# signatures


@pytest.mark.parametrize(
    ("service", "operation", "codes"),
    [
        ("ec2", "describe_vpcs", ("AuthFailure", "AuthFailure", "RequestExpired")),
        ("sts", "get_caller_identity", ("InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken")),
        ("iam", "list_roles", ("InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken")),
        (
            "elbv2",
            "describe_load_balancers",
            ("InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken"),
        ),
        (
            "cloudwatch",
            "describe_alarms",
            ("UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException"),
        ),
        ("route53", "list_hosted_zones", ("InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken")),
        (
            "ecs",
            "list_clusters",
            ("UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException"),
        ),
        (
            "lambda",
            "list_functions",
            ("UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException"),
        ),
        ("s3", "list_buckets", ("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken")),
    ],
)
def test_each_protocol_refuses_unknown_wrong_and_expired_keys_in_its_own_way(
    practice: Practice, service: str, operation: str, codes: tuple[str, ...]
) -> None:
    running = practice.running
    unknown = ("AKIAIOSFODNN7EXAMPLE", "x", "")
    keys = (unknown, (running.key, "wrong", ""), control.make_key(running, 0))
    for key, code in zip(keys, codes, strict=True):
        client = make_client(running, service, "eu-central-1", key)
        assert refused(getattr(client, operation))[0] == code
    for key in (control.make_key(running), control.make_key(running, 900)):
        client = make_client(running, service, "eu-central-1", key)
        if service in SERVICES.values():
            getattr(client, operation)()
        else:
            with pytest.raises(ClientError, match=f"The practice cloud does not have {service}"):
                getattr(client, operation)()


@pytest.mark.parametrize(
    ("headers", "body", "status", "code"),
    [
        (FORM, MAKE_VPC, 403, "<Code>MissingAuthenticationToken</Code>"),
        (FORM, b"Action=ListRoles&Version=2010-05-08", 403, "<Code>MissingAuthenticationToken</Code>"),
        (FORM, b"Action=AssumeRoleWithWebIdentity", 403, "<Code>MissingAuthenticationToken</Code>"),
        ({"X-Amz-Target": "X.ListClusters"}, b"{}", 400, '"MissingAuthenticationTokenException"'),
        ({}, b"", 403, "Missing Authentication Token"),
        (FORM | {"Authorization": "AWS AKIA:sig"}, MAKE_VPC, 400, "<Code>IncompleteSignature</Code>"),
        (FORM | {"Authorization": "Bearer x"}, MAKE_VPC, 400, "<Code>IncompleteSignature</Code>"),
    ],
)
def test_a_call_without_a_signature_is_refused(
    untouched: Practice, headers: dict[str, str], body: bytes, status: int, code: str
) -> None:
    found, told, _ = send(untouched, "POST", "/", body, headers)
    assert (found, code in told) == (status, True), told


@pytest.mark.parametrize("off", [-6 * MINUTE, 6 * MINUTE])
def test_an_old_signature_and_one_of_the_future_are_refused(untouched: Practice, off: timedelta) -> None:
    when = datetime.now(UTC) + off
    assert (
        "<Code>RequestExpired</Code>"
        in send(untouched, "POST", "/", MAKE_VPC, signed(untouched, when=when))[1]
    )
    told = send(untouched, "POST", "/", MAKE_VPC, signed(untouched, when=when, service="iam"))[1]
    assert ("Signature expired: " if off < MINUTE else "Signature not yet current: ") in told


def test_what_was_signed_cannot_be_changed(untouched: Practice) -> None:
    headers = signed(untouched)
    other = MAKE_VPC.replace(b"10.0", b"10.1")
    for body, path, more in (
        (other, "/", {}),
        (MAKE_VPC, "/?Action=DeleteVpc", {}),
        (MAKE_VPC, "/elsewhere", {}),
        (MAKE_VPC, "/", {"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.ListClusters"}),
        (other, "/", {"X-Amz-Content-Sha256": digest(MAKE_VPC)}),
        (other, "/", {"X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD"}),
    ):
        assert send(untouched, "POST", path, body, {**headers, **more})[0] in (400, 401, 403)


OPEN_ROLE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}],
}


@pytest.mark.parametrize("action", ["CallAction", "call_action", "__init__", "Dispatch", "SetupClass", ""])
def test_only_operations_of_aws_are_operations(untouched: Practice, action: str) -> None:
    """And no other method of what answers them."""
    body = f"Action={action}&Version=2016-11-15".encode()
    status, told, _ = send(untouched, "POST", "/", body, signed(untouched, body))
    assert (status, "<Code>InvalidAction</Code>" in told) == (400, True), told


@pytest.mark.parametrize(
    ("page", "body"), [("keys", '{"seconds":' + "[" * 100_000), ("weather", '{"kind": ["x"]}')]
)
def test_an_order_that_makes_no_sense_is_answered(untouched: Practice, page: str, body: str) -> None:
    url = f"{untouched.endpoint}/_practice/{page}"
    known = sign("POST", url, body.encode(), untouched.running.key, untouched.running.secret)
    status, told, _ = send(untouched, "POST", f"/_practice/{page}", body.encode(), known)
    assert (status, told != "") == (400, True)


def test_the_keys_that_iam_and_sts_give_out_are_taken_until_they_are_taken_back(practice: Practice) -> None:
    practice.reset()
    iam, sts = practice.client("iam"), practice.client("sts")
    iam.create_user(UserName="ann")
    made = iam.create_access_key(UserName="ann")["AccessKey"]
    pair = (made["AccessKeyId"], made["SecretAccessKey"], "")
    ann = make_client(practice.running, "sts", "eu-central-1", pair)
    assert ann.get_caller_identity()["Arn"].endswith(":user/ann")
    iam.update_access_key(UserName="ann", AccessKeyId=pair[0], Status="Inactive")
    assert refused(ann.get_caller_identity)[0] == "InvalidClientTokenId"
    iam.delete_access_key(UserName="ann", AccessKeyId=pair[0])
    assert refused(ann.get_caller_identity)[0] == "InvalidClientTokenId"
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(OPEN_ROLE))
    role = sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/r", RoleSessionName="one")["Credentials"]
    session = (role["AccessKeyId"], role["SecretAccessKey"], role["SessionToken"])
    assumed = make_client(practice.running, "sts", "eu-central-1", session)
    assert assumed.get_caller_identity()["Arn"].endswith(":assumed-role/r/one")
    tokenless = make_client(practice.running, "sts", "eu-central-1", (*session[:2], ""))
    assert refused(tokenless.get_caller_identity)[0] == "InvalidClientTokenId"


def test_the_secrets_of_equal_requests_differ(practice: Practice) -> None:
    """Ids repeat after a reset; what nobody may foresee does not."""
    seen = []
    for _ in range(2):
        practice.reset()
        iam = practice.client("iam")
        iam.create_user(UserName="ann")
        seen.append(iam.create_access_key(UserName="ann")["AccessKey"]["SecretAccessKey"])
    assert seen[0] != seen[1]


@pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not on this machine")
def test_nodes_own_fetch_is_a_client_like_any_other(practice: Practice) -> None:
    practice.reset()
    before = vpcs(practice)
    headers = {name: value for name, value in signed(practice).items() if name != "Host"}
    script = (
        "const [url, headers, body] = JSON.parse(process.argv[1]);"
        "fetch(url, {method: 'POST', headers, body}).then(r => console.log(r.status))"
    )
    asked = json.dumps([practice.endpoint, headers, MAKE_VPC.decode()])
    told = subprocess.run(["node", "-e", script, asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "200", told.stdout
    assert vpcs(practice) == before + 1
