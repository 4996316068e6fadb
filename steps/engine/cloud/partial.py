"""Answers that say 200 and name failures inside, or are none of AWS's: to whoever called, such a call has failed.

ECS tells of them in `failures` (DeleteTaskDefinitions, DescribeTasks …), where MISSING only means that it is not there;
EC2 in `Unsuccessful` (DeleteVpcEndpoints).
"""

from collections.abc import Mapping
from typing import Any

from steps.engine.cloud.refusals import BROKEN_OFF, NOT_AWS, NOT_UNDERSTOOD

NOT_THERE = "MISSING"


def refuse_failures(parsed: Any, model: Any, **_: object) -> None:
    """Raise ClientError for the first failure that an answer names, in AWS's words."""
    from botocore.exceptions import ClientError

    ours = (NOT_AWS, BROKEN_OFF, NOT_UNDERSTOOD)
    if isinstance(parsed, Mapping) and parsed.get("Error", {}).get("Code") in ours:
        nobodys: Any = dict(parsed)
        raise ClientError(nobodys, model.name)
    for code, message in _failures(parsed) if isinstance(parsed, Mapping) else ():
        answer: Any = {
            "Error": {"Code": code, "Message": message},
            "ResponseMetadata": {**parsed.get("ResponseMetadata", {}), "HTTPStatusCode": 400},
        }
        raise ClientError(answer, model.name)


def _failures(parsed: Mapping[str, Any]) -> list[tuple[str, str]]:
    of_ec2 = [each.get("Error", {}) for each in parsed.get("Unsuccessful") or []]
    of_ecs = [each for each in parsed.get("failures") or [] if each.get("reason") != NOT_THERE]
    return [
        *((str(each.get("Code", "")), str(each.get("Message", ""))) for each in of_ec2),
        *(
            (str(each.get("reason", "")), f"{each.get('arn', '')} {each.get('detail', '')}")
            for each in of_ecs
        ),
    ]
