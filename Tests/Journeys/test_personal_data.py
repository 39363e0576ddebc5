"""What is personal stays out of logs, and what is secret about a person stays out of everything."""

import base64
import json
import re
import uuid

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from journeys import disclosure
from journeys.system import EVERY_TOPIC

NUMBER = "QQ123456C"


def test_no_log_or_metric_names_a_person(stack, world, school):
    person, urn = world.person(), world.school()
    assert school.ask(school.registration(person, urn, correctedName="Canarycorrected Name")).kind == "accepted"
    refused = school.registration(world.person(), urn, emailAddress="canary@@wrong")
    assert school.ask(refused).kind == "refused"
    stack.wait_until_quiet()
    words = ["canary", *disclosure.proofs(person)]
    assert disclosure.in_logs(stack, words) == []
    assert disclosure.in_metrics(stack, words) == []
    for file in stack.state.logs.glob("*.log"):
        text = file.read_text(errors="replace")
        assert not re.search(rf"(?<!\d){person.trn}(?!\d)", text), f"{file.name} holds a teacher's number"


def test_proofs_of_identity_are_kept_nowhere(stack, world, school):
    accepted, refused, by_number = world.person(), world.person(), world.person()
    urn = world.school()
    assert school.ask(school.registration(accepted, urn)).kind == "accepted"
    assert school.ask(school.registration(refused, urn, urn="190011")).kind == "refused"
    body = school.registration(by_number, urn)
    body["identityProof"] = school.seal(
        body["commandID"], nationalInsuranceNumber=by_number.national_insurance_number)
    assert school.ask(body).kind == "accepted"
    stack.wait_until_quiet()
    secrets = [proof for person in (accepted, refused, by_number) for proof in disclosure.proofs(person)]
    assert disclosure.in_topics(stack, EVERY_TOPIC, secrets) == []
    assert disclosure.in_database(stack, secrets) == []
    assert disclosure.in_logs(stack, secrets) == []
    assert disclosure.in_metrics(stack, secrets) == []


# That nothing is found means something only if what is there would be found.


@pytest.mark.parametrize(
    "content",
    [
        NUMBER.encode(), f'{{"number": "{NUMBER.lower()}"}}'.encode(), NUMBER.encode().hex().encode(),
        b"\xff\x00" + NUMBER.encode(),
        json.dumps({"headers": [], "value": base64.b64encode(f'{{"n":"{NUMBER}"}}'.encode()).decode()}).encode(),
        json.dumps({"headers": [{"value": base64.b64encode(NUMBER.encode()).decode()}]}).encode(),
    ],
    ids=["plain", "lower case", "hex", "among bytes", "in a value set aside", "in a header set aside"],
)
def test_a_number_is_found_however_it_is_wrapped(content):
    assert disclosure.finds(content, [NUMBER]) == [NUMBER]
    assert disclosure.finds(content, ["QQ123456D"]) == []


@pytest.mark.parametrize("type", ["text", "bytea", "jsonb", "text[]"])
def test_a_number_is_found_in_a_table(stack, type):
    planted = {
        "text": f"born, {NUMBER}", "bytea": json.dumps({"n": NUMBER}).encode(), "jsonb": json.dumps({"n": NUMBER}),
        "text[]": ["a", NUMBER],
    }
    with stack.postgres.connect() as connection:
        connection.execute(f"CREATE TABLE identity.planted (id integer, cell {type})")
        try:
            connection.execute("INSERT INTO identity.planted VALUES (1, %s)", (planted[type],))
            assert disclosure.in_database(stack, [NUMBER]) == ["identity.planted.cell"]
        finally:
            connection.execute("DROP TABLE identity.planted")


@pytest.mark.parametrize("place", ["key", "value", "headers"])
def test_a_number_is_found_in_a_topic(stack, place):
    topic = f"journeys.planted.{uuid.uuid4()}"
    admin = AdminClient({"bootstrap.servers": stack.broker.address, "log_level": 0})
    admin.create_topics([NewTopic(topic, 1, 1)])[topic].result(30)
    record = {"key": "none", "value": "{}", "headers": [("none", b"")]}
    record[place] = [("number", NUMBER.encode())] if place == "headers" else NUMBER
    producer = Producer({"bootstrap.servers": stack.broker.address, "log_level": 0})
    producer.produce(topic, **record)
    assert producer.flush(30) == 0
    assert disclosure.in_topics(stack, [topic], [NUMBER]) == [f"{topic} "]
    assert disclosure.in_topics(stack, [topic], ["QQ123456D"]) == []


def test_a_number_is_found_in_a_log(stack):
    file = stack.state.logs / "planted.log"
    file.write_text(f"what was said of {NUMBER}\n")
    try:
        assert disclosure.in_logs(stack, [NUMBER]) == ["planted.log"]
    finally:
        file.unlink()
