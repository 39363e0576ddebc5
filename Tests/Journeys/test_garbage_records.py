"""Records that are no events do no harm, on whatever topic they come."""

import collections
import os
import uuid

from confluent_kafka import Producer

from journeys.system import EVERY_TOPIC
from stack.services import metrics
from stack.waiting import wait_until

EVENT_HEADERS = {
    "content-type": "application/json", "ce_specversion": "1.0", "ce_source": "urn:test", "ce_time": "2026-01-01T00:00:00Z"}

# Types that are read from each topic, so that garbage reaches their decoders too.
TYPES = {
    "trs.person.v1": "trs.person.updated", "gias.establishment.v1": "gias.establishment.updated",
    "gias.link.v1": "gias.link.updated", "identity.lookup-request.v1": "identity.lookup.requested",
    "identity.lookup-reply.v1": "identity.lookup.answered", "identity.teacher.v1": "identity.teacher.updated",
    "registration.command.v1": "registration.ect.register",
    "registration.command-outcome.v1": "registration.command.accepted",
    "registration.ect.v1": "registration.ect.registered", "registration.school.v1": "registration.school.updated",
    "partnerships.catalogue.v1": "partnerships.lead-provider.updated",
    "partnerships.partnership.v1": "partnerships.partnership.updated",
    "partnerships.training.v1": "partnerships.training.confirmed",
    "notifications.message.v1": "notifications.message.queued",
}


def _headers(kind: str | None, **others: str) -> list[tuple[str, bytes]]:
    attributes = EVENT_HEADERS | {"ce_id": str(uuid.uuid4()), "ce_type": f"uk.gov.education.{kind}"} | others
    return [(name, value.encode()) for name, value in attributes.items()]


def garbage(kind: str) -> list[dict]:
    return [
        {"value": None},
        {"value": b""},
        {"value": b"", "headers": []},
        {"key": None, "value": os.urandom(1_000_000)},
        {"value": b"{}", "headers": None},
        {"value": b"\xff\xfe\xff", "headers": _headers(kind)},
        {"value": b"{}", "headers": _headers(kind)},
        {"value": b"[]", "headers": _headers(kind)},
        {"value": b"null", "headers": _headers(kind)},
        {"value": b'{"a":' * 2_000 + b"1" + b"}" * 2_000, "headers": _headers(kind)},
        {"value": os.urandom(1_000), "headers": _headers(kind)},
        {"value": None, "headers": _headers(kind)},
        {"value": b"{}", "headers": _headers(kind, ce_id="not-a-uuid")},
        {"value": b"{}", "headers": _headers(kind, ce_time="yesterday")},
        {"value": b"{}", "headers": _headers(kind, ce_sequence="-1")},
        {"value": b"{}", "headers": _headers(kind, ce_sequence="99999999999999999999")},
        {"value": b"{}", "headers": _headers(kind, traceparent="00-0-0-0")},
        {"value": b"{}", "headers": _headers(kind) + _headers(kind)},
        {"value": b"{}", "headers": [*_headers(kind), ("ce_type", None)]},
        {"value": b"{}", "headers": [*_headers(kind), ("\u00e9" * 300, b"\xff" * 3_000)]},
        {"value": b"{}", "headers": _headers("somebody.else.happened")},
        {"key": b"\xff\xfe", "value": b"{}", "headers": _headers(kind)},
        {"key": b"k" * 10_000, "value": b"{}", "headers": _headers(kind)},
    ]


# Who reads each topic: service and subscription.
READERS = {
    "trs.person.v1": [("identity", "persons")],
    "gias.establishment.v1": [("registration", "establishments")],
    "gias.link.v1": [("registration", "establishments")],
    "identity.lookup-request.v1": [("identity", "lookups")],
    "identity.teacher.v1": [("registration", "teachers"), ("partnerships", "teachers")],
    "registration.command.v1": [("registration", "commands")],
    "registration.ect.v1": [("partnerships", "ects"), ("notifications", "ects")],
    "registration.school.v1": [("partnerships", "schools"), ("notifications", "schools")],
    "partnerships.catalogue.v1": [("registration", "catalogue")],
    "partnerships.training.v1": [("registration", "training")],
}


