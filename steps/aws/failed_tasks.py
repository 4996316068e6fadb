"""Why a service's tasks do not stay up, in words: what AWS says of them, and where to look, by its cause."""

import re
from collections.abc import Sequence

from steps.engine.troubles import Trouble

NEVER_RAN = re.compile(r"ResourceInitializationError|CannotPull|pull secrets or registry auth")
"""Said of a task whose image never came: it has no output, and its app.toml is innocent."""


def rollout_failed(app: str, said: Sequence[str], why: str, log_group: str, region: str) -> Trouble:
    """The trouble of a rollout that ECS has given up; `said` is why its tasks stopped, in AWS's words."""
    reasons = "; ".join(said) or "its tasks left no reason"
    if NEVER_RAN.search(reasons):
        cure = (
            "Its image never came, so it has written nothing. Look whether the image is in ECR, and whether the private "
            "endpoints and the execution role stand as their pages say; then build again."
        )
    else:
        cure = (
            f"Read what it wrote: `aws logs tail {log_group} --since 1h --region {region}`. Then correct the app or its "
            "app.toml, and build again."
        )
    return Trouble(f"The tasks of {app} do not stay up: {reasons}.", why=why, cure=cure)
