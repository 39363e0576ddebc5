"""A service that is asked to end finishes what it is at, and nobody loses anything by it."""

import contextlib
import dataclasses
import math
import time

import pytest

from journeys import invariants
from journeys.load import Load
from journeys.readers import Failure, Reader
from journeys.school import School
from journeys.system import started
from journeys.world import World
from stack import demo_data
from stack.credentials import SERVICES
from stack.waiting import wait_until

DRAIN_SECONDS = 25
PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
def stack(request):
    with started("drain", request) as stack:
        yield stack


@pytest.fixture(scope="module")
def world(stack):
    return World.create(stack, people=2_000)


def readers(stack) -> dict[str, list[Reader]]:
    """Readers of each service. Each reader of the API has its own token, since a token may ask only so often."""
    partnerships = stack.services["partnerships"]
    provider = demo_data.lead_providers()[0]["name"]
    reading = {
        name: [Reader(f"{name} /health/live", service.internal_port, "/health/live")]
        for name, service in stack.services.items()}
    reading["registration"].append(
        Reader("registration /schools", stack.ports.registration_internal, "/schools/190003"))
    for path in ("/participants", "/schools?filter[cohort]=2026", "/delivery-partners"):
        token = partnerships.require("tokens", "create", "--lead-provider", provider).split()[-1]
        reading["partnerships"].append(Reader(
            f"partnerships {path}", stack.ports.partnerships, f"/api/v3{path}", {"Authorization": f"Bearer {token}"}))
    return reading


@dataclasses.dataclass
class Absence:
    """When a service was asked to end, started again and ready again."""

    asked: float
    started: float = math.inf
    ready: float = math.inf

    def excuses(self, failure: Failure) -> bool:
        if failure.is_refusal:
            return self.asked <= failure.moment <= self.ready
        # Before it is ready nobody is sent to it, so whatever its internal port answers does no harm.
        return failure.status is not None and self.started <= failure.moment <= self.ready


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_drains_under_load(stack, world, service):
    victim = stack.services[service]
    reading = readers(stack)
    with contextlib.ExitStack() as background:
        for each in sum(reading.values(), []):
            background.enter_context(each)
        load = background.enter_context(Load(world, School(stack, tail=None), per_second=25))
        wait_until("the load runs", lambda: len(load.sent) > 30, 30)
        absence = Absence(asked=time.monotonic())
        ending = victim.process.stop(seconds=60)
        sent = len(load.sent)
        wait_until("commands flow on without it", lambda: len(load.sent) > sent + 10, 30)
        absence.started = time.monotonic()
        victim.start()
        victim.wait_until_ready()
        absence.ready = time.monotonic()
        sent = len(load.sent)
        wait_until("commands flow on with it", lambda: len(load.sent) > sent + 10, 30)

    assert ending.exit_code == 0, victim.process.tail()
    assert ending.seconds < DRAIN_SECONDS
    for owner, each in ((owner, each) for owner, several in reading.items() for each in several):
        bad = [failure for failure in each.failures if not (owner == service and absence.excuses(failure))]
        assert not bad, f"{len(bad)} of {each.answered + len(each.failures)} requests: {bad[0]}"
        assert each.answered > 10, f"{each.name} was hardly read"
    wait_until(
        "every command has its outcome", lambda: not invariants.unanswered(stack, load.sent), PATIENCE_SECONDS,
        interval=0.5, explain=lambda: f"{len(invariants.unanswered(stack, load.sent))} of {len(load.sent)} have none")
    stack.wait_until_quiet(PATIENCE_SECONDS)
    wait_until(
        "the invariants hold", lambda: not invariants.broken(stack), 60, interval=1,
        explain=lambda: "\n".join(invariants.broken(stack)))
