"""The `aws` command that would make a call which was overheard."""

import json
import re
import shlex
from collections.abc import Mapping
from typing import Any

SECRET = re.compile(r"password|secret|authorizationtoken|sessiontoken", re.IGNORECASE)
HIDDEN = "REDACTED"


def cli_line(service: str, operation: str, parameters: Mapping[str, Any], *, region: str = "") -> str:
    """One line that a shell and both versions of the AWS CLI understand; secrets are left out by parameter name.

    `service` is the CLI's name for it and `operation` the API's, such as ("ecs", "CreateCluster").
    """
    words = ["aws", service, hyphenated(operation)]
    for name, value in parameters.items():
        words += _option(name, value)
    if region:
        words += ["--region", region]
    return shlex.join(words)


def hyphenated(name: str) -> str:
    """CreateVpcEndpoint → create-vpc-endpoint, awsvpcConfiguration → awsvpc-configuration."""
    from botocore import xform_name

    return xform_name(name, "-")


def _option(name: str, value: Any) -> list[str]:
    flag = f"--{hyphenated(name)}"
    if SECRET.search(name):
        return [flag, HIDDEN]
    match without_secrets(value):
        case True:
            return [flag]
        case False:
            return [f"--no-{flag[2:]}"]
        case str() | int() | float():
            return [flag, str(value)]
        case list() | tuple() as items if items and all(isinstance(item, str) for item in items):
            return [flag, *items]
        case clean:
            return [flag, json.dumps(clean, default=str)]


def without_secrets(value: Any) -> Any:
    """The value with every secret in it blackened, by its key or, in name-value pairs, by its name."""
    match value:
        case {"name": str(name), "value": _} if SECRET.search(name):
            return {**value, "value": HIDDEN}
        case Mapping():
            return {
                key: HIDDEN if SECRET.search(str(key)) else without_secrets(each)
                for key, each in value.items()
            }
        case list() | tuple():
            return [without_secrets(each) for each in value]
        case _:
            return value
