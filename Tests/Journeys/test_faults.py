"""Nothing is lost, told twice or half done when processes die at the worst moments."""

import random
import time

import pytest

from journeys import invariants
from journeys.load import Load
from journeys.school import School
from journeys.system import started
from journeys.upstream import establishment_event, links_event, not_followed, person_event
from journeys.world import World
from stack.credentials import SERVICES
from stack.waiting import wait_until

pytestmark = pytest.mark.fault

CONSUMING = ["after-claim-before-handler", "after-handler-before-commit", "after-commit-before-offset"]
RELAYING = ["relay-before-send", "relay-after-ack-before-delete"]
EVERYWHERE = [(service, point) for point in CONSUMING + RELAYING for service in SERVICES]
# Towards those who are no service of ours: GOV.UK Notify, and a lead provider.
OUTSIDE = [("notifications", "after-foreign-answer-before-record"), ("partnerships", "after-commit-before-answer")]
# Every service once.
IN_EVERY_RUN = [("identity", "after-claim-before-handler"), ("registration", "after-handler-before-commit"), *OUTSIDE]
POINTS = [
    pytest.param(*each, marks=pytest.mark.every_run if each in IN_EVERY_RUN else ()) for each in EVERYWHERE + OUTSIDE]
PATIENCE_SECONDS = 180


@pytest.fixture(scope="module")
def stack(request):
    with started("faults", request) as stack:
        yield stack


@pytest.fixture(scope="module")
def world(stack):
    return World.create(stack, people=6_000, schools=400)


@pytest.fixture(autouse=True)
def tables_are_what_a_rebuild_would_make_of_the_log(stack):
    yield
    assert not_followed(stack) == []


@pytest.fixture
def load(world):
    def make(per_second: float = 20) -> Load:
        return Load(world, School(world.stack, tail=None), per_second)

    return make


def require_all_well(stack, load: Load, patience: float = PATIENCE_SECONDS) -> None:
    """Waits until all that was sent has been dealt with, and checks that it was, once and wholly."""
    wait_until(
        "every command has its outcome", lambda: not invariants.unanswered(stack, load.sent), patience,
        interval=0.5, explain=lambda: f"{len(invariants.unanswered(stack, load.sent))} of {len(load.sent)} have none")
    stack.wait_until_quiet(patience)
    # E-mails for news that came late are sent a minute later.
    wait_until(
        "the invariants hold", lambda: not invariants.broken(stack), 120, interval=1,
        explain=lambda: "\n".join(invariants.broken(stack)))
    require_something_of_everything(stack, load)


def require_something_of_everything(stack, load: Load) -> None:
    """That all is well says little of what there is none of."""
    with stack.postgres.connect() as connection:
        for what, statement, keys in [
            ("participants", """
                SELECT true FROM partnerships.document JOIN partnerships.participant USING (id)
                WHERE resource = 'participant' AND body IS NOT NULL AND trn = ANY(%s)""", load.trns),
            ("leavers", """
                SELECT true FROM registration.placement WHERE finished_on IS NOT NULL AND trn = ANY(%s)""", load.trns),
            ("tutors", """
                SELECT true FROM notifications.message
                WHERE purpose = 'induction-tutor.appointed' AND urn = ANY(%s)""", load.urns),
        ]:
            assert connection.execute(f"{statement} LIMIT 1", [keys]).fetchone(), f"there are no {what}"


def replay_what_was_set_aside(stack) -> None:
    """Does what an operator does with events that were set aside because the process died over them twice."""
    for service in stack.services.values():
        for line in service.require("dead-letters", "list").splitlines():
            if "process died" in line:
                service.require("dead-letters", "replay", line.split()[0])


@pytest.mark.parametrize(("service", "point"), POINTS)
def test_a_service_dies_at_a_named_point(stack, load, service, point):
    victim = stack.services[service]
    victim.process.stop()
    victim.start(FAILPOINT=point)
    with load() as running:
        wait_until(f"{service} dies {point}", lambda: victim.process.pid is None, 60)
        victim.start()
        victim.wait_until_ready()
        # Long enough for everything that is done now and then.
        wait_until("the load runs", lambda: len(running.sent) > 60)
    require_all_well(stack, running)


