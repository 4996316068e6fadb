"""Calls that fail for no fault of the caller: AWS's own errors, and answers that never arrive."""

from steps.sandbox.weather.aim import Aim, Aimed
from steps.sandbox.weather.kind import ApiCall, Condition, Count, ErrorAnswer, Sky

FAILED = {
    "ec2": ErrorAnswer("InternalError", "An internal error has occurred", 500),
    "ecr": ErrorAnswer("ServerException", "These errors are usually caused by a server-side issue.", 500),
    "ecs": ErrorAnswer("ServerException", "These errors are usually caused by a server issue.", 500),
    "iam": ErrorAnswer(
        "ServiceFailure", "The request processing has failed because of an unknown error.", 500
    ),
    "logs": ErrorAnswer("ServiceUnavailableException", "The service cannot complete the request.", 500),
}
OTHERWISE = ErrorAnswer(
    "InternalFailure", "The request processing has failed because of an unknown error.", 500
)


class Errors(Aimed, frozen=True):
    """AWS itself fails: an error 500, and nothing was done.

    Now and then a call fails inside AWS. The answer's status begins with a 5: the request was in order, but
    whether anything came of it, the answer does not say. Every SDK sends it again a few times; whoever makes
    things must look first, or have sent a client token, or there may be two. In this weather nothing was done.

    `count` calls fail, from number `at` on, of those that `action` means.
    """

    name = "errors"

    count: Count = 3

    def begin(self, _sky: Sky) -> Condition:
        """Begin to count."""
        return Failing(self.aim())


class Failing(Condition):
    """Fails the calls that are hit."""

    def __init__(self, aim: Aim) -> None:
        self._aim = aim

    def refuse(self, call: ApiCall) -> ErrorAnswer | None:
        """Fail a call that is hit."""
        return FAILED.get(call.service, OTHERWISE) if self._aim.hits(call) else None


class Lost(Aimed, frozen=True):
    """The call is carried out, and its answer never arrives.

    A connection can break after AWS has done what was asked. The caller cannot know: sending the call again
    may make a second thing. Client tokens, fixed names, and a look before each call are there for this.

    `count` answers are lost, from number `at` on, of the calls that `action` means.
    """

    name = "lost"

    def begin(self, sky: Sky) -> Condition:
        """Begin to count."""
        return Losing(sky, self.aim())


class Losing(Condition):
    """Loses the answers to calls that are hit."""

    def __init__(self, sky: Sky, aim: Aim) -> None:
        self._sky, self._aim = sky, aim

    def leave(self, call: ApiCall, *, done: bool) -> None:  # noqa: ARG002 - refusals are lost as well
        """Let the answer be lost, if the call is hit."""
        if self._aim.hits(call):
            self._sky.lose_answer = True
