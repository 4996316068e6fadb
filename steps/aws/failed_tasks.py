"""Where to look when a service's tasks do not stay up, by what AWS says of them."""

import re

NEVER_RAN = re.compile(r"ResourceInitializationError|CannotPull|pull secrets or registry auth")
"""Said of a task whose image never came: it has no output, and its app.toml is innocent."""


def where_to_look(said: str, deployment: str, app: str) -> str:
    """The cure for tasks of which AWS has said this."""
    if NEVER_RAN.search(said):
        return (
            "Its image never came, so it has written nothing. Look whether the image is in ECR, and whether the private "
            "endpoints and the execution role stand as their pages say; then build again."
        )
    return f"Look at its output (`fargate-wizard logs {deployment} {app}`) and at its app.toml; then build again."
