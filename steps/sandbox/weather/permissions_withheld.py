"""What an organisation and an administrator may say: service control policies, and a policy with something too little."""

from typing import Any

from steps.sandbox.iam.policy_documents import Policy, read
from steps.sandbox.weather.aim import patterns
from steps.sandbox.weather.kind import WeatherKind

VERSION = "2012-10-17"


class PolicyKind(WeatherKind, frozen=True):
    """A kind that is a policy: a whole `document` as JSON, or else what its other settings say."""

    document: str = ""

    def __post_init__(self) -> None:
        self.policy  # noqa: B018 - refuses what cannot be read

    @property
    def policy(self) -> Policy:
        """The policy that binds whoever it is for."""
        return read(self.document or self._written())

    def _written(self) -> dict[str, Any]:
        raise NotImplementedError


class Scp(PolicyKind, frozen=True):
    """The organisation forbids something.

    An account may belong to an organisation, whose service control policies say what anybody in the account
    may do at most, its administrators too: often one keeps to some regions, or asks for tags. The answer ends
    with “with an explicit deny in a service control policy”. Nobody in the account can change it.

    `action` is what is forbidden, such as `ec2:CreateVpcEndpoint` or `ec2:CreateNatGateway,route53:*`;
    `document`, a whole policy as JSON, can say more and is taken instead.
    """

    name = "scp"

    action: str = "ec2:CreateVpcEndpoint"

    def _written(self) -> dict[str, Any]:
        return written("Deny", Action=patterns(self.action))


class OwnPolicy(PolicyKind, frozen=True):
    """Your own policy allows too little.

    Who is no administrator may do what a policy lists, and often one service is forgotten. The first call of
    it is refused with “because no identity-based policy allows …”. What was made so far stands: somebody who
    administers the account adds what is missing, and you carry on.

    `without` is what the policy leaves out, such as `servicediscovery` or `ec2:CreateVpcEndpoint,iam:PassRole`;
    `document`, a whole policy as JSON, is taken instead. It binds the practice cloud's own keys.
    """

    name = "policy"

    without: str = "servicediscovery"

    def _written(self) -> dict[str, Any]:
        return written("Allow", NotAction=patterns(self.without))


def written(effect: str, **actions: list[str]) -> dict[str, Any]:
    """Write a policy of one statement about every resource."""
    return {"Version": VERSION, "Statement": [{"Effect": effect, "Resource": "*", **actions}]}
