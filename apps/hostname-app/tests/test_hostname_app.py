"""hostname-app as a process: its three forms, its neighbours, and how it stops."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

TASK = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
ARN = f"arn:aws:ecs:eu-west-1:123456789012:task/demo/{TASK}"


class Neighbour(BaseHTTPRequestHandler):
    """Answers each path with its JSON, /slow only when the test lets it."""

    answers: dict[str, Any]
    asked: threading.Event
    let: threading.Event

    def do_GET(self) -> None:
        self.asked.set()
        if self.path == "/slow":
            self.let.wait(10)
        body = json.dumps(self.answers[self.path]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Stay silent."""


@contextmanager
def neighbour(answers: dict[str, Any]) -> Iterator[tuple[str, type[Neighbour]]]:
    kind = type(
        "Answering", (Neighbour,), {"answers": answers, "asked": threading.Event(), "let": threading.Event()}
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", kind
        finally:
            server.shutdown()
            thread.join()


QUOTE = {"quote": "Less <b>is</b> more.", "author": "A. N. Author", "source": "A Work, 1970"}


def test_curl_gets_text_with_the_host_name_first(start: Any) -> None:
    status, kind, text = start("hostname-app", HOSTNAME="ip-10-0-1-9").get("/", Accept="*/*")
    assert (status, kind) == (200, "text/plain")
    assert text.splitlines()[0] == "ip-10-0-1-9"


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("/", "application/json", "application/json"),
        ("/?format=json", "text/html", "application/json"),
        ("/?format=text", "text/html", "text/plain"),
        ("/?format=html", "*/*", "text/html"),
        ("/", "text/html,application/xhtml+xml,application/json;q=0.8", "text/html"),
        ("/", "", "text/plain"),
    ],
)
def test_everybody_gets_the_form_that_they_ask_for(start: Any, path: str, accept: str, kind: str) -> None:
    app = start("hostname-app")
    assert app.get(path, Accept=accept)[:2] == (200, kind)


def test_zone_and_task_come_from_the_metadata_that_ecs_offers(start: Any) -> None:
    with neighbour({"/v4/task": {"AvailabilityZone": "eu-west-1b", "TaskARN": ARN}}) as (url, _):
        app = start(
            "hostname-app",
            HOSTNAME="ip-10-0-1-9",
            ECS_CONTAINER_METADATA_URI_V4=f"{url}/v4",
            http_proxy="http://127.0.0.1:9",  # metadata is asked past any proxy
        )
        told = json.loads(app.get("/?format=json")[2])
        page = app.get("/", Accept="text/html")[2]
    assert told == {"hostname": "ip-10-0-1-9", "zone": "eu-west-1b", "task": TASK}
    assert "eu-west-1b" in page
    assert TASK in page


def test_without_metadata_zone_and_task_are_unknown(start: Any) -> None:
    for address in ("", "http://127.0.0.1:9/v4"):
        app = start("hostname-app", HOSTNAME="somewhere", ECS_CONTAINER_METADATA_URI_V4=address)
        assert json.loads(app.get("/?format=json")[2]) == {
            "hostname": "somewhere",
            "zone": None,
            "task": None,
        }
        assert "not known here" in app.get("/", Accept="text/html")[2]


def test_a_host_name_cannot_put_markup_into_the_page(start: Any) -> None:
    page = start("hostname-app", HOSTNAME="<script>alert(1)</script>").get("/", Accept="text/html")[2]
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_two_tasks_look_different(start: Any) -> None:
    one = start("hostname-app", HOSTNAME="ip-10-0-1-9").get("/", Accept="text/html")[2]
    two = start("hostname-app", HOSTNAME="ip-10-0-2-7").get("/", Accept="text/html")[2]
    for part in ("--hue: ", '<svg class="face"'):
        assert one.split(part)[1].split("\n")[0] != two.split(part)[1].split("\n")[0]


@pytest.mark.parametrize("path", ["/random-quote", "/random-quote/"])
def test_a_quotation_is_asked_of_its_app(start: Any, path: str) -> None:
    with neighbour({"/": QUOTE}) as (url, _):
        app = start("hostname-app", QUOTES_URL=f"{url}/", no_proxy="127.0.0.1")
        assert json.loads(app.get(path, Accept="application/json")[2]) == QUOTE
        assert app.get(path)[2] == "Less <b>is</b> more.\n— A. N. Author, A Work, 1970\n"
        status, kind, page = app.get(path, Accept="text/html")
    assert (status, kind) == (200, "text/html")
    assert "Less &lt;b&gt;is&lt;/b&gt; more." in page
    assert "A Work, 1970" in page


def test_the_quotation_is_asked_through_the_proxy_that_the_environment_names(start: Any) -> None:
    asked = "http://random-quote.demo.internal:8080/"
    with neighbour({asked: QUOTE}) as (proxy, _):
        app = start(
            "hostname-app", QUOTES_URL=asked, http_proxy=proxy, HTTP_PROXY="", no_proxy="", NO_PROXY=""
        )
        assert app.get("/random-quote")[0] == 200


@pytest.mark.parametrize("answer", [[], {"quote": "half of it"}, "text", None])
def test_an_answer_that_is_no_quotation_is_a_bad_gateway(start: Any, answer: Any) -> None:
    with neighbour({"/": answer}) as (url, _):
        app = start("hostname-app", QUOTES_URL=f"{url}/", no_proxy="127.0.0.1")
        assert app.get("/random-quote")[0] == 502


