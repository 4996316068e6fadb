"""What an account may be: closed to a region, shut to the Internet, not yet verified, or asked by a clock that is wrong."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from steps.sandbox.signature import STAMP
from steps.sandbox.weather.kind import ApiCall, ErrorAnswer, WeatherKind

QUERY = ("sts", "elasticloadbalancing")
GLOBAL = ("iam", "route53")
INVALID = "The security token included in the request is invalid"
NO_BALANCERS = (
    "This AWS account currently does not support creating load balancers. "
    "For more information, please contact AWS Support."
)


class ClosedRegion(WeatherKind, frozen=True):
    """A region is not enabled for the account.

    Regions that came after March 2019 are closed until somebody enables them for the account. Until then they
    do not know its keys: InvalidClientTokenId, in EC2 AuthFailure, in other services UnrecognizedClientException,
    as if the login were wrong. Every other region takes the same keys. `aws account enable-region` opens it,
    which takes some minutes.

    `region` is the one that is closed.
    """

    name = "region"

    region: str = "eu-central-1"

    def refuse(self, call: ApiCall) -> ErrorAnswer | None:
        """Know nobody in this region."""
        if call.region != self.region or call.service in GLOBAL:
            return None
        if call.service == "ec2":
            return ErrorAnswer(
                "AuthFailure", "AWS was not able to validate the provided access credentials", 401
            )
        if call.service in QUERY:
            return ErrorAnswer("InvalidClientTokenId", f"{INVALID}.", 403)
        return ErrorAnswer("UnrecognizedClientException", f"{INVALID}.")


class BlockedPublicAccess(WeatherKind, frozen=True):
    """The region's VPCs are shut to the Internet.

    VPC Block Public Access is one switch for all VPCs of a region, often set by the organisation. Everything can
    be built all the same, load balancer and public addresses too; nothing says no, and nothing gets through.
    Here it is only told, and does not shut anything.

    `mode` is block-bidirectional, or block-ingress, which lets NAT gateways through.
    """

    name = "public-access"

    mode: Literal["block-bidirectional", "block-ingress"] = "block-bidirectional"


class Unverified(WeatherKind, frozen=True):
    """The account may not create load balancers.

    AWS looks at new accounts before it lets them have everything. One that it has not looked at gets
    OperationNotPermitted for its first load balancer, and no list of its limits says so. Only AWS Support lifts it.
    """

    name = "unverified"

    def refuse(self, call: ApiCall) -> ErrorAnswer | None:
        """Make no load balancer."""
        made = call.name == "elasticloadbalancing:CreateLoadBalancer"
        return ErrorAnswer("OperationNotPermitted", NO_BALANCERS) if made else None


class WrongClock(WeatherKind, frozen=True):
    """Your machine's clock is wrong.

    Every call carries the time at which it was signed, and AWS takes none that is off by more than five minutes:
    SignatureDoesNotMatch, in other services InvalidSignatureException, with “Signature expired” or “not yet
    current”. Set the clock, and everything works again.

    By so many `minutes` it is slow; fast when that is less than nothing.
    """

    name = "clock"

    minutes: float = 15.0

    def refuse(self, call: ApiCall) -> ErrorAnswer | None:
        """Take no signature of that clock."""
        now = datetime.now(UTC)
        signed, edge = f"{now - timedelta(minutes=self.minutes):{STAMP}}", timedelta(minutes=5)
        if self.minutes > 0:
            words = f"Signature expired: {signed} is now earlier than {now - edge:{STAMP}} ({now:{STAMP}} - 5 min.)"
        else:
            words = f"Signature not yet current: {signed} is still later than {now + edge:{STAMP}} ({now:{STAMP}} + 5 min.)"
        if call.service == "ec2":
            return ErrorAnswer("RequestExpired", "Request has expired.")
        if call.service in (*QUERY, *GLOBAL):
            return ErrorAnswer("SignatureDoesNotMatch", words, 403)
        return ErrorAnswer("InvalidSignatureException", words)
