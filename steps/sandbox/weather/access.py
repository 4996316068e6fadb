"""Who may call: credentials that run out, and permissions that are not there."""

import re

from steps.sandbox.weather.aim import matches, patterns
from steps.sandbox.weather.kind import ApiCall, Condition, Count, ErrorAnswer, Sky, WeatherKind

CREDENTIAL = re.compile(r"Credential=([^/,]+)/")
QUERY = ("elasticloadbalancing", "iam", "sts")
GONE = "The security token included in the request is expired"
EXPIRED = {"ec2": ErrorAnswer("RequestExpired", "Request has expired.")} | dict.fromkeys(
    QUERY, ErrorAnswer("ExpiredToken", GONE, 403)
)
OTHERWISE = ErrorAnswer("ExpiredTokenException", GONE)


class Expired(WeatherKind, frozen=True):
    """The credentials run out in the middle.

    Those of a session (SSO, `aws login`, an assumed role) hold for one hour to twelve; then every call
    answers ExpiredToken, in EC2 RequestExpired, in ECS, ECR, Logs and Cloud Map ExpiredTokenException.
    What was made so far stands: log in again, and carry on. The practice cloud knows an access key by its
    id: from call number `at` on, the one that makes that call is refused, and any other one works.
    """

    name = "expired"

    at: Count = 1

    def begin(self, _sky: Sky) -> Condition:
        """Begin to count."""
        return Expiring(self.at)


class Expiring(Condition):
    """Refuses the access key that made a certain call."""

    def __init__(self, at: int) -> None:
        self._left, self._key = at, ""

    def refuse(self, call: ApiCall) -> ErrorAnswer | None:
        """Refuse the calls of the expired key."""
        key = key_of(call)
        self._left -= 1
        if self._left == 0:
            self._key = key
        return EXPIRED.get(call.service, OTHERWISE) if self._key and key == self._key else None


def key_of(call: ApiCall) -> str:
    """Read the access key's id from the signature."""
    found = CREDENTIAL.search(call.request.headers.get("Authorization", ""))
    return found[1] if found else ""


class Denied(WeatherKind, frozen=True):
    """One action is not allowed.

    Everything that a caller does in AWS must be allowed by a policy, action by action. Without, the answer
    is AccessDenied (UnauthorizedOperation in EC2) with the caller's name and the action's, and nothing was
    done. Trying again does not help; somebody who administers the account must allow it. IAM's simulation
    of policies knows of this denial too, and so does every call that needs the action besides its own.

    `action` is what is denied, such as `ec2:CreateVpcEndpoint` or `servicediscovery:*,route53:*`.
    """

    name = "denied"

    action: str = "ec2:CreateVpcEndpoint"

    def __post_init__(self) -> None:
        patterns(self.action)

    def denies(self, action: str) -> bool:
        """Whether an action, by its name in policies, is denied."""
        service, _, operation = action.partition(":")
        return matches(ApiCall(service, operation, "", None), self.action)
