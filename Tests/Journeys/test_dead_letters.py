"""An operator looks at events that were set aside, has them run again or gives them up."""

import contextlib
import datetime
import json
import uuid

import psycopg.sql
import pytest
from confluent_kafka import Producer

from journeys.load import _example as example
from stack.state import REPOSITORY
from stack.waiting import wait_until

USAGE = 64


def letters(service, words: str = "") -> list[list[str]]:
    """Every line of `dead-letters list` that holds the words, in its columns."""
    listed = service.require("dead-letters", "list", "--limit", "1000")
    return [line.split("  ") for line in listed.splitlines() if words in line and "  " in line]


def emails_to(stack, person) -> list[dict]:
    return [each for each in stack.notify.messages() if each["email_address"] == person.email_address]


def audit(stack, service: str, event: str) -> list[tuple[str, str, str]]:
    with stack.postgres.connect() as connection:
        return connection.execute(
            f"SELECT action, actor, reason FROM {service}.dead_letter_audit WHERE event_id = %s ORDER BY seq", (event,)
        ).fetchall()


@contextlib.contextmanager
def message_refused_by_the_database(stack, address: str):
    """As if a rule of the table were wrong: the handler fails over one person's e-mail, until the rule is dropped."""
    with stack.postgres.connect() as connection:
        connection.execute(psycopg.sql.SQL(
            "ALTER TABLE notifications.message ADD CONSTRAINT planted CHECK (email_address <> {}) NOT VALID"
        ).format(psycopg.sql.Literal(address)))
        try:
            yield
        finally:
            connection.execute("ALTER TABLE notifications.message DROP CONSTRAINT IF EXISTS planted")


def test_a_replayed_event_is_applied_once_its_cause_is_mended(stack, world, school):
    person, urn = world.person(), world.school()
    notifications = stack.services["notifications"]
    before = {letter[0] for letter in letters(notifications)}
    with message_refused_by_the_database(stack, person.email_address):
        assert school.ask(school.registration(person, urn)).kind == "accepted"
        letter, = wait_until(
            "the event is set aside",
            lambda: [each for each in letters(notifications, "ect.registered") if each[0] not in before], 60)
        event = letter[0]
        assert letter[1] == "ects" and letter[2] == "poison"
        assert "planted" in letter[-1] or "23514" in letter[-1], letter
        assert person.email_address not in str(letter) and person.trn not in str(letter)
        # Run again while nothing is mended, it is set aside again.
        assert notifications.require("dead-letters", "replay", event) == f"released {event}\n"
        wait_until(
            "it is set aside again", lambda: [
                each for each in letters(notifications, event) if each[2] == "poison" and each[5] != letter[5]], 60)
    assert emails_to(stack, person) == []
    notifications.require("dead-letters", "replay", event)
    wait_until("the teacher is told", lambda: emails_to(stack, person), 60)
    wait_until("nothing is left of it", lambda: not letters(notifications, event), 30)
    assert [action for action, _, _ in audit(stack, "notifications", event)] == ["replay", "replay"]
    assert all(actor for _, actor, _ in audit(stack, "notifications", event))
    stack.wait_until_quiet()
    assert len(emails_to(stack, person)) == 1
    again = notifications.run("dead-letters", "replay", event)
    assert again.returncode == 1
    assert event in again.stderr.lower()


def test_what_waits_behind_a_discarded_event_goes_on(stack, world, school):
    person, urn = world.person(), world.school()
    notifications, partnerships = stack.services["notifications"], stack.services["partnerships"]
    headers = example.envelope("registration.ect.registered", subject=person.trn)
    poison = dict(headers)["ce_id"].decode()
    producer = Producer({"bootstrap.servers": stack.broker.address, "partitioner": "murmur2_random", "log_level": 0})
    producer.produce("registration.ect.v1", key=person.trn, value=b"{}", headers=headers)
    assert producer.flush(60) == 0
    readers = (notifications, partnerships)
    for service in readers:
        wait_until(f"{service.name} sets it aside", lambda: letters(service, poison), 60)

    known = {service.name: {letter[0] for letter in letters(service)} for service in readers}
    assert school.ask(school.registration(person, urn)).kind == "accepted"
    for service in readers:
        waiting, = wait_until(
            f"the registration waits in {service.name}",
            lambda: [each for each in letters(service, "ect.registered") if each[0] not in known[service.name]], 60)
        assert waiting[2] == "waiting"
        overtaking = service.run("dead-letters", "replay", waiting[0])
        assert overtaking.returncode == 1
        assert poison in overtaking.stderr.lower(), "it says which event comes first"
    assert emails_to(stack, person) == []

    for service in readers:
        without_reason = service.run("dead-letters", "discard", poison)
        assert without_reason.returncode == USAGE
        assert "--reason" in without_reason.stderr
        assert letters(service, poison)
        discarded = service.require("dead-letters", "discard", poison, "--reason", "planted by a journey")
        assert discarded == f"discarded {poison}\n"
        def remaining() -> list[list[str]]:
            return [each for each in letters(service) if each[0] not in known[service.name] - {poison}]

        wait_until(
            f"what waited has gone on in {service.name}", lambda: not remaining(), 60,
            explain=lambda: str(remaining()))
        (action, actor, reason), = audit(stack, service.name, poison)
        assert (action, reason) == ("discard", "planted by a journey") and actor
    wait_until("the teacher is told", lambda: emails_to(stack, person), 60)
    stack.wait_until_quiet()
    with stack.postgres.connect() as connection:
        assert connection.execute(
            "SELECT count(*) FROM partnerships.training_period WHERE trn = %s", (person.trn,)).fetchone() == (1,)


