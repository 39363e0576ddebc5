"""Records that are no events do no harm, on whatever topic they come."""

import os
import uuid

from confluent_kafka import Producer

from journeys.system import EVERY_TOPIC

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


def test_garbage_on_every_topic_stops_nothing(stack, world, school):
    pids = {name: service.process.pid for name, service in stack.services.items()}
    producer = Producer({"bootstrap.servers": stack.broker.address, "message.max.bytes": 2_000_000})
    for topic in EVERY_TOPIC:
        for number, record in enumerate(garbage(TYPES[topic])):
            producer.produce(topic, **({"key": f"garbage-{number}"} | record))
    assert producer.flush(60) == 0

    person, urn = world.person(), world.school()
    assert school.ask(school.registration(person, urn), seconds=120).kind == "accepted"
    stack.wait_until_quiet(seconds=120)
    assert {name: service.process.pid for name, service in stack.services.items()} == pids
    for service in stack.services.values():
        assert service.is_ready
        listed = service.run("dead-letters", "list")
        assert listed.returncode == 0, listed.stderr
