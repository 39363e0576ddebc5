import pathlib
import sys
import threading
import time

import httpx
import jwt
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "deploy" / "local"))

from notify.delivery import Delivery  # noqa: E402
from notify.mailbox import Mailbox  # noqa: E402
from notify.server import Server  # noqa: E402
from notify.simulator import Simulator  # noqa: E402
from notify.tokens import ApiKey  # noqa: E402

KEY = "name-with-hyphens-11111111-2222-4333-8444-555555555555-66666666-7777-4888-9999-aaaaaaaaaaaa"
TEMPLATE = "0f0e0d0c-0b0a-4908-8706-050403020100"


class Client(httpx.Client):
    """A caller that mints its tokens with PyJWT."""

    def token(self, **claims) -> dict[str, str]:
        key = ApiKey(KEY)
        token = jwt.encode({"iss": key.service_id, "iat": int(time.time())} | claims, key.secret, algorithm="HS256")
        return {"Authorization": f"Bearer {token}"}

    def send_email(self, headers: dict[str, str] | None = None, **changes) -> httpx.Response:
        return self.send(self.email_request(headers, **changes))

    def email_request(self, headers: dict[str, str] | None = None, **changes) -> httpx.Request:
        body = {
            "email_address": "kim@school.example", "template_id": TEMPLATE,
            "personalisation": {"subject": "Welcome", "body": "Hello Kim"}, "reference": "message-1",
        } | changes
        body = {name: value for name, value in body.items() if value is not ...}
        return self.build_request(
            "POST", "/v2/notifications/email", json=body, headers=self.token() if headers is None else headers)

    def ask(self, path: str, **parameters) -> httpx.Response:
        return self.get(path, params=parameters, headers=self.token())


@pytest.fixture
def notify():
    with running() as client:
        yield client


class running:
    """A simulator on a free port for as long as the block runs."""

    def __init__(self, per_minute: int = 0, callback_url: str | None = None, retry_seconds: float = 0.05):
        mailbox = Mailbox()
        delivery = Delivery(mailbox, 0.02, callback_url, "token-of-receipts", retry_seconds)
        self._server = Server(0, Simulator(ApiKey(KEY), TEMPLATE, mailbox, delivery, per_minute))

    def __enter__(self) -> Client:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self._client = Client(base_url=self._server.url, timeout=10)
        return self._client

    def __exit__(self, *_) -> None:
        self._client.close()
        self._server.shutdown()
        self._server.server_close()


def eventually(condition, seconds: float = 10):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "the condition did not come true in time"
        time.sleep(0.01)
    return value