def test_a_word_that_only_a_newer_writer_knows_waits_for_the_version_that_does(stack, world):
    urn = world.school()
    registration = stack.services["registration"]
    before = registration.internal(f"/schools/{urn}")
    assert before[0] == 200
    golden = json.loads((REPOSITORY / "Tests/EventsTests/Golden/gias.establishment.updated.json").read_text())
    newer = golden | {"urn": urn, "status": "federated", "aFieldOfTomorrow": {"of": ["any", "kind"]}}
    headers = example.envelope("gias.establishment.updated", subject=urn)
    event = dict(headers)["ce_id"].decode()
    producer = Producer({"bootstrap.servers": stack.broker.address, "partitioner": "murmur2_random", "log_level": 0})
    producer.produce("gias.establishment.v1", key=urn, value=json.dumps(newer).encode(), headers=headers)
    assert producer.flush(60) == 0

    letter, = wait_until("it is set aside", lambda: letters(registration, event), 60)
    assert letter[2] == "poison"
    assert "status has a word that this version does not know" in str(letter) and "federated" not in str(letter)
    assert registration.internal(f"/schools/{urn}") == before, "nobody guessed what it means"
    registration.require("dead-letters", "discard", event, "--reason", "planted by a journey")


def lost_on_the_way_to_notifications(stack, trn: str) -> None:
    """As if what registration has published about a teacher had never come to notifications."""
    with stack.postgres.connect() as connection, connection.transaction():
        connection.execute(
            "DELETE FROM notifications.inbox WHERE consumer = 'ects' AND event_id IN"
            " (SELECT event_id FROM registration.outbox WHERE topic = 'registration.ect.v1' AND key = %s)", (trn,))
        connection.execute(
            "DELETE FROM notifications.applied_version WHERE consumer = 'ects' AND key = %s", (trn,))


def test_a_gap_is_healed_by_publishing_the_key_of_the_event_that_waits(stack, world, school):
    person, urn = world.person(), world.school()
    registration, notifications = stack.services["registration"], stack.services["notifications"]
    assert school.ask(school.registration(person, urn)).kind == "accepted"
    wait_until("the teacher is told", lambda: emails_to(stack, person), 60)
    stack.wait_until_quiet()
    lost_on_the_way_to_notifications(stack, person.trn)
    before = {letter[0] for letter in letters(notifications)}
    last_day = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()
    leaving = {
        "commandID": str(uuid.uuid4()), "urn": urn, "trn": person.trn, "leavingOn": last_day, "requestedBy": "journeys"}
    assert school.ask(leaving, "registration.ect.report-leaving").kind == "accepted"
    gap, = wait_until(
        "the departure waits for the registration",
        lambda: [each for each in letters(notifications, "ect.left-school") if each[0] not in before], 60)
    assert gap[2] == "gap" and person.trn not in str(gap)
    assert "events_gap_open{" in notifications.internal("/metrics")[1]

    elsewhere = stack.services["partnerships"].run("republish", "--key-of", gap[0])
    assert elsewhere.returncode == 1 and gap[0] in elsewhere.stderr.lower()
    sent = registration.require("republish", "--topic", "registration.ect.v1", "--key-of", gap[0])
    assert sent == "registration.ect.v1: 2 events will be sent again\n"
    wait_until("the gap is healed", lambda: not letters(notifications, gap[0]), 60)
    stack.wait_until_quiet()
    assert len(emails_to(stack, person)) == 1, "nobody is told twice"


@pytest.mark.parametrize("action", [["replay"], ["discard", "--reason", "none"]])
@pytest.mark.parametrize(
    ("event", "code", "words"),
    [("not-an-id", USAGE, "not-an-id"), (str(uuid.UUID(int=7)), 1, "no parked event")],
    ids=["no id", "an unknown id"],
)
def test_an_event_that_is_not_there_is_named(stack, action, event, code, words):
    result = stack.services["identity"].run("dead-letters", action[0], event, *action[1:])
    assert result.returncode == code, result.stderr
    assert words in result.stderr
