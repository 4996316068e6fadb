"""A token bucket, as AWS limits its calls: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html."""

import math

from steps.sandbox.clock import Clock


class Bucket:
    """Holds `burst` tokens at the most and gets `rate` an AWS second.

    In a practice cloud without delays a refused call has waited for its token, so the next one gets it.
    """

    def __init__(self, clock: Clock, burst: float, rate: float) -> None:
        self._clock, self._burst, self._rate = clock, burst, rate
        self._tokens, self._filled = burst, clock.aws_now()

    def take(self) -> bool:
        """Take a token, if there is one."""
        now = self._clock.aws_now()
        self._tokens = min(self._burst, self._tokens + (now - self._filled) * self._rate)
        self._filled = now
        if self._tokens >= 1:
            self._tokens -= 1
            return True
        if math.isinf(self._clock.speed) and self._rate:
            self._tokens += 1
        return False
