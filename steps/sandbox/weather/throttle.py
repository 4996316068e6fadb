"""Too many calls: throttling, in each service's own words."""

from steps.sandbox.weather.aim import Aim, Aimed, matches
from steps.sandbox.weather.bucket import Bucket
from steps.sandbox.weather.kind import (
    Amount,
    ApiCall,
    Condition,
    Count,
    ErrorAnswer,
    Seconds,
    Sky,
    WeatherKind,
)

EC2 = ErrorAnswer("RequestLimitExceeded", "Request limit exceeded.", 503)
QUERY = ErrorAnswer("Throttling", "Rate exceeded")
JSON = ErrorAnswer("ThrottlingException", "Rate exceeded")
THROTTLED = {
    "cloudwatch": QUERY,
    "ec2": EC2,
    "elasticloadbalancing": QUERY,
    "iam": QUERY,
    "sts": QUERY,
    "servicediscovery": ErrorAnswer("RequestLimitExceeded", "Rate exceeded", 429),
    "servicequotas": ErrorAnswer("TooManyRequestsException", "Rate exceeded", 429),
    "tag": ErrorAnswer("ThrottledException", "Rate exceeded", 429),
}


def throttled(call: ApiCall) -> ErrorAnswer:
    """Say in a service's own words that there were too many calls."""
    return THROTTLED.get(call.service, JSON)


class Throttle(Aimed, frozen=True):
    """AWS answers that there are too many calls.

    Each account may make so many calls a second in a region, whoever in it makes them: a burst at first,
    then as fast as the bucket fills again. Whoever meets this waits a little, longer each time, and calls
    again. EC2 says RequestLimitExceeded, others ThrottlingException or Throttling.

    `count` calls are refused, from number `at` on, of those that `action` means (`ec2`, `ec2:CreateVpc`,
    `ecs:Describe*,logs`). With `burst` the calls are limited as AWS does it: so many at once, and `rate`
    more each second.
    """

    name = "throttle"

    count: Count = 10
    burst: Amount = 0
    rate: Seconds = 0.0

    def begin(self, sky: Sky) -> Condition:
        """Fill the bucket, or begin to count."""
        if self.burst:
            return Limiting(self.action, Bucket(sky.clock, self.burst, self.rate))
        return Throttling(self.aim())


class Throttling(Condition):
    """Refuses the calls that are hit."""

    def __init__(self, aim: Aim) -> None:
        self._aim = aim

    def refuse(self, call: ApiCall) -> ErrorAnswer | None:
        """Throttle a call that is hit."""
        return throttled(call) if self._aim.hits(call) else None


class Limiting(Condition):
    """Refuses calls that find no token."""

    def __init__(self, action: str, bucket: Bucket) -> None:
        self._action, self._bucket = action, bucket

    def refuse(self, call: ApiCall) -> ErrorAnswer | None:
        """Throttle a call when the bucket is empty."""
        return throttled(call) if matches(call, self._action) and not self._bucket.take() else None


class EndpointBucket(WeatherKind, frozen=True):
    """CreateVpcEndpoint is limited harder than any other call.

    EC2 takes four of these calls at once and then one in every three seconds, so the four endpoints of a
    platform empty the bucket, and one more finds RequestLimitExceeded. It is an expensive call for AWS:
    an interface endpoint is a network interface in each subnet that it is given.
    """

    name = "endpoint-bucket"

    burst: Count = 4
    rate: Seconds = 0.3

    def begin(self, sky: Sky) -> Condition:
        """Fill the bucket."""
        return Limiting("ec2:CreateVpcEndpoint", Bucket(sky.clock, self.burst, self.rate))
