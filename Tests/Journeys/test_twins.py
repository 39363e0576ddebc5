"""Two processes of every service share the work, take over from each other, and do nothing twice."""

import pytest

from journeys import lead_provider
from journeys.load import Load
from journeys.school import School
from journeys.system import started
from journeys.twin import paused, twins, wait_until_alone
from journeys.world import World
from stack import demo_data
from stack.credentials import SERVICES
from stack.lead_provider import LeadProvider
from stack.services import Service, metrics
from stack.waiting import wait_until
from test_faults import PATIENCE_SECONDS, replay_what_was_set_aside, require_all_well

# One dies and one hangs in every run of the tests.
DYING = [pytest.param(name, marks=pytest.mark.every_run if name == "registration" else ()) for name in SERVICES]
HANGING = [pytest.param(name, marks=pytest.mark.every_run if name == "notifications" else ()) for name in SERVICES]
# Every topic has as many, so that whoever is alone in a group has at least these.
PARTITIONS = 3


@pytest.fixture(scope="module")
def stack(request):
    with started("twins", request) as stack:
        yield stack


@pytest.fixture(scope="module")
def world(stack):
    return World.create(stack, people=6_000, schools=200)


@pytest.fixture
def load(world):
    return Load(world, School(world.stack, tail=None), per_second=10)


def consumed(service: Service) -> float:
    return sum(value for _, value in metrics(service.internal("/metrics")[1])["messaging_client_consumed_messages_total"])


def test_both_of_each_do_a_part_of_the_work(stack, load):
    with twins(stack) as second:
        pairs = [(first, second[name]) for name, first in stack.services.items()]
        before = [[consumed(each) for each in pair] for pair in pairs]
        with load as running:
            wait_until("the load runs", lambda: len(running.sent) > 150, 60)
        require_all_well(stack, running)
        after = [[consumed(each) for each in pair] for pair in pairs]
    idle = [
        each.process.name for pair, befores, afters in zip(pairs, before, after)
        for each, was, now in zip(pair, befores, afters) if now <= was]
    assert idle == []


def test_both_answer_a_lead_provider_alike(stack, world):
    provider = demo_data.lead_providers()[0]["name"]
    with twins(stack) as second:
        partnership = lead_provider.partner_with(stack, provider, world.school())
        token = demo_data.token(stack, provider)
        for service in (stack.services["partnerships"], second["partnerships"]):
            api = LeadProvider(service.public_port, token)
            assert api.get(f"/partnerships/{partnership['id']}") == partnership


@pytest.mark.fault
@pytest.mark.parametrize("name", DYING)
def test_one_takes_over_when_the_other_dies(stack, load, name):
    with twins(stack) as second:
        with load as running:
            wait_until("the load runs", lambda: len(running.sent) > 50, 60)
            second[name].process.kill()
            wait_until_alone(stack.services[name], stack.groups_of(name), PARTITIONS)
        replay_what_was_set_aside(stack)
        require_all_well(stack, running)


@pytest.mark.fault
@pytest.mark.parametrize("name", HANGING)
def test_one_that_hung_comes_back_and_takes_nothing_back(stack, load, name):
    with twins(stack) as second:
        with load as running:
            wait_until("the load runs", lambda: len(running.sent) > 50, 60)
            with paused(second[name]):
                wait_until_alone(stack.services[name], stack.groups_of(name), PARTITIONS)
                seen = len(running.sent)
                wait_until("the load goes on", lambda: len(running.sent) > seen + 50, 60)
            second[name].wait_until_joined(stack.groups_of(name))
        require_all_well(stack, running, PATIENCE_SECONDS)
