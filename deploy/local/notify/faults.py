"""Failures on demand, for requests to send an e-mail."""

import dataclasses
import threading

KINDS = {
    "rate-limit": "429 RateLimitError: too many requests in this minute",
    "daily-limit": "429 TooManyRequestsError: too many e-mails today",
    "server-error": "500, the e-mail is not accepted",
    "forbidden": "403 AuthError, as for a revoked key",
    "accept-then-drop": "the e-mail is accepted and the connection closed without a word",
    "accept-then-drip": "the e-mail is accepted and its answer comes byte by byte, until `seconds` are over",
    "accept-then-server-error": "the e-mail is accepted and the answer is 500",
    "drop": "the connection is closed and nothing is accepted",
    "slow": "the answer is right but comes after `seconds`",
}


@dataclasses.dataclass
class Fault:
    kind: str
    count: int
    seconds: float = 0


class Faults:
    """Faults wait in line; each request takes one of the first."""

    def __init__(self):
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def inject(self, kind: str, count: int = 1, seconds: float = 0) -> None:
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        with self._lock:
            self._waiting.append(Fault(kind, int(count), float(seconds)))

    def take(self) -> Fault | None:
        with self._lock:
            while self._waiting and self._waiting[0].count <= 0:
                self._waiting.pop(0)
            if not self._waiting:
                return None
            self._waiting[0].count -= 1
            return dataclasses.replace(self._waiting[0], count=1)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def all(self) -> list[Fault]:
        with self._lock:
            return [dataclasses.replace(each) for each in self._waiting if each.count > 0]
