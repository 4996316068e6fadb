"""How the practice cloud says no: AWS's own error code and words."""

from moto.core.exceptions import ServiceException


class Refusal(ServiceException):  # type: ignore[misc]  # moto is untyped here
    """An error as AWS would answer it, in the wire protocol of whichever service was called.

    `Refusal("DependencyViolation", "The subnet … has dependencies …")`. Further members of an error shape
    (`ResourceId` and the like) are attributes set on it. The status is the model's, 400 where it names none.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
