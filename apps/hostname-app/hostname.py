"""Says which task answered: in a browser as a page, to curl as text, to programs as JSON."""

import json
import os
import socket
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from html import escape
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from string import Template
from typing import Any, NamedTuple
from urllib.request import ProxyHandler, build_opener, urlopen

from serving import BASE, Reply, Request, serve

PAGES = Path(__file__).parent / "pages"
# No way there, broken off, not JSON, or not of the form that was expected.
UNREACHABLE = (OSError, HTTPException, ValueError, LookupError, TypeError)


class Page(NamedTuple):
    """One answer in its three forms: a template with its title, the facts as JSON, and plain text."""

    name: str
    title: str
    facts: Mapping[str, str | None]
    text: str
    status: HTTPStatus = HTTPStatus.OK


def answer(request: Request) -> Reply:
    """Choose the page, and the form of it that the client wants."""
    match request.path:
        case "/health":
            return Reply("ok\n")
        case "/":
            page = task_page()
        case "/random-quote":
            page = quote_page(os.environ.get("QUOTES_URL", ""))
        case _:
            page = missing_page(request.path)
    wanted = request.query.get("format", "")
    if wanted == "json" or (not wanted and "json" in request.accept and "html" not in request.accept):
        return Reply(json.dumps(page.facts, ensure_ascii=False) + "\n", "application/json", page.status)
    if wanted == "html" or (not wanted and "html" in request.accept):
        return Reply(drawn(page), "text/html", page.status)
    return Reply(page.text, status=page.status)


def task_page() -> Page:
    """Say who answers."""
    try:
        task = metadata()
    except UNREACHABLE:
        task = {}
    facts = {
        "hostname": hostname(),
        "zone": task.get("AvailabilityZone"),
        "task": task.get("TaskARN", "").rpartition("/")[2] or None,
    }
    text = f"{facts['hostname']}\nzone {facts['zone'] or 'unknown'}\ntask {facts['task'] or 'unknown'}\n"
    return Page("task", hostname(), facts, text)


def quote_page(url: str) -> Page:
    """Ask the app with the quotations for one, by its name in the private network."""
    try:
        if not url.startswith("http"):  # a file of this machine is no quotation
            raise ValueError("It is no address of an app.")
        with urlopen(url, timeout=3) as reply:
            said = json.load(reply)
        facts = {key: str(said[key]) for key in ("quote", "author", "source")}
    except UNREACHABLE as error:
        facts = {
            "error": "No quotation could be had.",
            "url": url or "(QUOTES_URL is not set)",
            "reason": str(error).removeprefix("<urlopen error ").removesuffix(">"),
        }
        text = f"{facts['error']}\nasked {facts['url']}\n{facts['reason']}\n"
        return Page("unreachable", "No quotation", facts, text, HTTPStatus.BAD_GATEWAY)
    text = f"{facts['quote']}\n— {facts['author']}, {facts['source']}\n"
    return Page("quote", facts["author"], facts, text)


def missing_page(path: str) -> Page:
    """Say what there is instead."""
    facts = {"error": f"There is nothing at {path}.", "here": f"{BASE}/ and {BASE}/random-quote"}
    text = f"{facts['error']}\nThere are {facts['here']}.\n"
    return Page("missing", "Nothing here", facts, text, HTTPStatus.NOT_FOUND)


def hostname() -> str:
    """Give the name of the machine that the task believes itself to be."""
    return os.environ.get("HOSTNAME") or socket.gethostname()


@cache
def metadata() -> dict[str, Any]:
    """Ask ECS about this task; empty where ECS does not run it. A failure is not remembered.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html
    """
    address = os.environ.get("ECS_CONTAINER_METADATA_URI_V4")
    if not address:
        return {}
    direct = build_opener(ProxyHandler({}))  # the address exists inside the task only: no proxy can know it
    with direct.open(f"{address}/task", timeout=1) as reply:
        task: dict[str, Any] = json.load(reply)
    return task


def drawn(page: Page) -> str:
    """Draw the page in HTML, in the colour and with the face of the task that answers."""
    facts = {key: escape(value or "not known here") for key, value in page.facts.items()}
    name, dot, domain = escape(hostname()).partition(".")
    body = template(page.name).substitute(
        facts, base=escape(BASE), face=face(hostname()), name=name, domain=dot + domain
    )
    digest = sha256(hostname().encode()).digest()
    hue = int.from_bytes(digest[:2]) % 360
    return template("frame").substitute(
        title=escape(page.title), hue=hue, hostname=escape(hostname()), body=body
    )


@cache
def template(name: str) -> Template:
    """Give one of the pages."""
    return Template((PAGES / f"{name}.html").read_text("utf-8"))


def face(name: str) -> str:
    """Draw a pattern of five by five squares, the same left and right, that tells one name from another."""
    digest = sha256(name.encode()).digest()
    squares = (
        f'<rect x="{x}" y="{y}" width="1.02" height="1.02"/>'
        for x in range(5)
        for y in range(5)
        if digest[4 + min(x, 4 - x) * 5 + y] % 2
    )
    return f'<svg class="face" viewBox="0 0 5 5" aria-hidden="true">{"".join(squares)}</svg>'


if __name__ == "__main__":
    serve(answer)
