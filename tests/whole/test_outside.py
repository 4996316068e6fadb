"""Whatever is wrong outside is one paragraph: what happened, why, what to do; never a traceback and never a fault of ours."""

import datetime as dt
import errno
import os
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from botocore import exceptions as of_botocore
from botocore.exceptions import ClientError

from steps.engine.cloud.answers import Lacking
from steps.engine.cloud.explain import explain
from steps.engine.troubles import Trouble
from steps.target.profiles import identify
from steps.target.target import Target, TargetKind
from tests.tools.way import ANSWERS
from tui.lines.opening import in_words

REGION = "eu-central-1"
CLOSED = "http://127.0.0.1:9"  # nobody serves the discard port


def refusal(code: str, message: str = "AWS says so.", status: int = 400) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]
        "CreateVpc",
    )


def endpoint(kind: Callable[..., Exception], error: object = "") -> Exception:
    return kind(endpoint_url="https://ec2.example/", error=error)


ERRORS: dict[str, tuple[Exception, str]] = {
    # what AWS refuses
    "expired": (refusal("ExpiredToken"), "AWS does not accept your credentials"),
    "unknown key": (refusal("InvalidClientTokenId"), "the region is not enabled for this account"),
    "wrong secret": (refusal("SignatureDoesNotMatch"), "not with this secret"),
    "wrong clock": (refusal("SignatureDoesNotMatch", "Signature expired: …"), "this machine's clock is wrong"),
    "denied": (refusal("UnauthorizedOperation"), "AWS does not allow you the call CreateVpc."),
    "blocked": (refusal("BlockedException"), "AWS has blocked this account"),
    "throttled": (refusal("ThrottlingException"), "AWS is throttling this account"),
    "throttled by a 503": (refusal("RequestLimitExceeded", status=503), "AWS is throttling this account"),
    "a fault": (refusal("InternalFailure", status=500), "AWS has a fault of its own and does not answer."),
    "a quota": (refusal("VpcLimitExceeded"), "A quota of this account is used up"),
    "anything else": (refusal("Unheard"), "AWS refused CreateVpc"),
    # what answers in its place
    "a page": (refusal("NotAws", "Hotel", 502), "This is not AWS answering."),
    "garbage": (refusal("NotUnderstood", "syntax error", 502), "cannot be understood"),
    "something missing": (Lacking("VpcId"), "AWS's answer has no “VpcId”"),
    # the network
    "refused": (endpoint(of_botocore.EndpointConnectionError), "AWS cannot be reached."),
    "no dns": (
        endpoint(of_botocore.EndpointConnectionError, "Failed to resolve (Temporary failure in name resolution)"),
        "nobody knows its name",
    ),
    "connect timeout": (endpoint(of_botocore.ConnectTimeoutError), "nobody answers"),
    "read timeout": (endpoint(of_botocore.ReadTimeoutError), "nobody answers"),
    "cut": (endpoint(of_botocore.ConnectionClosedError), "AWS cannot be reached."),
    "proxy": (of_botocore.ProxyConnectionError(proxy_url="http://p", error=""), "HTTPS_PROXY"),
    "tls": (endpoint(of_botocore.SSLError, "self-signed certificate"), "AWS_CA_BUNDLE, or `ca_bundle`"),
    "tls and a clock": (endpoint(of_botocore.SSLError, "certificate is not yet valid"), "Set the clock"),
    "no call": (of_botocore.HTTPClientError(error="invalid path"), "The call to AWS could not even be made."),
    # the login
    "no keys": (of_botocore.NoCredentialsError(), "There are no AWS credentials on this machine."),
    "half keys": (of_botocore.PartialCredentialsError(provider="env", cred_var="secret"), "Only half of an access key"),
    "sso": (of_botocore.UnauthorizedSSOTokenError(), "Your SSO session has ended."),
    "aws login": (of_botocore.LoginRefreshRequired(), "Your AWS login has ended."),
    "mfa again": (of_botocore.RefreshWithMFAUnsupportedError(), "asks for the code"),
    "not fetched": (of_botocore.CredentialRetrievalError(provider="x", error_msg="y"), "could not be fetched"),
    # the configuration
    "no profile": (of_botocore.ProfileNotFound(profile="work"), "`aws configure list-profiles`"),
    "loop": (of_botocore.InfiniteLoopConfigError(source_profile="a", visited_profiles=["a"]), "leads back to itself"),
    "not parsed": (of_botocore.ConfigParseError(path="config", error="x"), "Your AWS configuration cannot be read."),
    "no region": (of_botocore.NoRegionError(), "No region is chosen."),
    "a parameter": (of_botocore.ParamValidationError(report="x"), "was about to be asked of it, and was not"),
    "retries": (of_botocore.InvalidRetryModeError(provided_retry_mode="x", valid_modes=[]), "library cannot use"),
    "proxies": (of_botocore.InvalidProxiesConfigError(), "library cannot use"),
    # the machine
    "disk full": (OSError(errno.ENOSPC, "No space left on device", "x"), "This machine's disk is full."),
    "quota of the disk": (OSError(errno.EDQUOT, "Disk quota exceeded", "x"), "This machine's disk is full."),
    "no permission": (PermissionError(errno.EACCES, "Permission denied", "x"), "x: Permission denied"),
    "no descriptors": (OSError(errno.EMFILE, "Too many open files"), "Too many open files"),
}  # fmt: skip


@pytest.mark.parametrize(("error", "said"), ERRORS.values(), ids=ERRORS)
def test_every_error_that_outside_can_cause_has_words(error: Exception, said: str) -> None:
    check(explain(error), said)


