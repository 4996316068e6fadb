"""AWS as the steps meet it: typed clients made when first needed, and every call overheard."""

import contextlib
import contextvars
import http.client
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import msgspec

from steps.engine.cloud.answered_ids import references
from steps.engine.cloud.brake import Brake
from steps.engine.cloud.cli_line import cli_line
from steps.engine.cloud.login import Login
from steps.engine.cloud.partial import refuse_failures
from steps.engine.cloud.pause import Pause
from steps.engine.cloud.refusals import BROKEN_OFF, EXPIRED, NOT_AWS, THROTTLED, error_message, is_lost
from steps.engine.cloud.unreachable import has_timed_out, is_unreachable, unreachable
from steps.engine.model.events import AnyEvent, Called, Waiting
from steps.engine.model.service_clients import Banner, Clients
from steps.engine.troubles import Stopped, Trouble

if TYPE_CHECKING:
    from boto3.session import Session
    from botocore.credentials import ReadOnlyCredentials
    from botocore.model import OperationModel

speaking: contextvars.ContextVar[str] = contextvars.ContextVar("speaking", default="")
"""The name of the node whose verb runs in this thread: calls are told under it."""

asking_once: contextvars.ContextVar[bool] = contextvars.ContextVar("asking_once", default=False)
"""True while a call that makes something must not be repeated blindly when its answer is lost."""

unheard: contextvars.ContextVar[bool] = contextvars.ContextVar("unheard", default=False)
"""True while a thread only watches: its calls are no part of the work, so nobody hears of them."""

given_up: contextvars.ContextVar[threading.Event | None] = contextvars.ContextVar("given_up", default=None)
"""Set once nobody waits any more for what this thread does: it makes no further call."""

beside_it: contextvars.ContextVar[bool] = contextvars.ContextVar("beside_it", default=False)
"""True for a call that only asks whether AWS is there: it is neither told nor kept back."""

PATIENT = (5.0, 30.0)  # seconds until nobody has taken a call, and until nobody has answered one
IMPATIENT = (5.0, 5.0)  # the same where it is only asked whether AWS is there
HURRIED: Any = {
    "retries": {"total_max_attempts": 1},
    "connect_timeout": IMPATIENT[0],
    "read_timeout": IMPATIENT[1],
}
UNSURE = 3  # times that a call fails before it is asked whether AWS is there at all; one that timed out asks at once
LAST_TIME = 6  # times that a call is answered by somebody else although AWS is there
MOST_THROTTLED = 12  # times that one call is made while AWS throttles: some two minutes
MOST_BANNER = 65_536  # bytes
LONGEST_PAUSE = 20.0  # seconds between two of them


def read_banner(endpoint: str) -> Banner | None:
    """The practice cloud's banner, or None when the endpoint is not one."""
    try:
        with urllib.request.urlopen(f"{endpoint.rstrip('/')}/_practice", timeout=5) as answer:  # noqa: S310  (the user's endpoint)
            return msgspec.json.decode(answer.read(MOST_BANNER), type=Banner)
    except (OSError, http.client.HTTPException, ValueError, msgspec.MsgspecError):
        return None


