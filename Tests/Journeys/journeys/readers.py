"""Readers of the HTTP interfaces who never rest, so that a request that goes wrong is seen."""

import dataclasses
import http.client
import threading
import time
from collections.abc import Callable

PAUSE_SECONDS = 0.02
TIMEOUT_SECONDS = 30


@dataclasses.dataclass(frozen=True)
class Failure:
    """A request that was not answered with 200."""

    reader: str
    moment: float
    what: str
    was_turned_away: bool = False
    """Whether no connection came about, so that nothing was taken."""

    def __str__(self) -> str:
        return f"{self.reader}: {self.what}"


class Reader:
    """Reads one address over and over in the background, each time over a connection of its own.

    As behind a load balancer, nothing is asked while `is_ready` says no.
    """

    def __init__(
        self, name: str, port: int, path: str, headers: dict[str, str] | None = None,
        is_ready: Callable[[], bool] = lambda: True,
    ):
        self.name = name
        self.failures: list[Failure] = []
        self.answered = 0
        self._port = port
        self._path = path
        self._headers = headers or {}
        self._is_ready = is_ready
        self._finished = threading.Event()

    def __enter__(self) -> "Reader":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._finished.set()
        self._thread.join(timeout=TIMEOUT_SECONDS + 5)

    def _run(self) -> None:
        while not self._finished.wait(PAUSE_SECONDS):
            if self._is_ready():
                self._read()

    def _read(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_SECONDS)
        try:
            connection.connect()
        except OSError as error:
            self._fail(f"{type(error).__name__}: {error}", was_turned_away=True)
            return
        try:
            connection.request("GET", self._path, headers=self._headers)
            response = connection.getresponse()
            body = response.read()
            if response.status == 200:
                self.answered += 1
            else:
                self._fail(f"{response.status} {body[:200]!r}")
        except (OSError, http.client.HTTPException) as error:
            self._fail(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def _fail(self, what: str, was_turned_away: bool = False) -> None:
        self.failures.append(Failure(self.name, time.monotonic(), what, was_turned_away))
