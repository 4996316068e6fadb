"""Every answer that AWS gives to this process, written into a transcript."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from tests.real.questions import MARK
from tests.real.scrub import scrub
from tests.real.transcript import Call, Transcript


def overhear(transcript: Transcript, stage: str, *names: str) -> None:
    """From now on every session of boto3's tells of its calls; `names` are hidden in what AWS says."""
    import boto3

    def going_out(params: Mapping[str, Any], model: Any, context: dict[str, Any], **_: object) -> None:
        context["kit"] = (time.time(), tuple(sorted(params)), model)

    def come_back(
        context: dict[str, Any], parsed_response: Any, exception: BaseException | None, **_: object
    ) -> None:
        began, parameters, model = context["kit"]
        answer = parsed_response or {}
        question = context["client_config"].user_agent_extra or ""
        error = answer.get("Error", {}) or ({"Code": type(exception).__name__} if exception else {})
        transcript.add(
            Call(
                stage=stage,
                operation=f"{model.service_model.service_name}.{model.name}",
                parameters=parameters,
                seconds=round(time.time() - began, 3),
                status=answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0),
                error=error.get("Code", ""),
                message=scrub(str(error.get("Message", "")), *names),
                answered=() if error else tuple(sorted(set(members(model.output_shape, answer)))),
                question=question.removeprefix(MARK) if question.startswith(MARK) else "",
            )
        )

    class Overheard(boto3.Session):
        def __init__(self, *words: object, **settings: object) -> None:
            super().__init__(*words, **settings)  # type: ignore[arg-type]  # passed on as they came
            self.events.register("provide-client-params", going_out)
            self.events.register("response-received", come_back)

    boto3.Session = boto3.session.Session = Overheard  # type: ignore[misc]  # a session that overhears


def members(shape: Any, value: Any, at: str = "") -> Iterator[str]:
    """The names of all that an answer holds, such as `services[].deployments[].status`; no value, and no map's keys."""
    if shape is not None and shape.type_name == "structure" and isinstance(value, Mapping):
        for name, inner in shape.members.items():
            if name in value:
                yield (path := f"{at}.{name}".lstrip("."))
                yield from members(inner, value[name], path)
    elif shape is not None and shape.type_name == "list" and isinstance(value, list):
        for each in value:
            yield from members(shape.member, each, f"{at}[]")