class Aws(Clients):
    """One account's session in one region; safe to share between threads.

    Calls are told as `Called` events and all keep one pace when AWS throttles. One that meets an expired login, or nobody
    at all, is made again once `login` is renewed or AWS answers, if there is a run that can `pause` for it. The practice
    cloud is known by its endpoint's banner and nothing else.
    """

    chosen_profile: str = ""
    """The profile that the user named; empty where AWS's own rules decided."""

    def __init__(
        self, session: "Session", region: str, endpoint: str | None = None, login: Login | None = None
    ) -> None:
        self._session, self.region, self.profile = session, region, session.profile_name or ""
        self._endpoint, self.login, self.pause = endpoint, login, Pause()
        if login:
            login.pause = self.pause
        self._lock = threading.Lock()
        self._clients: dict[str, Any] = {}
        self._sent = threading.local()
        self.hear: Callable[[AnyEvent], None] = lambda event: None
        self.stop = threading.Event()
        self.brake = Brake()
        self._listen(session)
        self.endpoint: str = "" if "amazonaws." in (url := self.sts.meta.endpoint_url) else url
        self.banner = read_banner(self.endpoint) if self.endpoint else None
        self.brake = Brake(self.banner.pace if self.banner else 1.0)

    def client(self, service: str) -> Any:
        """The client of a service by boto3's name for it, made once."""
        from botocore.config import Config

        with self._lock:
            if service not in self._clients:
                self._clients[service] = self._session.client(
                    cast("Any", service),
                    region_name=self.region,
                    endpoint_url=self._endpoint,
                    config=Config(
                        retries={"mode": "standard", "total_max_attempts": 8},
                        connect_timeout=PATIENT[0],
                        read_timeout=PATIENT[1],
                        max_pool_connections=32,
                        user_agent_appid="fargate-wizard",  # type: ignore[call-arg]  # the stubs do not know it yet
                    ),
                )
                self._judge_retries(self._clients[service])
            return self._clients[service]

    def knows(self, service: str) -> bool:
        """Whether botocore has a service of this name."""
        return service in self._session.get_available_services()

    def ask_who(self, credentials: "ReadOnlyCredentials") -> tuple[str, str]:
        """Whose account these credentials are for, or an empty text and what AWS says of them."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            with _beside():
                return str(self._once(*credentials[:3]).get_caller_identity()["Account"]), ""
        except (BotoCoreError, ClientError) as error:
            return "", str(unreachable(error) or error_message(error))

    def ask_whether_there(self) -> Trouble | None:
        """None when AWS answers, whatever it says; else what is wrong. Asks once, in ten seconds at most."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            with _beside():
                self._once().get_caller_identity()
        except (BotoCoreError, ClientError) as error:
            return unreachable(error)
        return None

    def came_back(self) -> bool:
        """Wait until AWS answers again; False when it was there all along, or is not waited for (any longer)."""
        if self.pause.run is None or self.ask_whether_there() is None:
            return False
        return self.pause.until(self.ask_whether_there)

    def _once(self, *keys: str | None) -> Any:
        """A client of STS that asks once and soon gives up; without keys it signs nothing."""
        from botocore import UNSIGNED
        from botocore.config import Config

        key, secret, token = keys or (None, None, None)
        config = Config(**HURRIED) if keys else Config(**HURRIED, signature_version=UNSIGNED)
        with self._lock:
            return self._session.client(
                "sts", self.region, endpoint_url=self._endpoint, config=config,
                aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=token,
            )  # fmt: skip

    def once(self, service: str, region: str) -> Any:
        """A client of a service in another region, which asks once and soon gives up."""
        from botocore.config import Config

        with self._lock:
            return self._session.client(
                cast("Any", service), region, endpoint_url=self._endpoint, config=Config(**HURRIED)
            )

    def _listen(self, session: "Session") -> None:
        session.events.register("provide-client-params", self._note)
        session.events.register("before-send", self._keep_pace)
        session.events.register("after-call", self._tell)
        session.events.register("after-call-error", self._tell_error)
        session.events.register_last("after-call", refuse_failures)

    def _note(
        self, params: Mapping[str, Any], model: "OperationModel", context: dict[str, Any], **_: object
    ) -> None:
        context["overheard"] = (time.monotonic(), dict(params), model)

    def _keep_pace(self, **_: object) -> None:
        if beside_it.get():
            return
        if (over := given_up.get()) and over.is_set():
            raise Stopped
        seconds = self.brake.wait()
        if seconds:
            state = "AWS has asked us to slow down"
            self._pass_on(Waiting(resource=speaking.get(), state=state, seconds=seconds))
            if self.stop.wait(seconds):
                raise Stopped
        self._sent.at, self._sent.key = time.monotonic(), self.login.key if self.login else ""

    def _judge_retries(self, client: Any) -> None:
        """Be asked before botocore's own rules are, which are registered for the service and not for all of them."""
        event = f"needs-retry.{client.meta.service_model.service_id.hyphenize()}"
        client.meta.events.register_first(event, self._answer_retry)

    def _sit_out(self, attempts: int) -> float:
        """Wait longer each time, on the cloud's clock and not longer than the user wants to; then at once."""
        pace = self.banner.pace if self.banner else 1.0
        if self.stop.wait(min(0.5 * 2**attempts, LONGEST_PAUSE) / pace):
            raise Stopped
        return 0.0

    def _answer_retry(
        self, response: Any, caught_exception: BaseException | None, attempts: int, **_: object
    ) -> float | bool | None:
        """0 to make the same call again at once, False to leave it, None for what botocore thinks of it."""
        parsed = response[1] if response else {}
        code, message = parsed.get("Error", {}).get("Code", ""), parsed.get("Error", {}).get("Message", "")
        if THROTTLED.search(code):
            self.brake.press(self._sent.at)
        elif response:
            self.brake.ease()
        if EXPIRED.search(code) and self.login and self.login.renew(self._sent.key, message):
            return 0.0
        if THROTTLED.search(code) and attempts < MOST_THROTTLED:
            return self._sit_out(attempts)
        nobodys = code in (NOT_AWS, BROKEN_OFF)
        failed = nobodys or (bool(response) and response[0].status_code >= 500)
        if asking_once.get() and (failed or is_lost(caught_exception)):
            return False
        if failed or is_unreachable(caught_exception):
            at_once = nobodys or has_timed_out(caught_exception)
            if self.stop.is_set():
                return False
            if at_once or attempts >= UNSURE:
                return self._wait_for_aws(attempts if nobodys else LAST_TIME)
        return None

    def _wait_for_aws(self, attempts: int) -> float | None:
        """0 once AWS has come back, so that the call is made again; None where it is there or nobody can wait for it.

        What somebody else has answered is asked again where AWS is there, for botocore takes it for an answer.
        """
        if self.came_back():
            return 0.0
        return self._sit_out(attempts) if self.pause.run and attempts < LAST_TIME else None

    def _tell(self, parsed: object, context: dict[str, Any], **_: object) -> None:
        error = parsed.get("Error", {}).get("Code", "") if isinstance(parsed, Mapping) else ""
        self._say(context, error, parsed)

    def _tell_error(self, exception: BaseException, context: dict[str, Any], **_: object) -> None:
        self._say(context, type(exception).__name__)

    def _say(self, context: dict[str, Any], error: str, answer: object = None) -> None:
        started, params, model = context["overheard"]
        line = cli_line(model.service_model.service_name, model.name, params, region=self.region)
        gave = {} if error else references(model.name, answer, line)
        seconds = time.monotonic() - started
        self._pass_on(Called(resource=speaking.get(), line=line, seconds=seconds, error=error, gave=gave))

    def _pass_on(self, event: AnyEvent) -> None:
        if not (unheard.get() or beside_it.get()):
            self.hear(event)


@contextlib.contextmanager
def _beside() -> Iterator[None]:
    token = beside_it.set(True)
    try:
        yield
    finally:
        beside_it.reset(token)
