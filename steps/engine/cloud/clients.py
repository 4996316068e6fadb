"""AWS as the steps meet it: typed clients made when first needed, and every call overheard."""

import contextvars
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

import msgspec

from steps.engine.cloud.answered import references
from steps.engine.cloud.brake import Brake
from steps.engine.cloud.cli_line import cli_line
from steps.engine.cloud.login import Login
from steps.engine.cloud.partial import refuse_failures
from steps.engine.cloud.refusals import EXPIRED, THROTTLED, error_message, is_lost
from steps.engine.model.events import AnyEvent, Called, Waiting
from steps.engine.model.service_clients import Banner, Clients
from steps.engine.troubles import Stopped

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

MOST_THROTTLED = 12  # times that one call is made while AWS throttles: some two minutes
LONGEST_PAUSE = 20.0  # seconds between two of them


def read_banner(endpoint: str) -> Banner | None:
    """The practice cloud's banner, or None when the endpoint is not one."""
    try:
        with urllib.request.urlopen(f"{endpoint.rstrip('/')}/_practice", timeout=5) as answer:  # noqa: S310  (the user's endpoint)
            return msgspec.json.decode(answer.read(), type=Banner)
    except (urllib.error.URLError, TimeoutError, ValueError, msgspec.MsgspecError):
        return None


class Aws(Clients):
    """One account's session in one region; safe to share between threads.

    Calls are told as `Called` events, all keep one pace when AWS throttles, and one that meets an expired login is
    made again once `login` is renewed. The practice cloud is known by its endpoint's banner and nothing else.
    """

    def __init__(
        self, session: "Session", region: str, endpoint: str | None = None, login: Login | None = None
    ) -> None:
        self._session, self.region, self.profile = session, region, session.profile_name or ""
        self._endpoint, self.login = endpoint, login
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
                        connect_timeout=5,
                        read_timeout=60,
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
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError

        session = boto3.Session(credentials.access_key, credentials.secret_key, credentials.token)
        sts = session.client("sts", region_name=self.region, endpoint_url=self._endpoint)
        try:
            return str(sts.get_caller_identity()["Account"]), ""
        except (BotoCoreError, ClientError) as error:
            return "", error_message(error)

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
        failed = bool(response) and response[0].status_code >= 500
        lost = is_lost(caught_exception)
        return False if asking_once.get() and (failed or lost) else None

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
        if not unheard.get():
            self.hear(event)
