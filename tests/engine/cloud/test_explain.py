"""What AWS and botocore say, in words: what happened, and a cure that can help."""

import pytest
from botocore import exceptions as of_botocore
from botocore.exceptions import ClientError

from steps.engine.cloud.explain import explain


def refusal(code: str, message: str = "no", status: int = 400) -> ClientError:
    answer = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "CreateService")  # type: ignore[arg-type]  # as much of an answer as is read


@pytest.mark.parametrize(
    ("error", "what", "cure"),
    [
        (refusal("AccessDeniedException"), "does not allow you the call CreateService", "Ask whoever manages"),
        (refusal("ThrottlingException"), "is throttling this account", "Wait a minute"),
        (refusal("InvalidParameterException"), "AWS refused CreateService", "Change what AWS complains of"),
        (refusal("InvalidClientTokenId"), "does not accept your credentials", "the region is not enabled"),
        (refusal("ExpiredToken"), "does not accept your credentials", "Log in again"),
        (of_botocore.PartialCredentialsError(provider="env", cred_var="x"), "Only half of an access key", "other half"),
        (of_botocore.NoCredentialsError(), "no AWS credentials", "aws login"),
        (of_botocore.LoginInsufficientPermissions(), "may not be used by programs", "SignInLocalDevelopmentAccess"),
        (of_botocore.CredentialRetrievalError(provider="p", error_msg="x"), "could not be fetched", "credential_process"),
        (of_botocore.ConfigParseError(path="~/.aws/config"), "cannot be read", "Correct the file"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)  # fmt: skip
def test_an_error_is_told_with_a_cure_of_its_own(error: Exception, what: str, cure: str) -> None:
    trouble = explain(error)
    assert what in trouble.what
    assert cure in trouble.cure


def test_credentials_that_have_ended_do_not_blame_the_region() -> None:
    assert "region" not in explain(refusal("ExpiredToken")).cure


def test_a_refusal_that_will_not_pass_does_not_say_try_again() -> None:
    assert "ry again" not in explain(refusal("InvalidParameterException")).cure
