"""Commands sent from the terminal, and commands of uncommon size."""

import datetime
import json
import time
import uuid

import pytest
from confluent_kafka import Producer

from journeys.load import _example as example
from stack import demo_data
from stack.ports import Ports

ACCEPTED, REFUSED, USAGE, NO_OUTCOME, CONFIGURATION = 0, 1, 64, 75, 78
BODY = demo_data.appropriate_bodies()[0]["id"]


def register(stack, person, urn, *more: str, proof: dict[str, str] | None = None, **options: str):
    """Runs `registration send-command register-ect`; options are named in Python's way and replace the usual ones."""
    given = {
        "trn": person.trn, "urn": urn, "email_address": person.email_address, "appropriate_body_id": BODY,
        "started_on": datetime.date.today().isoformat(), "timeout": "60",
    } | options
    words = [word for name, value in given.items() for word in ("--" + name.replace("_", "-"), value)]
    if proof is None:
        proof = {"DATE_OF_BIRTH": person.date_of_birth}
    return stack.services["registration"].run("send-command", "register-ect", *words, *more, **proof)


def refusals(printed: str) -> set[tuple[str, str]]:
    """Field and code of every reason in the lines below the first."""
    return {tuple(line.split()[:2]) for line in printed.splitlines()[1:]}


def test_a_registration_is_accepted(stack, world):
    person, urn = world.person(), world.school()
    result = register(stack, person, urn, command_id=f"terminal-{person.trn}", requested_by="user-9")
    assert result.returncode == ACCEPTED, result.stdout + result.stderr
    assert result.stdout.startswith(f"accepted: command terminal-{person.trn}, placement ")
    placement = result.stdout.split()[-1]
    status, text = stack.services["registration"].internal(f"/ects/{placement}")
    assert status == 200
    assert json.loads(text)["trn"] == person.trn
    assert json.loads(text)["trainingProgramme"] == "school_led"
    status, text = stack.services["registration"].internal(f"/commands?id=terminal-{person.trn}")
    assert status == 200
    assert json.loads(text)["requestedBy"] == "user-9"


def test_a_national_insurance_number_and_a_lead_provider_are_taken(stack, world):
    person, urn = world.person(), world.school()
    result = register(
        stack, person, urn, lead_provider_id=demo_data.lead_providers()[0]["id"],
        proof={"NATIONAL_INSURANCE_NUMBER": person.national_insurance_number})
    assert result.returncode == ACCEPTED, result.stdout + result.stderr


def test_a_refusal_tells_every_reason_and_repeats_no_value(stack, world):
    person = world.person()
    result = register(
        stack, person, "190011", email_address="canary@@wrong", started_on="soon", working_pattern="canary-pattern")
    assert result.returncode == REFUSED, result.stdout + result.stderr
    assert result.stdout.startswith("refused: command ")
    assert {
        ("urn", "school-closed"), ("emailAddress", "not-an-email-address"), ("startedOn", "not-a-date"),
        ("workingPattern", "unknown-word"),
    } <= refusals(result.stdout), result.stdout
    printed = result.stdout + result.stderr
    assert "canary" not in printed.lower() and person.date_of_birth not in printed


def test_a_used_id_is_a_conflict(stack, world):
    first, second, urn = world.person(), world.person(), world.school()
    command_id = str(uuid.uuid4())
    assert register(stack, first, urn, command_id=command_id).returncode == ACCEPTED
    result = register(stack, second, urn, command_id=command_id)
    assert result.returncode == REFUSED
    assert result.stdout.startswith(f"conflicted: a command was sent under the id {command_id} before")


def test_a_tutor_and_a_leaving_are_sent(stack, world):
    person, urn = world.person(), world.school()
    registration = stack.services["registration"]
    tutor = registration.run(
        "send-command", "set-induction-tutor", "--urn", urn, "--name", "Terry Tutor",
        "--email-address", f"terry@{urn}.example", "--timeout", "60")
    assert tutor.returncode == ACCEPTED, tutor.stdout + tutor.stderr
    assert register(stack, person, urn).returncode == ACCEPTED
    leaving = ["send-command", "report-leaving", "--urn", urn, "--trn", person.trn, "--timeout", "60", "--leaving-on"]
    refused = registration.run(*leaving, datetime.date.today().isoformat())
    assert refused.returncode == REFUSED, refused.stdout + refused.stderr
    assert "leavingOn" in {field for field, _ in refusals(refused.stdout)}, refused.stdout
    left = registration.run(*leaving, (datetime.date.today() + datetime.timedelta(days=30)).isoformat())
    assert left.returncode == ACCEPTED, left.stdout + left.stderr


