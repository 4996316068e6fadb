"""Requests are read off the access logs of servers; health checks and everything else are none."""

import pytest

from steps.appfile.apps import BUNDLED, load
from steps.aws.requests import answered
from steps.aws.task_output import OutputLine

APPS = load(BUNDLED)
NGINX = '10.0.1.7 - - [27/Nov/2026:19:00:00 +0000] "GET /static/ HTTP/1.1" 304 0 "-" "{}" "-"'


def line(text: str, app: str = "hostname-app") -> OutputLine:
    return OutputLine(7.0, app, "4f1c2b3a", text)


def test_what_the_bundled_apps_write_of_a_request() -> None:
    found = answered(line('10.0.1.7 "GET /who?a=b HTTP/1.1" 200'), APPS)
    assert found
    assert (found.at, found.app, found.task) == (7.0, "hostname-app", "4f1c2b3a")
    assert (found.method, found.path, found.status) == ("GET", "/who?a=b", 200)


def test_the_combined_format_of_nginx() -> None:
    found = answered(line(NGINX.format("Mozilla/5.0"), "static-app"), APPS)
    assert found
    assert (found.method, found.path, found.status) == ("GET", "/static/", 304)


@pytest.mark.parametrize(
    "text",
    [
        "listening on 0.0.0.0:8080",
        '10.0.1.7 "GET /health HTTP/1.1" 200',
        NGINX.format("ELB-HealthChecker/2.0"),
        '10.0.1.7 "GET /" twohundred',
        "",
    ],
)
def test_everything_else_is_none(text: str) -> None:
    assert answered(line(text), APPS) is None
