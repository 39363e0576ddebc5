"""The broker goes away: with its log kept, nothing is lost; with its log lost, services publish it again."""

import pytest

from journeys import invariants
from journeys.load import Load
from journeys.school import School
from journeys.system import EVERY_TOPIC, started
from journeys.world import World
from stack.kafka import Tail
from stack.waiting import wait_until
from test_faults import require_all_well

pytestmark = pytest.mark.fault

# The store in memory answers a few requests a second.
SLOW_STORE_SECONDS = 300


def commands_missing_from(stack, load: Load) -> set[str]:
    """Commands that the broker said it had taken and that are not in its log: its fault, not that of the services."""
    with Tail(stack.broker.address, ["registration.command.v1"], from_the_start=True) as tail:
        tail.wait_for_end(SLOW_STORE_SECONDS)
        return set(load.sent) - {(record.body or {}).get("commandID") for record in tail.records}


def test_a_broker_that_keeps_its_log_is_killed_under_load(request):
    with started("durable", request, durable_broker=True) as stack:
        world = World.create(stack, people=1_000)
        pids = {name: service.process.pid for name, service in stack.services.items()}
        with Load(world, School(stack, tail=None), per_second=4) as running:
            for sent in (15, 30, 45):
                wait_until("the load runs", lambda: len(running.sent) > sent, 60)
                stack.broker.process.kill()
                stack.broker.start()
        missing = commands_missing_from(stack, running)
        assert not missing, f"the broker took {len(missing)} commands and does not have them"
        require_all_well(stack, running, SLOW_STORE_SECONDS)
        assert {name: service.process.pid for name, service in stack.services.items()} == pids, "a service ended"


def test_a_broker_that_lost_its_log_is_filled_again(request):
    with started("forgetful", request) as stack:
        world = World.create(stack, people=1_000)
        with Load(world, School(stack, tail=None), per_second=20) as before:
            wait_until("the load runs", lambda: len(before.sent) > 100, 60)
        require_all_well(stack, before)
        emails = len(stack.notify.messages())

        stack.broker.process.kill()
        # Groups get their starting places while nobody is in them.
        for service in stack.services.values():
            service.process.stop()
        stack.broker.start()
        stack.create_topics()
        for service in stack.services.values():
            service.start()
        for service in stack.services.values():
            service.wait_until_ready()
        for service in stack.services.values():
            service.require("republish")
        stack.wait_until_quiet(180)
        assert invariants.broken(stack) == []
        assert len(stack.notify.messages()) == emails, "a replay told somebody again"

        with Tail(stack.broker.address, EVERY_TOPIC) as tail:
            school = School(stack, tail)
            assert school.ask(school.registration(world.person(), world.school())).kind == "accepted"
        stack.wait_until_quiet(60)
        assert invariants.broken(stack) == []