@pytest.mark.parametrize(
    ("proof", "more", "code", "words"),
    [
        ({}, [], USAGE, "DATE_OF_BIRTH"),
        ({"DATE_OF_BIRTH": "2000-01-01", "PROOF_PUBLIC_KEY_FILE": ""}, [], CONFIGURATION, "PROOF_PUBLIC_KEY"),
        ({"DATE_OF_BIRTH": "2000-01-01"}, ["--colour", "blue"], USAGE, "--colour"),
    ],
    ids=["no proof", "no key", "an unknown option"],
)
def test_what_is_missing_or_too_much_is_named(stack, world, proof, more, code, words):
    result = register(stack, world.person(), "190003", *more, proof=proof)
    assert result.returncode == code, result.stdout + result.stderr
    assert words in result.stderr


def test_a_command_that_nobody_answers_in_time_is_not_lost(stack, world, school):
    person, urn = world.person(), world.school()
    registration = stack.services["registration"]
    stack.wait_until_quiet()
    registration.process.stop()
    try:
        result = register(stack, person, urn, timeout="5", command_id=f"late-{person.trn}")
    finally:
        registration.start()
        registration.wait_until_ready()
        stack.wait_until_joined(["registration"])
    assert result.returncode == NO_OUTCOME, result.stdout + result.stderr
    assert f"late-{person.trn}" in result.stderr
    assert school.outcome(f"late-{person.trn}").kind == "accepted"


def test_a_command_that_no_broker_takes_ends_in_time_and_can_be_sent_again(stack, world):
    person, urn = world.person(), world.school()
    away = {"KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{Ports.free().kafka}"}
    proof = {"DATE_OF_BIRTH": person.date_of_birth}
    began = time.monotonic()
    result = register(stack, person, urn, timeout="3", command_id=f"again-{person.trn}", proof=proof | away)
    assert time.monotonic() - began < 20
    assert result.returncode == NO_OUTCOME, result.stdout + result.stderr
    assert f"--command-id again-{person.trn}" in result.stderr
    assert "KAFKA_BOOTSTRAP_SERVERS" in result.stderr
    assert register(stack, person, urn, command_id=f"again-{person.trn}").returncode == ACCEPTED


def test_an_oversize_word_from_the_terminal_is_refused(stack, world):
    result = register(stack, world.person(), world.school(), corrected_name="x" * 120_000)
    assert result.returncode == REFUSED, result.stdout[:500] + result.stderr[:500]
    assert ("correctedName", "too-long") in refusals(result.stdout)
    assert len(result.stdout) < 1_000


@pytest.mark.parametrize("size", [950_000, 3_000_000], ids=["of nearly a megabyte", "of three megabytes"])
@pytest.mark.parametrize("field", ["correctedName", "commandID", "padding"])
def test_an_oversize_command_is_answered_and_stops_nobody(stack, world, school, size, field):
    person, other, urn = world.person(), world.person(), world.school()
    body = school.registration(person, urn)
    oversize = body | {field: "x" * size}
    producer = Producer({"bootstrap.servers": stack.broker.address, "message.max.bytes": 8_000_000, "log_level": 0})
    headers = example.envelope("registration.ect.register", subject=person.trn)
    event = dict(headers)["ce_id"].decode()
    producer.produce(example.COMMANDS, key=person.trn, value=json.dumps(oversize), headers=headers)
    assert producer.flush(60) == 0
    outcome = school.outcome(event if field == "commandID" else body["commandID"])
    # A field that nobody knows is skipped, however large it is.
    assert outcome.kind == ("accepted" if field == "padding" else "refused"), str(outcome)[:500]
    assert len(str(outcome)) < 2_000
    # Neither the same teacher nor others have to wait behind it.
    if outcome.kind == "refused":
        assert school.ask(school.registration(person, urn)).kind == "accepted"
    assert school.ask(school.registration(other, urn)).kind == "accepted"
