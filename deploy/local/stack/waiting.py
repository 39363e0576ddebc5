"""Waiting on conditions with a deadline, never for a fixed time."""

import time
from collections.abc import Callable
from typing import TypeVar

from .state import Problem

Result = TypeVar("Result")


def wait_until(
    what: str,
    condition: Callable[[], Result],
    seconds: float = 30,
    interval: float = 0.05,
    explain: Callable[[], str] = lambda: "",
) -> Result:
    """The first true value of `condition`. Raises a `Problem` that says what was waited for, and `explain()`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            explanation = explain()
            raise Problem(f"Waited {seconds:g} s in vain until {what}." + (f"\n{explanation}" if explanation else ""))
        time.sleep(interval)
