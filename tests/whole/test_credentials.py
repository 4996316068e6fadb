"""Credentials that AWS no longer takes are said to be so, with the cure, before anything is made or written."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from steps.engine.troubles import Trouble
from tests.whole.conftest import Told, Wizard
from tui.lines.opening import in_words

REFUSAL = """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>{code}</Code><Message>The security token included in the request is {why}</Message></Error>
<RequestId>0</RequestId></ErrorResponse>"""


class Refusing(BaseHTTPRequestHandler):
    """An AWS that refuses every call, and is no practice cloud."""

    answer = REFUSAL.format(code="ExpiredToken", why="expired")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        page = self.answer.encode()
        self.send_response(403)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
        """Say nothing."""


class Unknown(Refusing):
    """An AWS that never heard of these keys."""

    answer = REFUSAL.format(code="InvalidClientTokenId", why="invalid")


class Babbling(Refusing):
    """An AWS whose answers nobody can read."""

    answer = "what?"


@contextmanager
def aws_that(refuses: type[Refusing]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), refuses) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def up(wizard: Wizard, endpoint: str) -> Told:
    keys = {
        "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "ASIAEXPIRED", "AWS_SECRET_ACCESS_KEY": "hush-hush",
        "AWS_SESSION_TOKEN": "very-hush-hush",
    }  # fmt: skip
    return wizard("up", "expired", "--target", "aws", "--region", "eu-central-1", "--yes", environ=keys)


@pytest.mark.parametrize("refuses", [Refusing, Unknown])
def test_refused_credentials_are_one_paragraph_with_the_cure(wizard: Wizard, refuses: type[Refusing]) -> None:
    with aws_that(refuses) as endpoint:
        told = up(wizard, endpoint)
    assert told.code == 1
    assert "does not accept your credentials" in told.err
    assert "aws sso login" in told.err
    assert "Traceback" not in told.err
    assert "\n\n" not in told.err
    assert wizard.journal("expired") == []


@pytest.mark.parametrize(
    ("code", "why", "told"),
    [
        ("SignatureDoesNotMatch", "not matched by its signature", ("not with this secret", "aws configure")),
        ("InvalidSignatureException", "not matched by its signature", ("not with this secret",)),
        (
            "SignatureDoesNotMatch",
            "late. Signature expired: 20260101T000000Z is now earlier than 20260101T010000Z",
            ("clock is wrong", "date -u"),
        ),
    ],
)
def test_a_wrong_secret_and_a_wrong_clock_are_told_as_such(
    wizard: Wizard, code: str, why: str, told: tuple[str, ...]
) -> None:
    refuses = type("Missigned", (Refusing,), {"answer": REFUSAL.format(code=code, why=why)})
    with aws_that(refuses) as endpoint:
        said = up(wizard, endpoint)
    assert said.code == 1
    assert all(words in " ".join(said.err.split()) for words in told), said.err
    assert "aws sso login" not in said.err, "a new login of the same key changes nothing"
    assert "hush" not in said.err


@pytest.mark.parametrize("words", ["up", "list"])
def test_answers_that_nobody_can_read_are_said_to_be_none_of_awss(wizard: Wizard, words: str) -> None:
    with aws_that(Babbling) as endpoint:
        keys = {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "AKIA",
            "AWS_SECRET_ACCESS_KEY": "hush-hush",
        }
        told = (
            up(wizard, endpoint)
            if words == "up"
            else wizard("list", "--all", "--region", "eu-central-1", environ=keys)
        )
    assert told.code == 1
    assert "cannot be understood" in told.err
    assert "not AWS answering" in told.err
    assert "Traceback" not in told.err


def test_what_nobody_foresaw_is_told_in_a_paragraph_and_is_in_the_log_that_it_names(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"ZeroDivisionError.* wizard\.log"), in_words("", tmp_path):
        raise ZeroDivisionError
    log = tmp_path / "wizard.log"
    assert "Traceback" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_no_secret_reaches_the_disk_or_the_screen(wizard: Wizard) -> None:
    with aws_that(Refusing) as endpoint:
        told = up(wizard, endpoint)
    written = b"".join(path.read_bytes() for path in wizard.home.rglob("*") if path.is_file())
    assert b"hush-hush" not in written
    assert "hush-hush" not in told.out + told.err
