"""Where to look when tasks do not stay up: by what AWS says of them."""

import pytest

from steps.aws.failed_tasks import rollout_failed


@pytest.mark.parametrize(
    "said", ["ResourceInitializationError: unable to pull secrets", "CannotPullContainerError: x"]
)
def test_a_task_whose_image_never_came_has_no_output_to_read(said: str) -> None:
    trouble = rollout_failed("hello", [said], "it failed", "/fargate-wizard/demo/hello", "eu-central-1")
    assert "aws logs" not in trouble.cure
    assert "private endpoints" in trouble.cure


def test_a_task_that_ran_has_written_why() -> None:
    said = ["Essential container in task exited (exit code 1)"]
    trouble = rollout_failed("hello", said, "it failed", "/fargate-wizard/demo/hello", "eu-central-1")
    assert "`aws logs tail /fargate-wizard/demo/hello --since 1h --region eu-central-1`" in trouble.cure
    assert "exit code 1" in trouble.what