def check(trouble: Trouble, said: str) -> None:
    assert said in str(trouble)
    assert trouble.cure, "and what to do"
    for never in ("Traceback", "fault of fargate-wizard", "unforeseen", "object at 0x"):
        assert never not in str(trouble)


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """A user's configuration, and nothing else of AWS's in the environment."""
    for name in [name for name in os.environ if name.startswith("AWS_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)

    def write(config: bytes = b"", **environ: str) -> Path:
        (tmp_path / ".aws").mkdir()
        (tmp_path / ".aws" / "config").write_bytes(config)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        return tmp_path / ".aws"

    return write


def ask(profile: str = "", log: Path = Path()) -> Trouble:
    """Open AWS as every command does; it must end in a Trouble."""
    with pytest.raises(Trouble) as trouble, in_words(profile, log):
        identify(Target(TargetKind.AWS, profile, REGION))
    return trouble.value


LENT = b"[profile %s]\nrole_arn = arn:aws:iam::1:role/%s\nsource_profile = %s\n"
KEYS = b"aws_access_key_id = AKIA\naws_secret_access_key = hush\n"
PROFILES: dict[str, tuple[bytes, str]] = {
    "missing": (b"[default]\n", "`aws configure list-profiles`"),
    "empty": (b"[profile work]\n", "The profile work has no credentials."),
    "half": (b"[profile work]\naws_access_key_id = AKIA\n", "Only half of an access key"),
    "looping": (LENT % (b"work", b"a", b"other") + LENT % (b"other", b"b", b"work"), "leads back to itself"),
    "source missing": (LENT % (b"work", b"a", b"other"), "library cannot use"),
    "no program": (b"[profile work]\ncredential_process = /nowhere/credentials\n", "cannot be run: /nowhere/credentials"),
    "a program that fails": (b"[profile work]\ncredential_process = false\n", "could not be fetched"),
    "a program that babbles": (b"[profile work]\ncredential_process = echo what\n", "cannot be read"),
    "a program that gives nothing": (b"[profile work]\ncredential_process = echo {}\n", "could not be fetched"),
    "not an ini file": (b"what?\n", "Your AWS configuration cannot be read."),
    "not UTF-8": (b"[profile work]\nregion = \xff\xfe\n", "Your AWS configuration cannot be read."),
}  # fmt: skip


@pytest.mark.parametrize(("config", "said"), PROFILES.values(), ids=PROFILES)
def test_a_profile_that_leads_nowhere(
    configured: Callable[..., Path], tmp_path: Path, config: bytes, said: str
) -> None:
    configured(config)
    check(ask("work", tmp_path), said)


def test_a_configuration_that_cannot_be_opened_is_not_taken_for_an_empty_one(
    configured: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    configured(AWS_CONFIG_FILE=str(tmp_path / "folder"))
    check(ask("work", tmp_path), "Is a directory")


def test_a_proxy_that_is_dead(configured: Callable[..., Path], tmp_path: Path) -> None:
    configured(b"[default]\n" + KEYS, HTTPS_PROXY=CLOSED)
    check(ask("", tmp_path), "The proxy that leads to AWS does not let calls through.")


def test_certificates_that_are_not_there(configured: Callable[..., Path], tmp_path: Path) -> None:
    with served(Answering, tmp_path) as port:
        where = f"https://127.0.0.1:{port}"
        configured(b"[default]\n" + KEYS, AWS_CA_BUNDLE="/nowhere/bundle.pem", AWS_ENDPOINT_URL=where)
        check(ask("", tmp_path), "AWS_CA_BUNDLE")


def test_tls_that_somebody_opens(configured: Callable[..., Path], tmp_path: Path) -> None:
    with served(Answering, tmp_path) as port:
        configured(b"[default]\n" + KEYS, AWS_ENDPOINT_URL=f"https://127.0.0.1:{port}")
        check(ask("", tmp_path), "AWS_CA_BUNDLE, or `ca_bundle` in the profile")


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("portal", "A web page (“Welcome to Hotel Miramar”) came in place of its answer"),
        ("redirect", "This is not AWS answering."),
        ("cut", "AWS's answer broke off."),
        ("garbage", "cannot be understood"),
        ("fault", "AWS has a fault of its own"),
    ],
)
def test_somebody_answers_who_is_not_aws(
    configured: Callable[..., Path], tmp_path: Path, mode: str, said: str
) -> None:
    with served(type("Mode", (Answering,), {"answer": ANSWERS[mode]}), None) as port:
        configured(b"[default]\n" + KEYS, AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}")
        check(ask("", tmp_path), said)


class Answering(BaseHTTPRequestHandler):
    """Answers whatever is asked in the same words."""

    answer = ANSWERS["portal"]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.wfile.write(self.answer)
        self.close_connection = True

    do_GET = do_POST  # noqa: N815  (the server's name)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Quiet(ThreadingHTTPServer):
    """Takes it calmly when a client hangs up."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(handler: type[BaseHTTPRequestHandler], certificates: Path | None) -> Iterator[int]:
    """The port of such a server on loopback; with a folder for its certificate it speaks TLS."""
    server = Quiet(("127.0.0.1", 0), handler)
    if certificates:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self_signed(certificates))
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def self_signed(folder: Path) -> Path:
    """A file with a key and a certificate that nobody trusts."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "proxy.example")])
    now = dt.datetime.now(dt.UTC)
    builder: Any = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - dt.timedelta(days=1))
    certificate = builder.not_valid_after(now + dt.timedelta(days=1)).sign(key, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = folder / "proxy.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + certificate.public_bytes(pem)
    )
    return path
