import http.server
import json
import threading

import pytest

from conftest import TEMPLATE, eventually, running


class Receiver(http.server.ThreadingHTTPServer):
    """Takes receipts; answers with the statuses given, then with 204."""

    daemon_threads = True

    def __init__(self, statuses=()):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses = list(statuses)
        self.received = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/receipts"


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append((self.headers["Authorization"], body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_a_receipt_tells_of_the_end():
    receiver = Receiver()
    with running(callback_url=receiver.url) as notify:
        identifier = notify.send_email(email_address="perm-fail@simulator.notify").json()["id"]
        (authorization, receipt), = eventually(lambda: receiver.received)
    assert authorization == "Bearer token-of-receipts"
    assert receipt["id"] == identifier
    assert receipt["reference"] == "message-1"
    assert receipt["status"] == "permanent-failure"
    assert receipt["notification_type"] == "email"
    assert receipt["template_id"] == TEMPLATE
    assert receipt["template_version"] == 1
    assert receipt["completed_at"].endswith("Z")


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_receiver_in_trouble_is_told_again(status):
    receiver = Receiver([status])
    with running(callback_url=receiver.url) as notify:
        notify.send_email()
        eventually(lambda: len(receiver.received) == 2)


def test_a_receiver_that_refuses_is_not_told_again():
    receiver = Receiver([401])
    with running(callback_url=receiver.url) as notify:
        notify.send_email(reference="refused")
        eventually(lambda: len(receiver.received) == 1)
        # A second message overtakes whatever might still be on its way for the first.
        notify.send_email(reference="taken")
        eventually(lambda: len(receiver.received) == 2)
    assert [receipt["reference"] for _, receipt in receiver.received] == ["refused", "taken"]
