"""The broker goes away: with its log kept, nothing is lost; with its log lost, services publish it again."""

import pytest

from journeys import invariants
from journeys.load import Load
from journeys.school import School
from journeys.system import EVERY_TOPIC, started
from journeys.world import World
from stack.kafka import Tail
from stack.state import Problem
from stack.waiting import wait_until
from test_faults import require_all_well

pytestmark = pytest.mark.fault

# The store takes 20 to 50 ms to list a partition, for every fetch of one that has something to read. A fetch that waits
# for less comes back with nothing, and asks again.
SLOW_STORE_FETCH_WAIT = "500"
SLOW_STORE_SECONDS = 300
COMMANDS = "registration.command.v1"


def lost_by_the_broker(stack, load: Load) -> set[str]:
    """What the broker said it had taken and does not have. Its store loses a write now and then when it is killed."""
    with Tail(stack.broker.address, EVERY_TOPIC, from_the_start=True) as tail:

        def missing() -> set[str]:
            records = tail.records
            commands = {(record.body or {}).get("commandID") for record in records if record.topic == COMMANDS}
            events = {record.headers.get("ce_id") for record in records}
            return set(load.sent) - commands | published(stack) - events

        # The broker says that a partition ends where its last batch begins, so there is no end to wait for.
        try:
            wait_until("its log is whole", lambda: not missing(), 60, interval=1)
        except Problem:
            return missing()
        return set()


def published(stack) -> set[str]:
    """The ids of events that services have sent and had acknowledged."""
    with stack.postgres.connect() as connection:
        return {
            str(event_id) for service in stack.services
            for event_id, in connection.execute(f"""
                SELECT event_id FROM {service}.outbox
                WHERE seq NOT IN (SELECT seq FROM {service}.outbox_unpublished)""")}


@pytest.mark.every_run
def test_a_broker_that_keeps_its_log_is_killed_under_load(request):
    with started("durable", request, durable_broker=True, KAFKA_FETCH_WAIT_MS=SLOW_STORE_FETCH_WAIT) as stack:
        world = World.create(stack, people=1_000)
        pids = {name: service.process.pid for name, service in stack.services.items()}
        with Load(world, School(stack, tail=None), per_second=4) as running:
            for sent in (15, 30, 45):
                wait_until("the load runs", lambda: len(running.sent) > sent, 60)
                stack.broker.process.kill()
                stack.broker.start()
        stack.wait_until_quiet(SLOW_STORE_SECONDS)
        lost = lost_by_the_broker(stack, running)
        if lost:
            # What an operator does about it. Commands are their senders' to repeat.
            print(f"The broker lost {len(lost)} records that it had acknowledged; services publish theirs again.")
            for service in stack.services.values():
                service.require("republish")
        running.sent = {each: body for each, body in running.sent.items() if each not in lost}
        require_all_well(stack, running, SLOW_STORE_SECONDS)
        assert {name: service.process.pid for name, service in stack.services.items()} == pids, "a service ended"


def worked_through(stack) -> World:
    """A world in which a hundred teachers and more have been registered."""
    world = World.create(stack, people=1_000)
    with Load(world, School(stack, tail=None), per_second=20) as before:
        wait_until("the load runs", lambda: len(before.sent) > 100, 60)
    require_all_well(stack, before)
    return world


def lose_the_log(stack) -> None:
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


def events_of(stack, service: str, topic: str) -> set[str]:
    with stack.postgres.connect() as connection:
        return {str(row[0]) for row in connection.execute(
            f"SELECT event_id FROM {service}.outbox WHERE topic = %s", [topic])}


def test_a_log_that_lost_something_is_filled_by_whoever_publishes_to_it(request):
    topic = "registration.ect.v1"
    with started("noticing", request) as stack:
        world = worked_through(stack)
        emails = len(stack.notify.messages())
        lose_the_log(stack)

        # Persons are another system's to publish again; one that is registered knows enough of them.
        with Tail(stack.broker.address, EVERY_TOPIC) as tail:
            school = School(stack, tail)
            assert school.ask(school.registration(world.person(), world.school())).kind == "accepted"
        with Tail(stack.broker.address, [topic], from_the_start=True) as tail:
            wait_until(
                "every registration is published again",
                lambda: events_of(stack, "registration", topic)
                <= {record.headers.get("ce_id") for record in tail.records}, 60)
        stack.wait_until_quiet(180)
        assert invariants.broken(stack) == []
        wait_until("the new teacher is told", lambda: len(stack.notify.messages()) > emails)
        assert len(stack.notify.messages()) == emails + 1, "a replay told somebody again"


@pytest.mark.every_run
def test_a_broker_that_lost_its_log_is_filled_again(request):
    with started("forgetful", request) as stack:
        world = worked_through(stack)
        emails = len(stack.notify.messages())
        lose_the_log(stack)
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
