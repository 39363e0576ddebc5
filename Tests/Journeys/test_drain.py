"""A service that is asked to end finishes what it is at, and nobody loses anything by it."""

import contextlib
import os
import signal
import subprocess
import time

import pytest

from journeys import invariants
from journeys.lead_provider import COHORT
from journeys.load import Load
from journeys.readers import Reader
from journeys.school import School
from journeys.system import started
from journeys.world import World
from stack import demo_data
from stack.credentials import SERVICES
from stack.ports import Ports
from stack.waiting import wait_until

DRAIN_SECONDS = 25
PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
def stack(request):
    # A load balancer has to notice that the service is not ready any more before new connections are left unanswered.
    with started("drain", request, DRAIN_WAIT_MS="1000") as stack:
        yield stack


@pytest.fixture(scope="module")
def world(stack):
    return World.create(stack, people=2_000)


def lives(stack) -> dict[str, Reader]:
    """One reader of each service, who asks whether it is or not."""
    return {
        name: Reader(f"{name} /health/live", service.internal_port, "/health/live")
        for name, service in stack.services.items()}


def behind_load_balancer(stack) -> list[Reader]:
    """Readers who ask only services that are ready. Each has its own token, since a token may ask only so often."""
    partnerships, registration = stack.services["partnerships"], stack.services["registration"]
    provider = demo_data.lead_providers()[0]["name"]
    reading = [Reader(
        "registration /schools", registration.internal_port, "/schools/190003",
        is_ready=lambda: registration.internal("/health/ready")[0] == 200)]
    for path in ("/participants", f"/schools?filter[cohort]={COHORT}", "/delivery-partners"):
        token = partnerships.require("tokens", "create", "--lead-provider", provider).split()[-1]
        reading.append(Reader(
            f"partnerships {path}", stack.ports.partnerships, f"/api/v3{path}", {"Authorization": f"Bearer {token}"},
            is_ready=lambda: partnerships.internal("/health/ready")[0] == 200))
    return reading


def test_a_service_ends_although_nobody_reads_its_log(stack):
    service, ports = stack.services["identity"], Ports.free()
    settings = {"INTERNAL_PORT": str(ports.identity_internal), "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}
    with subprocess.Popen(
        [str(service.binary), "serve"], env=service.environment | settings, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
    ) as process:
        try:
            printed = b""
            while b"service.started" not in printed:
                printed += (lines := process.stdout.read(65_536))
                assert lines, "it ended before it served"
            # Opened anew, since what is set on it would hold for the service too.
            filling = os.open(f"/proc/self/fd/{process.stdout.fileno()}", os.O_WRONLY | os.O_NONBLOCK)
            for size in (4_096, 1):
                with contextlib.suppress(BlockingIOError):
                    while os.write(filling, b"\n" * size):
                        pass
            process.terminate()
            assert process.wait(timeout=DRAIN_SECONDS + 15) == 1
            os.close(filling)
        finally:
            process.kill()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_drains_under_load(stack, world, service):
    victim = stack.services[service]
    live, balanced = lives(stack), behind_load_balancer(stack)
    with contextlib.ExitStack() as background:
        for each in [*live.values(), *balanced]:
            background.enter_context(each)
        load = background.enter_context(Load(world, School(stack, tail=None), per_second=25))
        wait_until("the load runs", lambda: len(load.sent) > 30, 30)
        asked = time.monotonic()
        ending = victim.process.stop(seconds=60)
        sent = len(load.sent)
        wait_until("commands flow on without it", lambda: len(load.sent) > sent + 10, 30)
        victim.start()
        victim.wait_until_ready()
        ready = time.monotonic()
        sent = len(load.sent)
        wait_until("commands flow on with it", lambda: len(load.sent) > sent + 10, 30)
        readers = [*live.values(), *balanced]
        wait_until("everybody has read enough to notice", lambda: all(each.answered > 10 for each in readers), 30)

    assert ending.exit_code == 0, victim.process.tail()
    assert ending.seconds < DRAIN_SECONDS
    for each in [*live.values(), *balanced]:
        # Who asks the victim in spite of it is turned away, and never cut off.
        bad = [
            failure for failure in each.failures
            if not (each is live[service] and asked <= failure.moment <= ready and failure.was_turned_away)]
        assert not bad, f"{len(bad)} of {each.answered + len(each.failures)} requests: {bad[0]}"
        assert each.answered > 10, f"{each.name} was hardly read"
    wait_until(
        "every command has its outcome", lambda: not invariants.unanswered(stack, load.sent), PATIENCE_SECONDS,
        interval=0.5, explain=lambda: f"{len(invariants.unanswered(stack, load.sent))} of {len(load.sent)} have none")
    stack.wait_until_quiet(PATIENCE_SECONDS)
    wait_until(
        "the invariants hold", lambda: not invariants.broken(stack), 60, interval=1,
        explain=lambda: "\n".join(invariants.broken(stack)))


def test_two_signals_of_one_moment_ask_once(stack):
    victim = stack.services["identity"]
    pid = victim.process.pid
    os.kill(pid, signal.SIGTERM)
    os.kill(pid, signal.SIGINT)
    wait_until("the process has ended", lambda: victim.process.pid is None, DRAIN_SECONDS)
    assert victim.process.exit_code == 0, victim.process.tail()
    victim.start()
    victim.wait_until_ready()


def test_a_second_signal_ends_a_drain_at_once(stack):
    victim = stack.services["identity"]
    victim.process.stop()
    victim.start(DRAIN_WAIT_MS="7000")
    victim.wait_until_ready()
    pid = victim.process.pid
    os.kill(pid, signal.SIGTERM)
    wait_until("the drain has begun", lambda: "drain" in victim.internal("/health/ready")[1], 5)

    def has_ended_when_asked_again() -> bool:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        return victim.process.pid is None

    wait_until("the process has ended", has_ended_when_asked_again, 5, interval=0.2)
    assert victim.process.exit_code == 1, victim.process.tail()
    assert "asked to a second time" in victim.process.tail()
    victim.start()
    victim.wait_until_ready()
