"""A role that AWS lends only for a code of an MFA device: who is asked for it, and where the session is kept.

It is kept where the AWS CLI keeps such sessions, so that a code is asked for once a session and not once a command.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steps.engine.troubles import Trouble

if TYPE_CHECKING:
    from botocore.session import Session

AskCode = Callable[[str], str]
"""Asks the user for a code; it gets the device's serial number or ARN. Raises Trouble where nobody can be asked."""

CACHE = "~/.aws/cli/cache"


def nobody_to_ask(device: str) -> str:
    """Where there is no terminal. Raises Trouble."""
    raise no_code(device, "There is no terminal here to type it at.")


def no_code(device: str, why: str) -> Trouble:
    """A code was not given."""
    return Trouble(
        f"AWS lends this profile's role only for a code of your MFA device {device}.",
        why=why,
        cure="Run it in a terminal and type the code, or let the AWS CLI ask for it first: `aws sts get-caller-identity "
        "--profile NAME` keeps the session, and it is used here.",
    )


def lend_roles(session: "Session", ask_code: AskCode) -> None:
    """Let this session ask `ask_code` where a role takes a code, and keep and find sessions as the AWS CLI does."""
    from botocore.utils import JSONFileCache

    class Sessions(JSONFileCache):
        """A session that cannot be kept is asked for again, and no trouble."""

        def __setitem__(self, key: str, value: Any) -> None:
            with contextlib.suppress(OSError):
                super().__setitem__(key, value)

    def ask(prompt: str) -> str:
        return ask_code(prompt.removeprefix("Enter MFA code for ").rstrip(": "))

    roles: Any = session.get_component("credential_provider").get_provider("assume-role")
    roles.cache = Sessions(str(Path(CACHE).expanduser()))
    roles._prompter = ask  # noqa: SLF001  (botocore has no other way in)
