"""Gives a quotation on programming, another one each time, as JSON."""

import json
import random
from http import HTTPStatus
from pathlib import Path
from typing import Any

from serving import Reply, Request, serve

QUOTES: tuple[dict[str, str], ...] = tuple(
    json.loads(Path(__file__).with_name("quotes.json").read_text("utf-8"))
)


def answer(request: Request) -> Reply:
    """Give a quotation at the root, and say at /health that all is well."""
    match request.path:
        case "/":
            return as_json(random.choice(QUOTES))
        case "/health":
            return as_json({"status": "ok", "quotes": len(QUOTES)})
        case _:
            return as_json({"error": f"There is nothing at {request.path}."}, HTTPStatus.NOT_FOUND)


def as_json(value: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> Reply:
    """Write an answer."""
    return Reply(json.dumps(value, ensure_ascii=False) + "\n", "application/json", status)


if __name__ == "__main__":
    serve(answer)
