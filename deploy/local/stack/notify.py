"""The simulator of GOV.UK Notify as a process of the stack, and what one may ask of it."""

import json
import os
import sys
import urllib.request

from .credentials import Credentials
from .ports import Ports, accepts_connections
from .processes import Process
from .services import NOTIFY_TEMPLATE_ID
from .state import DEPLOY, State
from .waiting import wait_until


class Notify:
    def __init__(self, state: State, ports: Ports, credentials: Credentials):
        self.process = Process(state, "notify")
        self.url = f"http://127.0.0.1:{ports.notify}"
        self._ports = ports
        self._credentials = credentials

    def start(self, *options: str) -> None:
        if self.process.pid is not None:
            return
        self.process.start(
            [sys.executable, "-m", "notify", "--port", str(self._ports.notify),
             "--api-key-file", str(self._credentials.notify_api_key), "--template", NOTIFY_TEMPLATE_ID,
             "--callback-url", f"http://127.0.0.1:{self._ports.notifications}/notify/receipts",
             "--callback-token-file", str(self._credentials.notify_callback_token), *options],
            os.environ | {"PYTHONPATH": str(DEPLOY / "local"), "PYTHONDONTWRITEBYTECODE": "1"})
        wait_until("the Notify simulator answers", self._answers, explain=self.process.tail)

    def _answers(self) -> bool:
        self.process.require_running()
        return accepts_connections(self._ports.notify)

    def messages(self) -> list[dict]:
        """Every e-mail that was accepted, oldest first, with its body."""
        return self._control("GET", "messages")

    def refusals(self) -> list[dict]:
        """Every request that was answered with an error which nobody had asked for."""
        return self._control("GET", "refusals")

    def inject(self, kind: str, count: int = 1, **options) -> None:
        """Makes the next `count` requests to send an e-mail fail in a way: deploy/local/notify/faults.py lists them."""
        self._control("POST", "faults", {"kind": kind, "count": count, **options})

    def heal(self) -> None:
        self._control("DELETE", "faults")

    def _control(self, method: str, what: str, body: dict | None = None):
        request = urllib.request.Request(
            f"{self.url}/_control/{what}", method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read() or "null")
