"""The attributes of a load balancer: which values they take.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
"""

import re
from typing import Any

from steps.sandbox.refusal import Refusal

RANGES = {
    "idle_timeout.timeout_seconds": (1, 4000),
    "client_keep_alive.seconds": (60, 604800),
}
CHOICES = {
    "routing.http.desync_mitigation_mode": ("monitor", "defensive", "strictest"),
    "routing.http.xff_header_processing.mode": ("append", "preserve", "remove"),
}
SWITCH = ("true", "false")


def modify(plain: Any, backend: Any, arn: str, attributes: dict[str, str]) -> Any:
    """Set attributes to values that they have; the fronts take them as they are."""
    for key, value in attributes.items():
        _check(key, value)
    return plain(backend, arn, attributes)


def _check(key: str, value: str) -> None:
    if key in RANGES:
        low, high = RANGES[key]
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise Refusal(
                "ValidationError", f"'{key}' value '{value}' must be between '{low}-{high}' inclusive"
            )
        return
    choices = SWITCH if key.endswith(".enabled") else CHOICES.get(key)
    if choices and value not in choices:
        raise Refusal("ValidationError", f"'{key}' value '{value}' must be one of [{', '.join(choices)}]")
