"""Notify's limit of requests per minute: a token bucket that refills all the time and allows a burst of a third."""

import math
import threading
import time


class TokenBucket:
    def __init__(self, per_minute: int, clock=time.monotonic):
        self._refill_per_second = per_minute / 60
        self._capacity = min(math.ceil(per_minute / 3) + 1, 1_000)
        self._tokens = float(self._capacity)
        self._clock = clock
        self._filled_at = clock()
        self._lock = threading.Lock()

    def take(self) -> bool:
        with self._lock:
            now = self._clock()
            self._tokens = min(self._capacity, self._tokens + (now - self._filled_at) * self._refill_per_second)
            self._filled_at = now
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True
