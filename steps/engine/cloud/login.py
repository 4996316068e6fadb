"""The user's login: it may end in the middle of a run, and is renewed in place without losing the call."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from steps.engine.cloud.local import ways_to_log_in, wrong_credentials
from steps.engine.cloud.pause import Pause
from steps.engine.cloud.refusals import error_message, is_logged_out
from steps.engine.troubles import Trouble

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials

FIXED = ("env", "explicit")  # where keys come from that cannot change while the program runs


@dataclass
class Login:
    """Credentials in botocore's sense that can be read anew; `read` gives those that the user's files hold now.

    One that ended is read anew; while `pause` has a run, whoever needs it waits until there is a new one. `refuse` says
    why credentials will not do, an empty text when they will.
    """

    read: Callable[[], Any]
    profile: str = ""
    pause: Pause = field(default_factory=Pause)
    refuse: Callable[["ReadOnlyCredentials"], str] = lambda credentials: ""
    account_id: str | None = None
    method: str = "fargate-wizard"
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _now: Any = field(default=None, repr=False)

    @property
    def key(self) -> str:
        """The id of the access key in use; it is no secret."""
        frozen = self._frozen()
        return str(frozen.access_key) if frozen else ""

    def get_frozen_credentials(self) -> "ReadOnlyCredentials | None":
        """What the next call is signed with; None when there is nothing. Any error of botocore's may pass through."""
        from botocore.exceptions import BotoCoreError

        try:
            return self._frozen()
        except BotoCoreError as error:
            if not is_logged_out(error) or not self.renew("", str(error)):
                raise
        return self._frozen()

    def get_deferred_property(self, name: str) -> Callable[[], Any]:
        """As botocore's own credentials have it."""
        return lambda: getattr(self, name, None)

    def renew(self, refused: str, why: str) -> bool:
        """Wait for a login that AWS accepts in place of the key `refused`; False when there is no use in waiting.

        Raises Stopped when the user asks to stop meanwhile.
        """

        def look() -> Trouble | None:
            nonlocal why
            fresh, problem = self._read_anew(refused)
            if fresh is not None:
                self._now = fresh
                return None
            why = problem or why
            cure = f"Log in again in another terminal: {ways_to_log_in(self.profile)}."
            return Trouble("Your AWS login has ended.", why=why, cure=cure)

        with self._lock:
            if refused and self.key != refused:
                return True  # another call has waited already
            return getattr(self._now, "method", "") not in FIXED and self.pause.until(look)

    def _read_anew(self, refused: str) -> tuple[Any, str]:
        """Credentials that will do, or None and what is wrong with those that there are. Raises Trouble."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            with wrong_credentials(self.profile):
                fresh = self.read()
                frozen = fresh.get_frozen_credentials() if fresh else None
        except BotoCoreError:
            return None, ""
        except ClientError as error:  # AWS lends the role to nobody
            return None, error_message(error)
        if frozen is None or frozen.access_key == refused:
            return None, ""
        problem = self.refuse(frozen)
        return (None, problem) if problem else (fresh, "")

    def _frozen(self) -> "ReadOnlyCredentials | None":
        with wrong_credentials(self.profile):
            if self._now is None:
                self._now = self.read()
            return self._now.get_frozen_credentials() if self._now else None
