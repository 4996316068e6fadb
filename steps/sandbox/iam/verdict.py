"""The verdict on a request: an explicit deny first, then every kind of policy that there is must allow.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
"""

from dataclasses import dataclass
from enum import StrEnum

from steps.sandbox.iam.policy_documents import Policy, RequestedAction, Statement

EVERYTHING: Policy = (Statement(True, ("*",), None, ("*",), None, None, {}, False, ""),)


class Decision(StrEnum):
    """In the words of SimulatePrincipalPolicy."""

    ALLOWED = "allowed"
    EXPLICIT = "explicitDeny"
    IMPLICIT = "implicitDeny"


@dataclass(frozen=True)
class Policies:
    """All that is said about one caller; None where there is no policy of a kind, so that it forbids nothing.

    `identity` is of the caller's own, inline, managed and its groups'. `control` are the organisation's service control
    policies, each of which must allow.
    """

    identity: Policy = ()
    boundary: Policy | None = None
    session: Policy | None = None
    control: tuple[Policy, ...] = ()


@dataclass(frozen=True)
class PolicyVerdict:
    """What was decided, and because of which kind of policy (empty when allowed, or not told)."""

    decision: Decision
    kind: str = ""
    statement: Statement | None = None

    @property
    def allowed(self) -> bool:
        """Whether it may be done."""
        return self.decision is Decision.ALLOWED

    def because(self, action: str) -> str:
        """Say why not, as AWS ends such a sentence; nothing where it does not say which policy it was."""
        if not self.kind:
            return ""
        if self.decision is Decision.EXPLICIT:
            return f"with an explicit deny in {'an' if self.kind[0] in 'aeiou' else 'a'} {self.kind}"
        return f"because no {self.kind} allows the {action} action"


def judge(request: RequestedAction, policies: Policies) -> PolicyVerdict:
    """Decide whether a request is allowed; of several reasons why not, the one that AWS tells first."""
    kinds = [
        *(("service control policy", policy) for policy in policies.control),
        ("identity-based policy", policies.identity),
        ("permissions boundary", policies.boundary),
        ("session policy", policies.session),
    ]
    spoken = [
        (kind, [statement for statement in policy if statement.applies(request)])
        for kind, policy in kinds
        if policy is not None
    ]
    for kind, statements in spoken:
        if denial := next((one for one in statements if not one.allows), None):
            return PolicyVerdict(Decision.EXPLICIT, kind, denial)
    for kind, statements in spoken:
        if not statements:
            return PolicyVerdict(Decision.IMPLICIT, kind)
    allowing = next(statements[0] for kind, statements in spoken if kind == "identity-based policy")
    return PolicyVerdict(Decision.ALLOWED, "", allowing)
