"""HTTP around the simulator: Notify's API under /v2, a page for people, and /_control for tests."""

import dataclasses
import http.server
import json
import re
import socketserver
import time
import urllib.parse

from . import page
from .faults import KINDS
from .simulator import Answer, Simulator

MAXIMUM_REQUEST_BYTES = 8_000_000


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, simulator: Simulator, host: str = "127.0.0.1"):
        super().__init__((host, port), Handler)
        self.simulator = simulator

    def server_bind(self) -> None:
        # Without the look-up of this machine's name, which takes long where there is no name server.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        simulator, base = self.server.simulator, self.server.url
        authorization = self.headers.get("Authorization")
        if path == "/":
            self._show(200, page.inbox(simulator.mailbox.all()))
        elif match := re.fullmatch(r"/messages/([0-9a-fA-F-]{36})", path):
            found = simulator.mailbox.find(match[1])
            self._show(200 if found else 404, page.message(found) if found else page.not_found())
        elif path == "/v2/notifications":
            self._answer(simulator.list(authorization, query, base))
        elif match := re.fullmatch(r"/v2/notifications/([^/]+)", path):
            self._answer(simulator.find(authorization, urllib.parse.unquote(match[1]), base))
        elif path == "/_control/messages":
            self._json(200, [dataclasses.asdict(each) for each in simulator.mailbox.all()])
        elif path == "/_control/refusals":
            self._json(200, list(simulator.refusals))
        elif path == "/_control/faults":
            waiting = [dataclasses.asdict(each) for each in simulator.faults.all()]
            self._json(200, {"waiting": waiting, "kinds": KINDS})
        else:
            self._nothing_here()

    def do_POST(self) -> None:
        content = self._content()
        if content is None:
            return
        if self.path == "/v2/notifications/email":
            self._answer(
                self.server.simulator.send(self.headers.get("Authorization"), content, self.server.url))
        elif self.path == "/_control/faults":
            self._inject(content)
        else:
            self._nothing_here()

    def do_DELETE(self) -> None:
        if self.path == "/_control/faults":
            self.server.simulator.faults.clear()
            self._json(200, None)
        elif self.path == "/_control/messages":
            self.server.simulator.mailbox.clear()
            self._json(200, None)
        else:
            self._nothing_here()

    def _content(self) -> bytes | None:
        try:
            length = int(self.headers.get("Content-Length", "0"))
        except ValueError:
            length = -1
        if not 0 <= length <= MAXIMUM_REQUEST_BYTES:
            self.close_connection = True
            self._json(413, {"error": "The request is too long or does not say how long it is."})
            return None
        return self.rfile.read(length)

    def _inject(self, content: bytes) -> None:
        try:
            self.server.simulator.faults.inject(**json.loads(content))
        except (ValueError, TypeError) as error:
            self._json(400, {"error": str(error)})
        else:
            self._json(200, None)

    def _answer(self, answer: Answer) -> None:
        if answer.delay_seconds:
            time.sleep(answer.delay_seconds)
        if answer.is_dropped:
            self.close_connection = True
            return
        if answer.drip_seconds:
            self._drip(answer)
            return
        self._json(answer.status, answer.body)

    def _drip(self, answer: Answer) -> None:
        content = json.dumps(answer.body).encode()
        self._head(answer.status, "application/json", len(content))
        try:
            for byte in content:
                time.sleep(answer.drip_seconds / len(content))
                self.wfile.write(bytes([byte]))
        except ConnectionError:
            self.close_connection = True

    def _nothing_here(self) -> None:
        self._json(404, {"status_code": 404, "errors": [{"error": "NotFound", "message": "There is nothing here."}]})

    def _json(self, status: int, value: object) -> None:
        self._respond(status, "application/json", json.dumps(value).encode())

    def _show(self, status: int, text: str) -> None:
        self._respond(
            status, "text/html; charset=utf-8", text.encode(),
            {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'", "Cache-Control": "no-store"})

    def _respond(self, status: int, kind: str, content: bytes, headers: dict[str, str] | None = None) -> None:
        self._head(status, kind, len(content), headers)
        self.wfile.write(content)

    def _head(self, status: int, kind: str, length: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, form: str, *values: object) -> None:
        """Requests are not logged: their addresses hold references, and the page shows the rest."""
