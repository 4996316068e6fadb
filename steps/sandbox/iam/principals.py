"""Who calls, by the access key that signed, and every policy that says what they may do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from moto.iam.models import get_account_id_from, iam_backends
from moto.sts.models import sts_backends

from steps.sandbox.iam.patterns import Values
from steps.sandbox.iam.policy_documents import Policy, joined, read
from steps.sandbox.iam.verdict import EVERYTHING, Policies
from steps.sandbox.key import PERSON


@dataclass(frozen=True)
class Principal:
    """A caller: the ARN as GetCallerIdentity names it, their policies, and what conditions know of them."""

    arn: str
    policies: Policies
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def account(self) -> str:
        """The number of its account."""
        return self.arn.split(":")[4]


def caller(key: str) -> Principal:
    """Find whose an access key is, by its id: those that IAM and STS have not made are the person's who practises."""
    account = get_account_id_from(key)
    iam = iam_backends[account]["aws"]
    if key not in iam.access_keys:
        return person()
    session = sts_backends[account]["aws"].get_assumed_role_from_access_key(key)
    return of_session(iam, session) if session else of_user(iam, iam.access_keys[key].user_name)


def person() -> Principal:
    """Give the person who practises, to whom everything is allowed."""
    return Principal(
        PERSON, Policies(EVERYTHING), _facts(PERSON, "User", "AIDAPRACTICEPRACTICE0", "practice")
    )


def of_user(iam: Any, name: str) -> Principal:
    """Give a user: what its own policies and its groups' say, within its boundary."""
    user = iam.users[name]
    documents = [
        document
        for holder in (user, *(group for group in iam.groups.values() if user in group.users))
        for document in documents_of(holder)
    ]
    policies = Policies(joined(documents), boundary_of(iam, user))
    tags = {tag["Key"]: tag["Value"] for tag in iam.tagger.list_tags_for_resource(user.arn)["Tags"]}
    return Principal(user.arn, policies, _facts(user.arn, "User", user.id, name, tags))


def of_session(iam: Any, session: Any) -> Principal:
    """Give the session of an assumed role; a role that there is not may do nothing."""
    role = role_behind(iam, session.role_arn)
    policy = read(session.policy) if session.policy else None
    if role is None:
        return Principal(session.arn, Policies(), _facts(session.role_arn, "AssumedRole", session.user_id))
    return of_role(iam, role, session.arn, session.user_id, policy)


def of_role(
    iam: Any, role: Any, arn: str = "", user_id: str = "", session: Policy | None = None
) -> Principal:
    """Give whoever acts as a role, under the ARN of the session (or the role's own)."""
    policies = Policies(joined(documents_of(role)), boundary_of(iam, role), session)
    tags = {tag["Key"]: tag["Value"] for tag in role.tags or []}
    return Principal(
        arn or role.arn, policies, _facts(role.arn, "AssumedRole", user_id or role.id, tags=tags)
    )


def _facts(
    arn: str, kind: str, user_id: str, name: str = "", tags: Mapping[str, str] | None = None
) -> Values:
    named: Values = {"aws:username": (name,)} if name else {"aws:multifactorauthpresent": ("false",)}
    return named | {
        "aws:principalarn": (arn,),
        "aws:principalaccount": (arn.split(":")[4],),
        "aws:principaltype": (kind,),
        "aws:userid": (user_id,),
        **{f"aws:principaltag/{key.lower()}": (value,) for key, value in (tags or {}).items()},
    }


def role_behind(iam: Any, arn: str) -> Any:
    """Find the role of an ARN, None when there is none."""
    return next((role for role in iam.roles.values() if role.arn == arn), None)


def documents_of(holder: Any) -> Iterator[Any]:
    """Give the documents of a user's, a group's or a role's inline and attached policies."""
    yield from holder.policies.values()
    for policy in holder.managed_policies.values():
        yield document_of(policy)


def document_of(policy: Any) -> Any:
    """Give the document of a managed policy's default version."""
    return next(
        version.document for version in policy.versions if version.version_id == policy.default_version_id
    )


def boundary_of(iam: Any, holder: Any) -> Policy | None:
    """Give a user's or role's permissions boundary, None when there is none; one that is gone allows nothing."""
    arn = getattr(holder, "permissions_boundary_arn", None)
    if not arn:
        return None
    policy = iam.managed_policies.get(arn)
    return read(document_of(policy)) if policy else ()
