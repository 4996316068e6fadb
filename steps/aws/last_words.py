"""What a task that stopped wrote last: told with the reason for its stop, as soon as CloudWatch shows it."""

import time
from typing import Any

from steps.aws.task_output import LATE, SHORT, last_lines, latest_lines
from steps.aws.tasks import stopped_last
from steps.engine.model.events import LastLines
from steps.engine.model.site import Site


def tell_last_lines(site: Site, app: str, described: list[Any]) -> None:
    """Tell what the one of these tasks wrote last that stopped last, if not by order; again while more of it comes."""
    task = stopped_last(described)
    if task is None:
        return
    over = task["lastStatus"] == "STOPPED" and time.time() - task["stoppedAt"].timestamp() > LATE
    heard = f"output of {task['taskArn']}"
    if over and heard in site.run.reported:
        return
    lines = lines_of(site, app, task)
    words = "\n".join((heard, *lines))
    if lines and words not in site.run.reported:
        site.run.reported.add(words)
        site.run.tell(LastLines(resource=site.node.name, task=_id(task)[:SHORT], lines=lines))
    site.run.reported.add(heard)


def lines_of(site: Site, app: str, task: Any | None) -> tuple[str, ...]:
    """The last lines of a task as ECS describes it; none where AWS does not let us read them: the rest is told without."""
    from botocore.exceptions import ClientError

    try:
        return last_lines(site.aws, site.plan.deployment, app, _id(task)) if task else ()
    except ClientError:
        return ()


def latest_lines_of(site: Site, app: str) -> tuple[str, ...]:
    """What the task of this app wrote last that wrote last; none where AWS does not let us read it."""
    from botocore.exceptions import ClientError

    try:
        return latest_lines(site.aws, site.plan.deployment, app)
    except ClientError:
        return ()


def _id(task: Any) -> str:
    return str(task["taskArn"].rpartition("/")[2])
