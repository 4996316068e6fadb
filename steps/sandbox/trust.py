"""What IAM refuses in a role's trust policy, in IAM's words.

The grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import json
import re
from typing import Any, NoReturn

from moto.iam.policy_validation import BaseIAMPolicyValidator

from steps.sandbox.refusal import Refusal

LARGEST = 2048  # characters, white space apart: the quota "role trust policy length"
ACTIONS = re.compile(
    r"sts:(AssumeRole|AssumeRoleWithSAML|AssumeRoleWithWebIdentity|TagSession|SetSourceIdentity|SetContext|\*)",
    re.IGNORECASE,
)
PRINCIPALS = {
    "Service": re.compile(r"([a-z0-9-]+\.)+amazonaws\.com(\.cn)?"),
    "AWS": re.compile(r"\*|\d{12}|arn:aws[a-z-]*:(iam|sts)::\d{12}:.+|A[A-Z0-9]{15,}"),
    "Federated": re.compile(r".+"),
    "CanonicalUser": re.compile(r"[0-9a-f]{64}"),
}


class _Grammar(BaseIAMPolicyValidator):  # type: ignore[misc]  # moto is untyped here
    """The rest of the grammar, which moto knows; unlike moto, IAM takes trust policies of either version."""

    def _validate_version(self) -> None:
        """Take any version that is one."""


def check_trust(document: str) -> None:
    """Refuse what is no trust policy with MalformedPolicyDocument, what is too long with LimitExceeded."""
    try:
        policy = json.loads(document)
    except ValueError:
        _malformed("This policy contains invalid Json")
    if not isinstance(policy, dict) or "Statement" not in policy:
        _malformed("Syntax errors in policy.")
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    if not statements:
        _malformed("Could not parse the policy: Statement is empty!")
    for statement in statements:
        _check_statement(statement)
    _Grammar(document).validate()
    if len(re.sub(r"\s", "", document)) > LARGEST:
        raise Refusal("LimitExceeded", f"Cannot exceed quota for ACLSizePerRole: {LARGEST}")


def _check_statement(statement: Any) -> None:
    if not isinstance(statement, dict):
        _malformed("Syntax errors in policy.")
    if "Effect" not in statement:
        _malformed("Missing required field Effect")
    if statement["Effect"] not in {"Allow", "Deny"}:
        _malformed(f"Invalid effect: {statement['Effect']}")
    for prohibited in ("Resource", "NotResource"):
        if prohibited in statement:
            _malformed(f"Has prohibited field {prohibited}")
    if "NotPrincipal" in statement and statement["Effect"] == "Allow":
        _malformed("Allow with NotPrincipal is not allowed.")
    _check_actions(statement)
    _check_principals(statement)


def _check_actions(statement: dict[str, Any]) -> None:
    if "Action" not in statement:
        _malformed("Missing required field Action")
    actions = _listed(statement["Action"])
    if not actions or not all(isinstance(one, str) and ACTIONS.fullmatch(one) for one in actions):
        _malformed("AssumeRole policy may only specify STS AssumeRole actions.")


def _check_principals(statement: dict[str, Any]) -> None:
    said = statement.get("Principal", statement.get("NotPrincipal"))
    if said is None:
        _malformed("Missing required field Principal")
    if said == "*":
        return
    if not isinstance(said, dict):
        _malformed("Invalid principal in policy")
    if not said:
        _malformed("Missing required field Principal cannot be empty!")
    for kind, names in said.items():
        for name in _listed(names):
            pattern = PRINCIPALS.get(kind)
            if pattern is None or not isinstance(name, str) or not pattern.fullmatch(name):
                _malformed(f'Invalid principal in policy: "{kind.upper()}":"{name}"')


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def _malformed(message: str) -> NoReturn:
    raise Refusal("MalformedPolicyDocument", message)
