"""A second process of a service, beside the first: same database, same consumer groups, ports of its own."""

import contextlib
import os
import signal

from stack.ports import Ports
from stack.processes import Process
from stack.services import Service
from stack.waiting import wait_until
from stack.whole import Stack


class Twin(Service):
    def __init__(self, stack: Stack, first: Service):
        ports = Ports.free()
        moved = {"INTERNAL_PORT": str(getattr(ports, f"{first.name}_internal"))}
        if first.public_port:
            moved["HTTP_PORT"] = str(getattr(ports, first.name))
        super().__init__(first.name, stack.binaries, first.environment | moved, stack.state, ports)
        self.process = Process(stack.state, f"{first.name}-twin")


@contextlib.contextmanager
def twins(stack: Stack):
    """Runs a second process of every service for as long as the block, once both of each have partitions."""
    running = {name: Twin(stack, first) for name, first in stack.services.items()}
    try:
        for twin in running.values():
            twin.start()
        for name, twin in running.items():
            twin.wait_until_ready()
            twin.wait_until_joined(stack.groups_of(name))
        stack.wait_until_joined()
        yield running
    finally:
        for twin in running.values():
            twin.process.stop()


@contextlib.contextmanager
def paused(service: Service):
    """Stops every thread of a service for as long as the block, as a machine that hangs would."""
    pid = service.process.pid
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def wait_until_alone(service: Service, groups: list[str], partitions: int, seconds: float = 60) -> None:
    """Waits until a process has this many partitions of every group, its twin having lost them."""
    def missing() -> dict[str, int]:
        assigned = service.assigned_partitions()
        return {group: assigned.get(group, 0) for group in groups if assigned.get(group, 0) < partitions}

    wait_until(
        f"{service.process.name} has all partitions", lambda: not missing(), seconds, interval=0.2,
        explain=lambda: f"It has fewer of: {missing()}")
