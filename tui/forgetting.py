"""A deployment that was only opened has nothing to take down: this machine forgets it."""

from steps.engine.memory.deployment import Deployment
from steps.engine.memory.status import is_never_begun


def forgotten(deployment: Deployment) -> bool:
    """Forget it if nothing was ever begun; False when something was. Raises Trouble while somebody works on it."""
    with deployment.locked():
        damaged = any(deployment.folder.glob("damaged-*"))  # what was begun may have been in there
        if damaged or not is_never_begun(deployment.progress()):
            return False
        deployment.forget()
    return True
