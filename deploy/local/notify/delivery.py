"""What happens to an e-mail after it was accepted: it is sent, it arrives or not, and the caller is told."""

import concurrent.futures
import heapq
import itertools
import json
import sys
import threading
import time
import urllib.error
import urllib.request

from .mailbox import Mailbox, Notification

CALLBACK_TIMEOUT_SECONDS = 5
CALLBACK_ATTEMPTS = 6


class Delivery:
    """Moves accepted notifications on, each after a short while, and posts their delivery receipts."""

    def __init__(
        self, mailbox: Mailbox, delay_seconds: float, callback_url: str | None, callback_token: str | None,
        retry_seconds: float
    ):
        self._mailbox = mailbox
        self._delay = delay_seconds
        self._url = callback_url
        self._token = callback_token
        self._retry = retry_seconds
        self._due: list[tuple[float, int, object, tuple]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._callers = concurrent.futures.ThreadPoolExecutor(max_workers=8)
        threading.Thread(target=self._run, daemon=True).start()

    def accepted(self, notification: Notification) -> None:
        self._later(self._delay / 2, self._send, notification)

    def _send(self, notification: Notification) -> None:
        self._mailbox.advance(notification, "sending")
        self._later(self._delay / 2, self._arrive, notification)

    def _arrive(self, notification: Notification) -> None:
        self._mailbox.advance(notification, notification.destiny)
        # Like the real one, nothing is told of a technical failure.
        if self._url and notification.status != "technical-failure":
            self._callers.submit(self._call_back, notification, 1)

    def _call_back(self, notification: Notification, attempt: int) -> None:
        request = urllib.request.Request(
            self._url, data=json.dumps(notification.receipt()).encode(), method="POST",
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"})
        try:
            with urllib.request.urlopen(request, timeout=CALLBACK_TIMEOUT_SECONDS):
                return
        except urllib.error.HTTPError as error:
            if error.code != 429 and error.code < 500:
                print(f"receipt for {notification.id} refused with {error.code}", file=sys.stderr, flush=True)
                return
        except OSError:
            pass
        if attempt < CALLBACK_ATTEMPTS:
            self._later(self._retry, lambda *again: self._callers.submit(self._call_back, *again), notification, attempt + 1)

    def _later(self, seconds: float, action, *arguments) -> None:
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), action, arguments))
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._due or self._due[0][0] > time.monotonic():
                    self._changed.wait(self._due[0][0] - time.monotonic() if self._due else None)
                _, _, action, arguments = heapq.heappop(self._due)
            action(*arguments)
