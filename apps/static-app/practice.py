"""Serves the page as nginx does by default.conf, where there is no nginx: under whatever path the load balancer leads here."""

import os
import re
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parent / "html"


class Page(SimpleHTTPRequestHandler):
    """Every folder is the page; a file is itself, and a name in the first place is a folder's."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a request."""
        path = self.path.partition("?")[0]
        if path != "/health" and re.fullmatch(r"/[A-Za-z0-9_-]+", path):
            self.send_response(302)
            self.send_header("Location", f"{path}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.path = "/static/index.html" if path.endswith("/") else path
        super().do_GET()


if __name__ == "__main__":
    os.chdir(ROOT)
    ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Page).serve_forever()
