"""Where an app listens, by what it writes: loopback is told only where nothing speaks against it."""

import pytest

from steps.diagnosis.health_probes import only_on_loopback

ON_LOOPBACK = (
    "listening on http://127.0.0.1:8080",
    " * Running on http://127.0.0.1:5000",
    "INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)",
    "[INFO] Listening at: http://127.0.0.1:8000 (7)",
    "Starting development server at http://127.0.0.1:8000/",
    "Server is ready at http://localhost:3000",
    "listening on [::1]:8080",
)
NOT = (
    '127.0.0.1 - - [27/Nov/2026 20:44:02] "GET /health HTTP/1.1" 200 -',
    "cannot reach the database at localhost:5432",
    "listening on 10.127.0.0.1",
    "listening on 0.0.0.0:8080",
)


@pytest.mark.parametrize("line", ON_LOOPBACK)
def test_an_app_that_says_so_listens_on_loopback(line: str) -> None:
    assert only_on_loopback(["hello", line, "one request"]) == line.strip()


@pytest.mark.parametrize("line", NOT)
def test_what_only_names_loopback_is_no_proof(line: str) -> None:
    assert only_on_loopback([line]) == ""


def test_one_that_names_every_address_as_well_listens_there() -> None:
    assert (
        only_on_loopback([" * Running on all addresses (0.0.0.0)", " * Running on http://127.0.0.1:5000"])
        == ""
    )
