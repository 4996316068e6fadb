"""The wizard knows the practice cloud by its endpoint and banner and by nothing else."""

import http.client
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from tests.whole.conftest import Wizard

HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "server", "date"}


@contextmanager
def in_front_of(endpoint: str, *, banner: bool) -> Iterator[str]:
    """A proxy that passes everything on, or everything but the banner."""
    behind = urlsplit(endpoint).netloc

    class Passing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == "/_practice" and not banner:
                self.send_error(404)
                return
            connection = http.client.HTTPConnection(behind, timeout=60)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            connection.request(self.command, self.path, body, dict(self.headers))
            answer = connection.getresponse()
            page = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in HOP_BY_HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)
            connection.close()

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815  (the names that the standard library calls)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Passing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_proxy_in_front_changes_nothing(wizard: Wizard, cloud: dict[str, str]) -> None:
    with in_front_of(cloud["AWS_ENDPOINT_URL"], banner=True) as endpoint:
        environ = {**cloud, "AWS_ENDPOINT_URL": endpoint}
        built = wizard("up", "proxied", "--target", "aws", "--yes", "--json", environ=environ)
        assert built.code == 0, built.out[-2000:] + built.err
        assert built.of("began")[0]["endpoint"] == endpoint
        assert wizard("down", "proxied", "--yes", environ=environ).code == 0


def test_without_a_banner_it_is_aws_and_wants_docker_before_anything_is_made(
    wizard: Wizard, cloud: dict[str, str]
) -> None:
    with in_front_of(cloud["AWS_ENDPOINT_URL"], banner=False) as endpoint:
        nowhere = {"DOCKER_HOST": f"unix://{os.devnull}/docker.sock"}
        environ = {**cloud, **nowhere, "AWS_ENDPOINT_URL": endpoint}
        told = wizard("up", "dockerless", "--target", "aws", "--yes", "--json", environ=environ)
    assert told.code == 1
    assert [event["resource"] for event in told.of("failed")] == ["docker"]
    assert told.of("failed")[0]["cure"]
    assert not told.of("creating")


@pytest.mark.parametrize("target", ["sandbox", "aws"])
def test_no_proxy_of_the_user_comes_between(wizard: Wizard, cloud: dict[str, str], target: str) -> None:
    nowhere = dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY"), "http://127.0.0.1:9")
    environ = {**(cloud if target == "aws" else {}), **nowhere, "NO_PROXY": "example.com"}
    words = ("up", f"past-{target}", "--target", target, "--until", "cluster", "--yes")
    told = wizard(*words, environ=environ)
    assert told.code == 0, told.out + told.err
    assert wizard("down", f"past-{target}", "--yes", environ=environ).code == 0


def test_a_port_that_is_taken_or_one_that_runs_elsewhere_is_one_sentence(
    wizard: Wizard, cloud: dict[str, str], tmp_path: Path
) -> None:
    port = cloud["AWS_ENDPOINT_URL"].rpartition(":")[2]
    other = wizard("sandbox", "start", "--port", port, environ={"FARGATE_WIZARD_HOME": str(tmp_path)})
    assert (other.code, other.err.count("\n")) == (1, 1), other.err
    assert f"Port {port} cannot be had: Address already in use." in other.err
    again = wizard("sandbox", "start", "--port", "1")
    assert again.code == 2
    assert f"runs already at {cloud['AWS_ENDPOINT_URL']}" in again.err
    assert wizard("sandbox", "start", "--port", port).code == 0
