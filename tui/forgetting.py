"""A deployment that was only opened has nothing to take down: this machine forgets it."""

import re

from steps.engine.memory.deployment import Deployment
from steps.engine.memory.status import is_never_begun
from steps.engine.model.events import Called

LOOK = re.compile(r"^aws \S+ (describe|list|get)-")


def forgotten(deployment: Deployment) -> bool:
    """Forget it if nothing was ever begun; False when something was. Raises Trouble while somebody works on it.

    A journal that says nothing at all, or less than was overheard, is no proof: it may have been emptied or cut.
    """
    with deployment.locked():
        damaged = any(deployment.folder.glob("damaged-*"))  # what was begun may have been in there
        says_nothing = not deployment.journal.read()
        if damaged or says_nothing or _asked(deployment) or not is_never_begun(deployment.progress()):
            return False
        deployment.forget()
    return True


def _asked(deployment: Deployment) -> bool:
    """Whether anything was asked of AWS that is more than a look."""
    heard = deployment.journal.read_output()
    return any(isinstance(event, Called) and not LOOK.match(event.line) for event in heard)
