"""Where to look when tasks do not stay up: by what AWS says of them."""

import pytest

from steps.aws.failed_tasks import where_to_look


@pytest.mark.parametrize(
    "said", ["ResourceInitializationError: unable to pull secrets", "CannotPullContainerError: x"]
)
def test_a_task_whose_image_never_came_has_no_output_to_read(said: str) -> None:
    cure = where_to_look(said, "demo", "hello")
    assert "logs" not in cure
    assert "private endpoints" in cure


def test_a_task_that_ran_has_written_why() -> None:
    cure = where_to_look("Essential container in task exited (exit code 1)", "demo", "hello")
    assert "`fargate-wizard logs demo hello`" in cure