def _value(header: str, record: dict) -> str | None:
    """The last header of a name, as the services read it."""
    values = [value for name, value in record.get("headers") or [] if name == header]
    return values[-1].decode() if values and values[-1] is not None else None


def is_event(record: dict) -> bool:
    """Whether key and headers are those of an event, so that only its body can be wrong."""
    key = record.get("key", "garbage")
    sequence = _value("ce_sequence", record)
    return (
        key is not None and (isinstance(key, str) or key.isascii() and len(key) <= 1_024)
        and _value("ce_type", record) is not None and _value("ce_id", record) not in (None, "not-a-uuid")
        and _value("ce_time", record) != "yesterday" and sequence is None)


def is_refused(topic: str, record: dict) -> bool:
    """Whether the record is answered: as a command, even if as one that lacks everything."""
    return topic == "registration.command.v1" and is_event(record)


def becomes_known(record: dict) -> bool:
    """Whether anything at all becomes of a record: not of tombstones, nor of types that nobody here reads."""
    return record["value"] is not None and "somebody.else" not in (_value("ce_type", record) or "")


def parked(stack) -> collections.Counter:
    """How many records each subscription has set aside of each topic."""
    counts = collections.Counter()
    with stack.postgres.connect() as connection:
        for service in stack.services:
            for consumer, topic, count in connection.execute(
                f"SELECT consumer, topic, count(*) FROM {service}.parked WHERE state = 'open' GROUP BY 1, 2"
            ):
                counts[service, consumer, topic] = count
    return counts


def shown_as_parked(stack) -> dict[str, float]:
    """What each service's metrics say of events that were set aside."""
    return {
        name: sum(value for _, value in metrics(service.internal("/metrics")[1]).get("parked_messages", []))
        for name, service in stack.services.items()}


def test_garbage_on_every_topic_stops_nothing(stack, world, school):
    pids = {name: service.process.pid for name, service in stack.services.items()}
    before = parked(stack)
    producer = Producer({"bootstrap.servers": stack.broker.address, "message.max.bytes": 2_000_000})
    expected, answered = collections.Counter(), []
    for topic in EVERY_TOPIC:
        for number, record in enumerate(garbage(TYPES[topic])):
            producer.produce(topic, **({"key": f"garbage-{number}"} | record))
            if is_refused(topic, record) and becomes_known(record):
                answered.append(_value("ce_id", record))
            elif becomes_known(record):
                expected.update((service, consumer, topic) for service, consumer in READERS.get(topic, []))
    assert producer.flush(60) == 0
    assert len(answered) == 9
    assert set(expected.values()) == {20, 11}, "every record has its place in the sum"

    person, urn = world.person(), world.school()
    assert school.ask(school.registration(person, urn), seconds=120).kind == "accepted"
    stack.wait_until_quiet(seconds=120)
    assert {name: service.process.pid for name, service in stack.services.items()} == pids
    assert parked(stack) - before == expected
    for event in answered:
        assert school.outcome(event).kind == "refused"
        assert len(school.outcomes(event)) == 1
    totals = collections.Counter()
    for (service, _, _), count in parked(stack).items():
        totals[service] += count
    wait_until(
        "metrics show what was set aside", lambda: shown_as_parked(stack) == {name: totals[name] for name in pids}, 30,
        explain=lambda: f"{shown_as_parked(stack)} instead of {dict(totals)}")
    for name, service in stack.services.items():
        assert service.is_ready
        listed = service.require("dead-letters", "list", "--limit", "1000")
        assert sum("  poison  " in line for line in listed.splitlines()) == totals[name]
