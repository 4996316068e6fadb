"""One call by botocore's model: what was asked, and its answer read and written again."""

import json
from datetime import UTC, datetime
from typing import Any

from botocore.model import OperationNotFoundError
from botocore.parsers import ResponseParserFactory
from botocore.utils import parse_timestamp
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model

PARSERS = ResponseParserFactory()

Answer = tuple[int, dict[str, Any], Any]
"""Status, headers and body, as moto's dispatch gives them."""


class ModelledCall:
    """A call of moto's (`response`) with the model of its operation, which `model` is None when there is none."""

    def __init__(self, response: Any, action: str) -> None:
        self.response, self.action = response, action
        self.service: str = response.boto3_service_name
        self._model = get_service_model(self.service)
        try:
            self.model: Any = self._model.operation_model(action)
        except OperationNotFoundError:
            self.model = None

    def asked(self) -> dict[str, Any] | None:
        """Give the parameters by their names in the model, None when the request is not of its form."""
        if self.response.automated_parameter_parsing:
            return dict(self.response.params)
        request = self.response.normalized_request
        parser = PROTOCOL_PARSERS[self._protocol()](self.model)
        try:
            parsed = parser.parse(
                {
                    "method": request.method,
                    "values": request.values,
                    "headers": request.headers,
                    "body": self.response.body,
                    "url_path": request.path,
                    "url_params": self.response.uri_match,
                }
            )
        except (ValueError, TypeError, AttributeError, KeyError):
            return None
        return parsed if isinstance(parsed, dict) else None

    def ask(self, **parameters: Any) -> None:
        """Change what is asked: a parameter that becomes None is taken away."""
        response = self.response
        if response.automated_parameter_parsing:
            change(response.params, parameters)
        elif response.body.startswith("{"):
            body = json.loads(response.body)
            change(body, parameters)
            response.body = json.dumps(body)
        else:
            change(response.querystring, {name: value and [str(value)] for name, value in parameters.items()})

    def read(self, answer: Answer) -> dict[str, Any]:
        """Read a granted answer."""
        status, headers, body = answer
        raw = body.encode() if isinstance(body, str) else body
        parser = PARSERS.create_parser(self._protocol())
        parsed: dict[str, Any] = parser.parse(
            {"status_code": status, "headers": headers, "body": raw}, self.model.output_shape
        )
        parsed.pop("ResponseMetadata", None)
        return parsed

    def write(self, answer: Answer, content: dict[str, Any]) -> Answer:
        """Write another content into an answer."""
        status, headers, _ = answer
        serializer = get_serializer_class(self.service, self._protocol())(operation_model=self.model)
        return status, headers, serializer.serialize(content)["body"]

    def _protocol(self) -> str:
        return str(self.response.determine_response_protocol(self._model))


def in_utc(value: Any) -> datetime:
    """Read a time so that it is written as it was."""
    return parse_timestamp(value).astimezone(UTC)


PARSERS.set_parser_defaults(timestamp_parser=in_utc)


def change(there: Any, parameters: dict[str, Any]) -> None:
    """Set or take away parameters."""
    for name, value in parameters.items():
        if value is None:
            there.pop(name, None)
        else:
            there[name] = value
