"""The attributes of load balancers, listeners and target groups: all that AWS shows, and which values each may have.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html, and beside it those
of API_ListenerAttribute and API_TargetGroupAttribute.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from steps.sandbox.refusal import Refusal


@dataclass(frozen=True)
class Attribute:
    """An attribute's value to begin with, and its bounds: some words, a range of whole numbers (both ends), or any text."""

    default: str
    words: tuple[str, ...] = ()
    span: tuple[int, int] | None = None

    def refuses(self, value: str) -> str:
        """Say how a value must be that it is not; nothing when it may be."""
        if value in self.words or not (self.words or self.span):
            return ""
        if self.span is None:
            return f"must be one of [{', '.join(self.words)}]"
        shortest, longest = self.span
        fits = value.isascii() and value.isdecimal() and shortest <= int(value) <= longest
        return "" if fits else f"must be between '{shortest}-{longest}' inclusive"


def switch(*, on: bool = False) -> Attribute:
    """An attribute that is true or false."""
    return Attribute("true" if on else "false", ("true", "false"))


TEXT = Attribute("")
DAY, WEEK = 86400, 604800
MINIMUM = "target_group_health.{}.minimum_healthy_targets.{}"
HEADERS = "routing.http.response.{}.header_value"

LOAD_BALANCER: Mapping[str, Attribute] = {
    "access_logs.s3.enabled": switch(),
    "access_logs.s3.bucket": TEXT,
    "access_logs.s3.prefix": TEXT,
    "client_keep_alive.seconds": Attribute("3600", span=(60, WEEK)),
    "connection_logs.s3.enabled": switch(),
    "connection_logs.s3.bucket": TEXT,
    "connection_logs.s3.prefix": TEXT,
    "deletion_protection.enabled": switch(),
    "health_check_logs.s3.enabled": switch(),
    "health_check_logs.s3.bucket": TEXT,
    "health_check_logs.s3.prefix": TEXT,
    "idle_timeout.timeout_seconds": Attribute("60", span=(1, 4000)),
    "ipv6.deny_all_igw_traffic": switch(),
    "load_balancing.cross_zone.enabled": Attribute("true", ("true",)),
    "routing.http.desync_mitigation_mode": Attribute("defensive", ("monitor", "defensive", "strictest")),
    "routing.http.drop_invalid_header_fields.enabled": switch(),
    "routing.http.preserve_host_header.enabled": switch(),
    "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": switch(),
    "routing.http.xff_client_port.enabled": switch(),
    "routing.http.xff_header_processing.mode": Attribute("append", ("append", "preserve", "remove")),
    "routing.http2.enabled": switch(on=True),
    "waf.fail_open.enabled": switch(),
    "zonal_shift.config.enabled": switch(),
}
"""Those of an Application Load Balancer."""

LISTENER: Mapping[str, Attribute] = {
    "routing.http.response.server.enabled": switch(on=True),
} | dict.fromkeys(
    [
        HEADERS.format(header)
        for header in (
            "access_control_allow_credentials",
            "access_control_allow_headers",
            "access_control_allow_methods",
            "access_control_allow_origin",
            "access_control_expose_headers",
            "access_control_max_age",
            "content_security_policy",
            "strict_transport_security",
            "x_content_type_options",
            "x_frame_options",
        )
    ],
    TEXT,
)
"""Those of an HTTP listener."""

TARGET_GROUP: Mapping[str, Attribute] = {
    "deregistration_delay.timeout_seconds": Attribute("300", span=(0, 3600)),
    "load_balancing.algorithm.anomaly_mitigation": Attribute("off", ("on", "off")),
    "load_balancing.algorithm.type": Attribute(
        "round_robin", ("round_robin", "least_outstanding_requests", "weighted_random")
    ),
    "load_balancing.cross_zone.enabled": Attribute(
        "use_load_balancer_configuration", ("true", "false", "use_load_balancer_configuration")
    ),
    "slow_start.duration_seconds": Attribute("0", ("0",), (30, 900)),
    "stickiness.app_cookie.cookie_name": TEXT,
    "stickiness.app_cookie.duration_seconds": Attribute(str(DAY), span=(1, WEEK)),
    "stickiness.enabled": switch(),
    "stickiness.lb_cookie.duration_seconds": Attribute(str(DAY), span=(1, WEEK)),
    "stickiness.type": Attribute("lb_cookie", ("lb_cookie", "app_cookie")),
    MINIMUM.format("dns_failover", "count"): Attribute("1", ("off",), (1, 1000)),
    MINIMUM.format("dns_failover", "percentage"): Attribute("off", ("off",), (1, 100)),
    MINIMUM.format("unhealthy_state_routing", "count"): Attribute("1", span=(1, 1000)),
    MINIMUM.format("unhealthy_state_routing", "percentage"): Attribute("off", ("off",), (1, 100)),
}
"""Those of a target group of an Application Load Balancer."""


def defaults(known: Mapping[str, Attribute], **others: str) -> dict[str, str]:
    """Give every attribute with the value that it has to begin with."""
    return {key: attribute.default for key, attribute in known.items()} | others


def check(what: str, known: Mapping[str, Attribute], asked: Mapping[str, str]) -> None:
    """Refuse a key that `what` does not have, and a value that the key cannot have."""
    for key, value in asked.items():
        if key not in known:
            raise Refusal("ValidationError", f"{what} attribute key '{key}' is not recognized")
        if why := known[key].refuses(value):
            raise Refusal("ValidationError", f"'{key}' value '{value}' {why}")