def test_when_nobody_has_a_quotation_the_page_says_whom_it_asked(start: Any) -> None:
    app = start("hostname-app", QUOTES_URL="http://127.0.0.1:9/", no_proxy="127.0.0.1")
    status, _, text = app.get("/random-quote", Accept="application/json")
    told = json.loads(text)
    assert status == 502
    assert told["url"] == "http://127.0.0.1:9/"
    assert "refused" in told["reason"]
    assert "urlopen" not in told["reason"]
    assert "502 Bad Gateway" in app.get("/random-quote", Accept="text/html")[2]
    assert "QUOTES_URL is not set" in start("hostname-app", QUOTES_URL="").get("/random-quote")[2]


def test_a_path_that_is_not_there_says_what_is(start: Any) -> None:
    app = start("hostname-app")
    assert app.get("/favicon.ico")[0] == 404
    assert "/random-quote" in app.get("/nowhere")[2]
    assert "&lt;i&gt;" in app.get("/<i>", Accept="text/html")[2]


def test_a_connection_serves_many_requests(start: Any) -> None:
    app = start("hostname-app")
    with app.connection() as connection:
        connection.connect()
        first = connection.sock
        for method in ("GET", "HEAD", "GET"):
            connection.request(method, "/health")
            reply = connection.getresponse()
            assert reply.headers["Content-Length"] == "3"
            assert reply.read() == (b"" if method == "HEAD" else b"ok\n")
        assert connection.sock is first


def test_a_body_that_nobody_reads_is_not_taken_for_the_next_request(start: Any) -> None:
    app = start("hostname-app")
    with app.connection() as connection:
        connection.request("GET", "/health", body=b"GET /nowhere HTTP/1.1\r\n\r\n")
        reply = connection.getresponse()
        assert (reply.status, reply.headers["Connection"]) == (200, "close")


def test_each_request_is_one_line_of_the_log(start: Any) -> None:
    app = start("hostname-app")
    app.get("/?format=json")
    app.get("/nowhere")
    app.stop()
    lines = [line for line in app.log.read_text().splitlines() if "/health" not in line]
    assert lines[1:] == [
        '127.0.0.1 "GET /?format=json HTTP/1.1" 200',
        '127.0.0.1 "GET /nowhere HTTP/1.1" 404',
    ]


def test_it_stops_within_a_second_even_with_an_idle_connection(start: Any) -> None:
    app = start("hostname-app")
    with app.connection() as connection:
        connection.request("GET", "/health")
        connection.getresponse().read()
        assert app.stop() < 1
    assert app.process.returncode == 0
    with pytest.raises(OSError):  # noqa: PT011  (refused here, reset elsewhere)
        socket.create_connection(("127.0.0.1", app.port), timeout=1)


def test_a_request_under_way_is_finished_before_it_stops(start: Any) -> None:
    with neighbour({"/slow": QUOTE}) as (url, kind):
        app = start("hostname-app", QUOTES_URL=f"{url}/slow", no_proxy="127.0.0.1")
        with app.connection() as connection:
            connection.request("GET", "/random-quote")
            assert kind.asked.wait(5)
            app.process.terminate()
            deadline = time.monotonic() + 5
            while accepts(app.port):
                assert time.monotonic() < deadline
            kind.let.set()
            assert connection.getresponse().read().decode().startswith("Less")
        assert app.process.wait(5) == 0


def accepts(port: int) -> bool:
    """Whether somebody still takes connections there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


@pytest.mark.parametrize("base", ["/h/", "/h", "/a/b/"])
def test_it_answers_wherever_the_load_balancer_leads_to_it(start: Any, base: str) -> None:
    app = start("hostname-app", HOSTNAME="ip-10-0-1-9", SERVED_UNDER=base)
    for path in (base, base.rstrip("/"), "/"):
        assert app.get(path)[::2] == (200, "ip-10-0-1-9\nzone unknown\ntask unknown\n")
    assert app.get("/health")[0] == 200
    assert app.get(f"{base.rstrip('/')}/random-quote")[0] == 502
    page = app.get(base, Accept="text/html")[2]
    assert f'href="{base.rstrip("/")}/random-quote"' in page
    assert app.get(f"{base.rstrip('/')}x")[0] == 404


def test_it_listens_where_it_is_told_and_for_everybody_when_it_is_not(start: Any) -> None:
    assert not start("hostname-app").open_to_others
    assert start("hostname-app", HOST="0.0.0.0").open_to_others


def test_it_asks_apps_and_reads_no_file(start: Any, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    file.write_text(json.dumps(QUOTE))
    status, _, text = start("hostname-app", QUOTES_URL=file.as_uri()).get("/random-quote")
    assert (status, "A. N. Author" in text) == (502, False)


def test_no_header_and_no_query_says_whom_it_asks(start: Any) -> None:
    with neighbour({"/": QUOTE}) as (url, kind):
        app = start("hostname-app", QUOTES_URL="http://127.0.0.1:9/", no_proxy="127.0.0.1")
        host = url.removeprefix("http://")
        headers = {
            "Host": host,
            "X-Forwarded-Host": host,
            "Referer": url,
            "Proxy": url,
            "Forwarded": f"host={host}",
        }
        for path in (
            f"/random-quote?url={url}/&QUOTES_URL={url}/",
            f"/random-quote?format={url}",
            f"{url}/random-quote",
        ):
            assert app.get(path, **headers)[0] in {404, 502}
        assert not kind.asked.is_set()
