"""The user's login: it may end in the middle of a run, and is renewed in place without losing the call."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from steps.engine.cloud.explain import ways_to_log_in
from steps.engine.cloud.refusals import is_logged_out
from steps.engine.model.events import AnyEvent, Paused, Resumed
from steps.engine.troubles import Stopped

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials

PATIENCE = 3600.0  # seconds for which a run waits for its user to log in again
EVERY = 2.0  # seconds between two looks at whether somebody did
BLINK = 0.1  # seconds until a request to stop, or to hurry, is noticed
FIXED = ("env", "explicit")  # where keys come from that cannot change while the program runs


@dataclass(frozen=True)
class Wait:
    """What a run needs in order to wait for a new login: who hears of it, the stop flag, and whom it must be.

    `refuse` says why these credentials will not do, an empty text when they will.
    """

    hear: Callable[[AnyEvent], None]
    stop: threading.Event
    refuse: Callable[["ReadOnlyCredentials"], str]
    every: float = EVERY


@dataclass
class Login:
    """Credentials in botocore's sense that can be read anew; `read` gives those that the user's files hold now.

    While `wait` is set, a login that ended pauses whoever needs it until there is a new one.
    """

    read: Callable[[], Any]
    profile: str = ""
    wait: Wait | None = None
    account_id: str | None = None
    method: str = "fargate-wizard"
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _hurry: threading.Event = field(default_factory=threading.Event, repr=False)
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
        with self._lock:
            wait = self.wait
            if refused and self.key != refused:
                return True  # another call has waited already
            if wait is None or getattr(self._now, "method", "") in FIXED:
                return False
            return self._wait_for_another(wait, refused, why)

    def hurry(self) -> None:
        """Look now whether there is a new login, if somebody waits for one; from any thread."""
        self._hurry.set()

    def _wait_for_another(self, wait: Wait, refused: str, why: str) -> bool:
        started = time.monotonic()
        told = ""
        self._hurry.clear()
        while time.monotonic() - started < PATIENCE:
            fresh, problem = self._read_anew(wait, refused)
            if fresh is not None:
                self._now = fresh
                if told:
                    wait.hear(Resumed(seconds=time.monotonic() - started))
                return True
            if not told or problem not in ("", told):
                told = problem or why
                cure = f"Log in again in another terminal: {ways_to_log_in(self.profile)}."
                wait.hear(Paused(what="Your AWS login has ended, so everything waits.", why=told, cure=cure))
            self._sit(wait)
        return False

    def _sit(self, wait: Wait) -> None:
        """Until the next look, which comes at once when somebody is in a hurry. Raises Stopped."""
        began = time.monotonic()
        while (left := wait.every - (time.monotonic() - began)) > 0:
            if self._hurry.is_set() or wait.stop.wait(min(left, BLINK)):
                break
        self._hurry.clear()
        if wait.stop.is_set():
            raise Stopped

    def _read_anew(self, wait: Wait, refused: str) -> tuple[Any, str]:
        """Credentials that will do, or None and what is wrong with those that there are."""
        from botocore.exceptions import BotoCoreError

        try:
            fresh = self.read()
            frozen = fresh.get_frozen_credentials() if fresh else None
        except BotoCoreError:
            return None, ""
        if frozen is None or frozen.access_key == refused:
            return None, ""
        problem = wait.refuse(frozen)
        return (None, problem) if problem else (fresh, "")

    def _frozen(self) -> "ReadOnlyCredentials | None":
        if self._now is None:
            self._now = self.read()
        return self._now.get_frozen_credentials() if self._now else None
