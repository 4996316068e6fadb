"""A call that AWS does not allow: which action, who forbids it, and the statement that would allow it."""

import json
import re

from steps.engine.troubles import Trouble, as_sentence

ACTION = re.compile(r"not authorized to perform: (?P<action>[\w-]+:\w+)(?: on resource: (?P<resource>\S+))?")
EXPLICIT = re.compile(r"explicit deny")
ORGANISATION = re.compile(r"service control policy|resource control policy")
BOUNDARY = re.compile(r"permissions boundary")
SESSION = re.compile(r"session policy")
ENDPOINT = re.compile(r"VPC endpoint policy")
ON = "Then try again: it is carried on from here."


def refused(operation: str, message: str) -> Trouble:
    """AWS's denial in words: an organisation's policy, a boundary and a policy of one's own are cured by different people.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    """
    found = ACTION.search(message)
    action = found["action"] if found else ""
    resource = ((found["resource"] if found else "") or "*").rstrip(".,")
    meaning, cure = _who(action or operation, statement(action, resource) if action else "", message)
    return Trouble(
        f"AWS does not allow you the call {operation}.",
        why=f"{meaning} {as_sentence(_short(message))}",
        cure=cure,
    )


def statement(action: str, resource: str) -> str:
    """What a policy has to say for this action, as JSON."""
    place = resource if resource.startswith("arn:") else "*"
    return json.dumps({"Effect": "Allow", "Action": action, "Resource": place})


def _who(action: str, allowing: str, message: str) -> tuple[str, str]:
    """Who forbids it, and what to do."""
    add = f" that says {allowing}" if allowing else ""
    if ORGANISATION.search(message):
        cure = (
            "Nobody in this account can change that: ask whoever manages the organisation to allow it (AWS Organizations), or "
            f"take an account or a region that it leaves free. {ON}"
        )
        return f"Your organisation forbids {action} in this account, to its administrators too.", cure
    if BOUNDARY.search(message):
        return (
            f"The permissions boundary of your user or role leaves {action} out, whatever its policies say.",
            f"Ask whoever manages the account to put a statement into the boundary{add}. {ON}",
        )
    if SESSION.search(message):
        return (
            f"The session that you logged in to leaves {action} out.",
            f"Log in with a role or permission set that allows it. {ON}",
        )
    if ENDPOINT.search(message):
        return (
            f"The policy of a VPC endpoint on the way leaves {action} out.",
            f"Put a statement into the endpoint's policy{add}. {ON}",
        )
    if EXPLICIT.search(message):
        return (
            f"A policy of yours denies {action} by name, and a denial outweighs everything that allows it.",
            f"Ask whoever manages the account to take that statement (“Effect”: “Deny”) away. {ON}",
        )
    return (
        f"No policy of yours allows {action}.",
        f"Ask whoever manages the account for this permission{f': a statement{add}' if add else ''}. {ON}",
    )


def _short(message: str) -> str:
    """AWS's words without the message that only `sts decode-authorization-message` reads."""
    return message.partition(" Encoded authorization failure message:")[0].rstrip(". ")
