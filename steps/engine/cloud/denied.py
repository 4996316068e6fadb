"""A call that was not allowed: which action, who could allow it, and what to write into a policy."""

import json
import re

from steps.engine.troubles import Trouble

ACTION = re.compile(r"not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)(?: on resource: (\S+))?")
LOGS_TAGS = re.compile(r"not authorized to perform CreateLogGroup with Tags")
SERVICE_CONTROL = re.compile(r"in a service control policy|no service control policy allows")
BOUNDARY = re.compile(r"in a permissions boundary|no permissions boundary allows")


def denied(operation: str, message: str) -> Trouble:
    """What a refusal means, in AWS's own `message` of it; a denial by the organisation is nobody's to lift in the account."""
    what = f"AWS does not allow you the call {operation}."
    action = denied_action(message)
    if SERVICE_CONTROL.search(message):
        return Trouble(
            what,
            why=message,
            cure=f"Your organisation forbids {action or 'it'} by a service control policy, which none of yours can lift: ask "
            "whoever manages the organisation, or build in another account or region.",
        )
    if BOUNDARY.search(message):
        return Trouble(
            what,
            why=message,
            cure=f"Your own permissions boundary leaves out {action or 'it'}: whoever put it on you has to allow it there, then "
            "try again: it is carried on from here.",
        )
    statement = f" Add to your policy: `{json.dumps(statement_for(action))}`." if action else ""
    return Trouble(
        what,
        why=message,
        cure=f"Ask whoever manages the account for this permission.{statement} Then try again: it is carried on from here. All "
        "that is needed: `fargate-wizard doctor --policy`.",
    )


def denied_action(message: str) -> str:
    """The action that AWS names, such as ec2:CreateVpc; empty where it names none."""
    if found := ACTION.search(message):
        return found[1]
    return "logs:TagResource" if LOGS_TAGS.search(message) else ""


def statement_for(action: str) -> dict[str, str]:
    """What a policy lacks that lacks this action."""
    return {"Effect": "Allow", "Action": action, "Resource": "*"}
