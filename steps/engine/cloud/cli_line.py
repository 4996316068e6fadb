"""The `aws` command that would make a call which was overheard."""

import json
import re
import shlex
from collections.abc import Mapping
from typing import Any

SECRET = re.compile(
    r"password|passphrase|passwd|secret|credential|privatekey|authorization"
    r"|(?<!client)(?<!next)(?<!clientrequest)(?<!pagination)token$|^environment|environment$",
    re.IGNORECASE,
)
"""Names of parameters of which no value is told: what is secret, and every environment, whatever its variables are called."""

HIDDEN = "REDACTED"


def cli_line(service: str, operation: str, parameters: Mapping[str, Any], *, region: str = "") -> str:
    """One line that a shell and both versions of the AWS CLI understand; secrets are left out by where they stand.

    `service` is the CLI's name for it and `operation` the API's, such as ("ecs", "CreateCluster").
    """
    words = cli_words(service, operation, {name: _told(name, value) for name, value in parameters.items()})
    if region:
        words += ["--region", region]
    return shlex.join(words)


def hyphenated(name: str) -> str:
    """CreateVpcEndpoint → create-vpc-endpoint, awsvpcConfiguration → awsvpc-configuration."""
    from botocore import xform_name

    return xform_name(name, "-")


def cli_words(service: str, operation: str, parameters: Mapping[str, Any]) -> list[str]:
    """The command word by word, with everything that the parameters say."""
    words = ["aws", service, hyphenated(operation)]
    for name, value in parameters.items():
        words += _option(name, value)
    return words


def _told(name: str, value: Any) -> Any:
    """What may be told of a parameter; of tags all, for one of them may well be called Environment."""
    if name.lower() == "tags":
        return value
    return _blackened(value) if SECRET.search(name) else without_secrets(value)


def _option(name: str, value: Any) -> list[str]:
    flag = f"--{hyphenated(name)}"
    match value:
        case True:
            return [flag]
        case False:
            return [f"--no-{flag[2:]}"]
        case str() | int() | float() as plain:
            return [flag, str(plain)]
        case list() | tuple() as items if items and all(isinstance(item, str) for item in items):
            return [flag, *items]
        case clean:
            return [flag, json.dumps(clean, default=str)]


def without_secrets(value: Any) -> Any:
    """The value with everything blackened that stands under the name of a secret, or as the value of one."""
    match value:
        case {"name": str(name), **rest} if SECRET.search(name):
            return {"name": name, **dict.fromkeys(rest, HIDDEN)}
        case Mapping():
            return {
                key: _blackened(each) if SECRET.search(str(key)) else without_secrets(each)
                for key, each in value.items()
            }
        case list() | tuple():
            return [without_secrets(each) for each in value]
        case _:
            return value


def _blackened(value: Any) -> Any:
    """The shape of a value, with the names in it and nothing else."""
    match value:
        case Mapping():
            return {
                key: each if str(key).lower() == "name" and isinstance(each, str) else _blackened(each)
                for key, each in value.items()
            }
        case list() | tuple():
            return [_blackened(each) for each in value]
        case bool():
            return value
        case _:
            return HIDDEN
