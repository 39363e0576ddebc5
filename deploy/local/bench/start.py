"""From start to ready, and memory when idle."""

import statistics
import time

from stack.services import Service
from stack.terminal import step
from stack.waiting import wait_until
from stack.whole import Stack

from .memory import resident_megabytes
from .report import Row

ROUNDS = 5
READY_LIMIT_SECONDS = 1.0
MEMORY_LIMIT_MEGABYTES = 60
IDLE_SECONDS = 20


def measure(stack: Stack, _) -> list[Row]:
    rows = []
    for service in stack.services.values():
        with step(f"Starting {service.name} {ROUNDS} times") as running:
            times = [_seconds_to_ready(stack, service) for _ in range(ROUNDS)]
            middle = statistics.median(times)
            running.result = f"{middle:.2f} s to ready"
        rows.append(Row(
            f"{service.name}: start to ready", f"{middle:.2f} s (of {ROUNDS}: {min(times):.2f} to {max(times):.2f})",
            "", "", f"under {READY_LIMIT_SECONDS:g} s", middle < READY_LIMIT_SECONDS))
    # Idle is what is left once groups have joined and start-up garbage is settled: the time is the measure's condition.
    with step(f"Leaving the services idle for {IDLE_SECONDS} s"):
        time.sleep(IDLE_SECONDS)
    for service in stack.services.values():
        megabytes = resident_megabytes(service.process.pid)
        rows.append(Row(
            f"{service.name}: resident when idle", f"{megabytes:.0f} MB", "", "",
            f"under {MEMORY_LIMIT_MEGABYTES} MB", megabytes < MEMORY_LIMIT_MEGABYTES))
    return rows


def _seconds_to_ready(stack: Stack, service: Service) -> float:
    service.process.stop()
    began = time.monotonic()
    service.start()
    wait_until(f"{service.name} is ready", lambda: service.is_ready, interval=0.005, explain=service.process.tail)
    elapsed = time.monotonic() - began
    # The local broker never forgets a member that leaves while its group forms.
    stack.wait_until_joined([service.name])
    return elapsed
