"""The boundary of every AWS call: repeatable ids, dry runs, missing operations, told in AWS's form."""

import functools
import logging
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

from botocore.model import OperationNotFoundError
from moto.core import responses
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, BaseResponse
from moto.core.utils import camelcase_to_underscores, get_service_model, method_names_from_class

from steps.sandbox.absent import lacks
from steps.sandbox.ids import Sightings, canonical, seeded
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.weather.kind import READING, ApiCall, prefix_of
from steps.sandbox.wire import batches, bounds
from steps.sandbox.wire.modelled_call import Answer, ModelledCall
from steps.sandbox.wire.paging import Pages
from steps.sandbox.world import World

LOG = logging.getLogger(__name__)

NOTHING = re.compile(r"(?!)")
"""Matches nothing: the region is what was signed, whatever a client calls itself."""

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no way to write (its version 1.0, section 2.2): an answer that has to hold it could not be read."""

WARMING = "X-Practice-Warming"
"""The header of calls that nobody made, and that do not count."""


def install(world: World) -> None:
    """Put the boundary around moto's dispatch of every service."""
    sightings, pages = Sightings(), Pages(world)
    world.on_reset.append(sightings.clear)
    plain = BaseResponse.call_action
    BaseResponse.region_from_useragent_regex = NOTHING
    responses.method_names_from_class = functools.cache(method_names_from_class)  # a millisecond of each call

    def call_action(self: Any) -> Any:
        action = self._get_action() or ""
        if not implemented(self, action):
            return refused(self, unknown(self, action))
        if WARMING in self.headers:
            return carry_out(self, action)
        weather = world.weather
        weather.calls += 1
        call = ApiCall(prefix_of(self.service_name), action, self.region, self)
        if fault := weather.refuse(call) or world.access.refuse(call):
            return refused(self, Refusal(fault.code, fault.message), fault.status)
        if weather.calm:
            return carry_out(self, action)
        conditions = weather.enter(call)
        answer = carry_out(self, action)
        weather.leave(call, conditions, done=answer[0] < 400)
        return answer

    def carry_out(self: Any, action: str) -> Any:
        if asks_dry_run(self):
            return refused(
                self, Refusal("DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
            )
        if name := unwritable(self.querystring):
            code = "InvalidParameterValue" if self.service_name == "ec2" else "ValidationError"
            return refused(self, Refusal(code, f"Invalid characters in the value of the parameter {name}."))
        request = canonical(self.service_name, self.region, action, text(self.body), self.querystring)
        with seeded(*sightings.words(request)):
            answer = looked_at(self, action, pages, lambda: guarded(self, plain))
        if answer[0] < 400 and not action.startswith(READING):
            sightings.add(request)
        return answer

    BaseResponse.call_action = call_action
    around(BaseResponse, "parse_parameters", parse_parameters)


def parse_parameters(plain: Any, response: Any, request: Any) -> None:
    """Leave what is no operation without parameters: it is refused when it is called."""
    with suppress(OperationNotFoundError):
        plain(response, request)


def looked_at(response: Any, action: str, pages: Pages, carry_out: Callable[[], Answer]) -> Answer:
    """Carry out a call within the bounds of its model, and give one page of what it lists."""
    exchange = ModelledCall(response, action)
    asked = exchange.asked() if exchange.model else None
    if asked is None:
        return carry_out()
    try:
        bounds.check(exchange, asked)
        batches.check(exchange, asked)
        return pages.answer(exchange, asked, carry_out)
    except Refusal as refusal:
        return refused(response, refusal)


def guarded(response: Any, plain: Any) -> Answer:
    """Give moto's answer; a defect of moto or of ours goes to the log and becomes AWS's InternalFailure."""
    try:
        return cast("Answer", plain(response))
    except NotImplementedError as missing:
        return refused(
            response, Refusal("UnsupportedOperation", f"The practice cloud cannot do this: {missing}")
        )
    except Exception:
        LOG.exception("a call of %s failed", response.service_name)
        _, headers, body = refused(
            response, Refusal("InternalFailure", "The practice cloud failed; see sandbox.log.")
        )
        return 500, headers | {"status": "500"}, body


def refused(response: Any, refusal: ServiceException, status: int | None = None) -> Answer:
    """Write a refusal in the wire protocol of the service that was called, with its model's HTTP status or this one."""
    usual, headers, body = response.serialized(ActionResult(refusal))
    status = status or usual
    return status, headers | {"status": str(status)}, body


def implemented(response: Any, action: str) -> bool:
    """Tell whether moto, or one of our own modules, has this operation of AWS's, which not every method of theirs is."""
    known = get_service_model(response.boto3_service_name).operation_names
    return (
        action in known
        and not lacks(response.boto3_service_name, action)
        and callable(getattr(response, camelcase_to_underscores(action), None))
    )


def unknown(response: Any, action: str) -> Refusal:
    """Say what AWS says to an operation that it does not know; SDKs do not try again after it."""
    code = "UnknownOperationException" if text(response.body).startswith("{") else "InvalidAction"
    return Refusal(
        code, f"The practice cloud does not have {response.service_name}:{action or 'this operation'}."
    )


def asks_dry_run(response: Any) -> bool:
    """Tell whether this EC2 call only wants to know whether it would be allowed."""
    return bool(
        response.service_name == "ec2" and response.querystring.get("DryRun", [""])[0].lower() == "true"
    )


def unwritable(form: dict[str, list[str]]) -> str:
    """Name a parameter that no answer in XML could repeat; an empty text when there is none."""
    wrong = (name for name, values in form.items() if any(NOT_IN_XML.search(str(value)) for value in values))
    return NOT_IN_XML.sub("?", next(wrong, ""))


def text(body: Any) -> str:
    """Give a request's body as text, empty for the protocols that have it in their form."""
    return body if isinstance(body, str) else ""
