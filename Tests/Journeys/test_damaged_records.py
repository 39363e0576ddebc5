"""A record that is not what was sent ends the service that reads it, and is passed over by nobody."""

from confluent_kafka import Producer

from journeys.altering_proxy import AlteringProxy
from journeys.upstream import person_event
from stack.waiting import wait_until

SOFTWARE = 70
WORD = "Canarydamage"
# The word three times, since an answer may come in pieces.
PEOPLE = {"4990001": WORD * 3, "4990002": "Behind"}


def names(stack) -> dict[str, str]:
    with stack.postgres.connect() as connection:
        found = connection.execute("SELECT trn, last_name FROM identity.teacher WHERE trn = ANY(%s)", [[*PEOPLE]])
        return dict(found.fetchall())


def test_a_damaged_record_ends_the_service_and_nothing_behind_it_is_applied(stack):
    identity = stack.services["identity"]
    stack.wait_until_quiet()
    identity.process.stop()
    producer = Producer({"bootstrap.servers": stack.broker.address, "partitioner": "murmur2_random", "log_level": 0})

    with AlteringProxy(stack.broker.port, WORD.encode(), WORD.swapcase().encode()) as proxy:
        identity.start(KAFKA_BOOTSTRAP_SERVERS=f"127.0.0.1:{proxy.port}")
        identity.wait_until_ready()
        # The local broker never gives up a member that went while it was joining.
        stack.wait_until_joined(["identity"])
        for trn, name in PEOPLE.items():
            producer.produce(**person_event(trn, name, sequence=1) | {"partition": 0})
            producer.flush(30)
        wait_until("identity has ended", lambda: identity.process.pid is None, 120, explain=identity.process.tail)
        assert proxy.has_altered.is_set()
    assert identity.process.exit_code == SOFTWARE, identity.process.tail()
    told = identity.process.tail()
    assert "is damaged in the broker's log" in told
    assert "trs.person.v1" in told
    assert names(stack) == {}

    identity.start()
    identity.wait_until_ready()
    stack.wait_until_joined(["identity"])
    wait_until("both are applied once the way is whole", lambda: names(stack) == PEOPLE, 60)
