"""What is there already, and what only sounds like it."""

import pytest
from botocore.exceptions import ClientError

from steps.engine.cloud.refusals import says_it_exists


@pytest.mark.parametrize(
    ("code", "message", "exists"),
    [
        ("EntityAlreadyExists", "Role with name r already exists.", True),
        ("InvalidGroup.Duplicate", "The security group already exists", True),
        ("DuplicateTargetGroupName", "A target group with the same name exists", True),
        ("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.", False),
        ("ValidationError", "1 validation error detected", False),
    ],
)
def test_a_thing_that_is_there_is_told_from_a_request_that_is_wrong(
    code: str, message: str, exists: bool
) -> None:
    error = ClientError({"Error": {"Code": code, "Message": message}}, "Create")
    assert says_it_exists(error) is exists
