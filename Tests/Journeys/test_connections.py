"""What becomes of connections that nobody asks anything over."""

import contextlib
import socket

import pytest

from journeys.lead_provider import raw
from stack import demo_data
from stack.waiting import wait_until

PER_ADDRESS = 100


@pytest.fixture(scope="module")
def token(stack, world):
    return demo_data.token(stack, demo_data.lead_providers()[0]["name"])


def connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=5)
    connection.setblocking(False)
    return connection


def has_ended(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def test_connections_that_ask_nothing_keep_nobody_out(stack, token):
    with contextlib.ExitStack() as held:
        idle = [held.enter_context(connect(stack.ports.partnerships)) for _ in range(3 * PER_ADDRESS)]
        with raw(stack, token) as provider:
            assert provider.get("/delivery-partners").status_code == 200
        wait_until("the oldest of them are closed", lambda: sum(map(has_ended, idle)) >= 2 * PER_ADDRESS)
        wait_until("all that stay silent are closed", lambda: all(map(has_ended, idle)))