@pytest.mark.parametrize("seed", [pytest.param(1, marks=pytest.mark.every_run), 2])
def test_services_are_killed_at_random_under_load(stack, load, seed):
    choice = random.Random(seed)
    with load() as running:
        for _ in range(8):
            time.sleep(choice.uniform(0.2, 3))  # the nemesis keeps its own time
            victim = stack.services[choice.choice(SERVICES)]
            victim.process.kill()
            victim.start()
    for service in stack.services.values():
        service.wait_until_ready()
    stack.wait_until_quiet(PATIENCE_SECONDS)
    replay_what_was_set_aside(stack)
    require_all_well(stack, running)


@pytest.mark.every_run
def test_all_services_are_killed_at_once(stack, load):
    with load() as running:
        wait_until("the load runs", lambda: len(running.sent) > 50)
        for service in stack.services.values():
            service.process.kill()
        for service in stack.services.values():
            service.start()
        for service in stack.services.values():
            service.wait_until_ready()
    stack.wait_until_quiet(PATIENCE_SECONDS)
    replay_what_was_set_aside(stack)
    require_all_well(stack, running)


@pytest.mark.every_run
def test_the_database_crashes_under_load(stack, load):
    pids = {name: service.process.pid for name, service in stack.services.items()}
    with load() as running:
        for sent in (40, 80, 120):
            wait_until("the load runs", lambda: len(running.sent) > sent)
            stack.postgres.stop("immediate")
            for service in stack.services.values():
                wait_until(
                    f"{service.name} says what is away",
                    lambda: service.internal("/health/ready") == (
                        503, '{"status":"not ready","problems":{"database":"the database cannot be reached"}}'), 10)
                assert service.internal("/health/live")[0] == 200
            stack.postgres.start()
            for service in stack.services.values():
                service.wait_until_ready()
    require_all_well(stack, running)
    assert {name: service.process.pid for name, service in stack.services.items()} == pids, "a service ended"


@pytest.mark.every_run
def test_upstream_events_come_again_and_out_of_order(stack, load):
    choice = random.Random(3)
    events = [
        event for each in range(100) for number in range(1, 11) for event in (
            person_event(str(4_100_000 + each), f"Version{number}", number),
            establishment_event(str(290_000 + each), f"Version{number}", "closed" if number % 2 else "open", number),
            links_event(str(290_000 + each), [str(280_000 + linked) for linked in range(number % 4)], number))]
    shuffled = [each for each in events for _ in range(choice.randint(1, 4))]
    choice.shuffle(shuffled)
    with load() as running:
        for event in shuffled:
            running.produce(event)
        wait_until("the load runs", lambda: len(running.sent) > 150)
    require_all_well(stack, running)
    with stack.postgres.connect() as connection:
        names = {row[0] for row in connection.execute(
            "SELECT last_name FROM registration.teacher WHERE trn BETWEEN '4100000' AND '4100099'")}
        schools = set(connection.execute(
            "SELECT name, status, (SELECT count(*) FROM registration.establishment_link AS link"
            " WHERE link.urn = establishment.urn)"
            " FROM registration.establishment WHERE urn BETWEEN '290000' AND '290099'"))
    assert names == {"Version10"}
    assert schools == {("Version10", "open", 2)}


@pytest.mark.every_run
def test_notify_fails_in_every_way(stack, load):
    for kind in ("rate-limit", "server-error", "accept-then-drop", "drop", "accept-then-server-error"):
        stack.notify.inject(kind, count=3)
    # Longer than the service listens.
    stack.notify.inject("accept-then-drip", count=3, seconds=60)
    with load() as running:
        wait_until("the load runs", lambda: len(running.sent) > 60)
    stack.notify.heal()
    require_all_well(stack, running)
