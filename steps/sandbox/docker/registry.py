"""The practice registry: what ECR's addresses are for Docker, on loopback and behind the token that ECR gives out.

It speaks the distribution specification (https://github.com/opencontainers/distribution-spec), as far as engines
use it to push and to pull. The first part of an image's name is the region.
"""

import base64
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from hmac import compare_digest
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from steps.sandbox.docker.shelf import Refused, find_manifest, put_manifest, repository
from steps.sandbox.docker.store import DIGEST, PIECE, Store
from steps.sandbox.gate import check
from steps.sandbox.web.connection import BoundedConnection
from steps.sandbox.web.loopback_server import LoopbackServer
from steps.sandbox.world import World

ROUTE = re.compile(
    r"/v2/(?P<region>[a-z0-9-]+)/(?P<name>[a-z0-9][a-z0-9._/-]*)/"
    r"(?P<kind>blobs/uploads|blobs|manifests)/(?P<reference>[^/]*)"
)
TLS_GREETING = b"\x16"
LARGEST_MANIFEST = 4 << 20  # bytes


class RegistryServer(LoopbackServer):
    """Listens on loopback: engines take registries there without TLS."""

    def __init__(self, world: World, store: Store) -> None:
        super().__init__(RegistryPassage)
        self.world, self.store = world, store
        self.open("practice-registry")


class RegistryPassage(BoundedConnection):
    """One engine's connection to the registry; a layer may be as large as it likes, as long as it comes on."""

    server: RegistryServer
    timeout = 120.0
    largest_body = 1 << 40

    def handle_one_request(self) -> None:
        """Answer a greeting in TLS in plain HTTP, which tells an engine on this machine to do without."""
        self.close_connection = True
        with suppress(OSError):  # silence: nobody is there to be told
            if self.rfile.peek(1)[:1] != TLS_GREETING:
                super().handle_one_request()
                return
            self.wfile.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")

    def admit(self) -> None:
        """Let in who is an engine, and has the password."""
        check(self, self.server.world.own_names)

    def _serve(self) -> None:
        try:
            self._authorize()
            self._route(urlsplit(self.path))
        except Refused as refused:
            self._refuse(refused)
        except FileNotFoundError:
            self._refuse(Refused(404, "BLOB_UPLOAD_UNKNOWN", "There is no such upload."))
        except ValueError as error:
            self._refuse(Refused(400, "MANIFEST_INVALID", str(error)))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - the server's names

    def _authorize(self) -> None:
        word, _, secret = self.headers.get("Authorization", "").partition(" ")
        expected = base64.b64encode(f"AWS:{self.server.world.password}".encode()).decode()
        if word.lower() != "basic" or not compare_digest(secret, expected):
            raise Refused(401, "UNAUTHORIZED", "Not Authorized")

    def _route(self, asked: Any) -> None:
        if asked.path == "/v2/":
            self._answer(200)
            return
        found = ROUTE.fullmatch(asked.path)
        if found is None:
            raise Refused(404, "UNSUPPORTED", "There is nothing here.")
        where, reference = (found["region"], found["name"]), found["reference"]
        with self.server.world.lock:
            repository(*where)
        match self.command, found["kind"]:
            case "GET" | "HEAD", "blobs":
                self._give_blob(reference)
            case "GET" | "HEAD", "manifests":
                self._give_manifest(where, reference)
            case "PUT", "manifests":
                self._take_manifest(where, reference)
            case "POST" | "PATCH" | "PUT", "blobs/uploads":
                self._take_blob(asked, reference)
            case _:
                raise Refused(405, "UNSUPPORTED", "The practice registry does not do that.")

    def _give_blob(self, digest: str) -> None:
        path = self.server.store.find(digest)
        if path is None:
            raise Refused(404, "BLOB_UNKNOWN", f"{digest} was never pushed")
        with path.open("rb") as file:
            self._answer(200, {"Docker-Content-Digest": digest}, path.stat().st_size)
            while self.command == "GET" and (piece := file.read(PIECE)):
                self.wfile.write(piece)

    def _give_manifest(self, where: tuple[str, str], reference: str) -> None:
        digest, content = find_manifest(self.server.store, self.server.world, *where, reference)
        kind = json.loads(content).get("mediaType", "application/vnd.oci.image.manifest.v1+json")
        self._answer(200, {"Docker-Content-Digest": digest, "Content-Type": kind}, len(content))
        if self.command == "GET":
            self.wfile.write(content)

    def _take_manifest(self, where: tuple[str, str], reference: str) -> None:
        content, kind = bytearray(), self.headers.get("Content-Type", "")
        for piece in self.body.pieces():
            content += piece
            if len(content) > LARGEST_MANIFEST:
                raise Refused(413, "SIZE_INVALID", "The manifest is too large.")
        digest = put_manifest(self.server.store, self.server.world, where, reference, bytes(content), kind)
        self._answer(201, {"Docker-Content-Digest": digest, "Location": self.path})

    def _take_blob(self, asked: Any, upload: str) -> None:
        """POST begins an upload, PATCH adds to it, PUT adds the rest and says the digest."""
        store = self.server.store
        upload = upload if self.command != "POST" else store.begin()
        bytes_so_far = store.append(upload, self.body.pieces())
        place = f"{asked.path.rpartition('/')[0]}/{upload}"
        if self.command != "PUT":
            last = max(bytes_so_far - 1, 0)
            self._answer(202, {"Location": place, "Range": f"0-{last}", "Docker-Upload-UUID": upload})
            return
        digest = parse_qs(asked.query).get("digest", [""])[0]
        if not DIGEST.fullmatch(digest) or not store.finish(upload, digest):
            raise Refused(400, "DIGEST_INVALID", "The layer is not what its digest says.")
        blob = f"{asked.path.rpartition('/uploads/')[0]}/{digest}"
        self._answer(201, {"Location": blob, "Docker-Content-Digest": digest})

    def _answer(
        self, status: int, headers: Mapping[str, str] = MappingProxyType({}), length: int = 0
    ) -> None:
        self.send_response_only(status)
        self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _refuse(self, refused: Refused) -> None:
        self.close_connection = True  # what is left of the body is not read
        body = json.dumps({"errors": [{"code": refused.code, "message": refused.message}]}).encode()
        headers = {"Content-Type": "application/json", "Connection": "close"}
        if refused.status == 401:
            headers["WWW-Authenticate"] = 'Basic realm="practice"'
        self._answer(refused.status, headers, len(body))
        if self.command != "HEAD":
            self.wfile.write(body)
