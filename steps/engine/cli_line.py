"""The `aws` command that would make a call which was overheard."""

import json
import re
import shlex
from collections.abc import Mapping
from typing import Any

SECRET = re.compile(r"password|secret|authorizationtoken|sessiontoken", re.IGNORECASE)


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
        return [flag, "REDACTED"]
    match value:
        case True:
            return [flag]
        case False:
            return [f"--no-{flag[2:]}"]
        case str() | int() | float():
            return [flag, str(value)]
        case list() | tuple() if value and all(isinstance(item, str) for item in value):
            return [flag, *value]
        case _:
            return [flag, json.dumps(value, default=str)]
