"""What the practice cloud does not have says so, in one sentence and in the protocol of whoever asks; nothing answers emptily."""

import re
from collections.abc import Callable, Iterable
from json import dumps
from typing import Any
from xml.sax.saxutils import escape

SERVICES = {
    "ec2": "ec2",
    "ecr": "ecr",
    "ecs": "ecs",
    "elasticloadbalancing": "elbv2",
    "guardduty": "guardduty",
    "iam": "iam",
    "logs": "logs",
    "monitoring": "cloudwatch",
    "route53": "route53",
    "secretsmanager": "secretsmanager",
    "servicediscovery": "servicediscovery",
    "servicequotas": "service-quotas",
    "ssm": "ssm",
    "sts": "sts",
    "tagging": "resourcegroupstaggingapi",
}
"""The services that there are, by the names that requests are signed with, as boto3 calls them."""

BACKENDS = frozenset(
    {*SERVICES.values(), "elb", "servicequotas"}
)  # as moto calls them; `elb` leads to elbv2 as well

NETWORKS = re.compile(
    "Vpc(?!Peering|Classic|Block)|Subnet(?!CidrReservation)|SecurityGroup|RouteTable|Route$|InternetGateway|NatGateway"
    "|Address(?!Transfer|History)|NetworkInterface|NetworkAcl|PrefixList|Tags$|DhcpOptions|AccountAttributes|AvailabilityZone"
    "|DescribeRegions|DescribeInstances$|DescribeVpcBlockPublicAccessOptions"
)
"""The operations of EC2 that are about networks; there are no machines, images, disks or other connections here."""

EMPTY = {
    "cloudwatch": re.compile("Dashboard|Insight|Anomaly|Stream|Composite|Mute|Log|Dataset"),
    "ecs": re.compile("TaskSet|RegisterContainerInstance|SubmitTask|Daemon|PutAttributes|DeleteAttributes"),
    "guardduty": re.compile("^(?!ListDetectors$|GetDetector$)"),
    "logs": re.compile(
        "Quer(y|ies)|Export|Deliver|MetricFilter|SubscriptionFilter|Destination|Anomal|Transformer"
    ),
    "ssm": re.compile("^(?!.*Parameter|.*Tags)"),
}
"""The operations of other services that moto answers without anything happening."""

XML = frozenset({"cloudfront", "route53", "s3"})  # what speaks REST in XML
SCOPE = re.compile(r"Credential=[^/]+/\d{8}/[^/]*/([^/,]+)/aws4_request")

StartResponse = Callable[..., Any]


def lacks(service: str, action: str) -> bool:
    """Whether an operation of moto's is none of the practice cloud's; services are called as boto3 calls them."""
    if service not in SERVICES.values():
        return True
    if service == "ec2":
        return not NETWORKS.search(action)
    return bool(service in EMPTY and EMPTY[service].search(action))


def signed_for(environ: dict[str, Any]) -> str | None:
    """Read for which service a request is signed; None when it is not signed."""
    query = environ.get("QUERY_STRING", "").replace("%2F", "/").replace("X-Amz-Credential=", "Credential=")
    found = SCOPE.search(environ.get("HTTP_AUTHORIZATION", "")) or SCOPE.search(query)
    return found[1].lower() if found else None


def sentence(service: str) -> str:
    """Say that a service is not here, and what is."""
    return (
        f"The practice cloud does not have {service}: it has what ECS on Fargate needs, which is "
        f"{', '.join(SERVICES)}."
    )


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Refuse, as a WSGI application, whatever is asked for by a request that is signed for nothing here."""
    return answer(environ, start_response, signed_for(environ) or "this service")


def answer(environ: dict[str, Any], start_response: StartResponse, service: str) -> list[bytes]:
    """Refuse in the protocol of the request: CBOR, JSON, REST in JSON or XML, or Query."""
    message = sentence(service)
    if environ.get("HTTP_SMITHY_PROTOCOL") == "rpc-v2-cbor":
        return send(
            environ,
            start_response,
            cbor({"__type": "UnknownOperationException", "message": message}),
            "application/cbor",
            ("smithy-protocol", "rpc-v2-cbor"),
        )
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        body = f"<ErrorResponse><Error><Type>Sender</Type>{fault('InvalidAction', message)}</Error></ErrorResponse>"
        return send(environ, start_response, body.encode(), "text/xml")
    if service in XML and "HTTP_X_AMZ_TARGET" not in environ:
        body = fault("NotImplemented", message)
        body = (
            f"<Error>{body}</Error>"
            if service == "s3"
            else f"<ErrorResponse><Error>{body}</Error></ErrorResponse>"
        )
        return send(environ, start_response, body.encode(), "application/xml")
    body = dumps({"__type": "UnknownOperationException", "message": message})
    error = ("x-amzn-ErrorType", "UnknownOperationException")
    return send(environ, start_response, body.encode(), "application/json", error)


def unrouted(service: str) -> tuple[bytes, int, dict[str, str]]:
    """Refuse an operation of a REST service that is here, but that moto has no path for."""
    body = fault("InvalidAction", f"The practice cloud does not have this operation of {service}.")
    return f"<ErrorResponse><Error>{body}</Error></ErrorResponse>".encode(), 400, {"Content-Type": "text/xml"}


def send(
    environ: dict[str, Any], start_response: StartResponse, body: bytes, kind: str, *more: tuple[str, str]
) -> list[bytes]:
    """Send a refusal, without its body to a HEAD request."""
    start_response("400 Bad Request", [("Content-Type", kind), ("Content-Length", str(len(body))), *more])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def fault(code: str, message: str) -> str:
    """Write an error's code and message in XML."""
    return f"<Code>{code}</Code><Message>{escape(message)}</Message>"


def cbor(texts: dict[str, str]) -> bytes:
    """Write a few texts by name in CBOR (RFC 8949: a map, and texts of less than 64 KiB)."""
    parts = [bytes([0xA0 + len(texts)])]
    for text in (part for pair in texts.items() for part in pair):
        raw = text.encode()
        parts.append(b"\x79" + len(raw).to_bytes(2, "big") + raw)
    return b"".join(parts)
