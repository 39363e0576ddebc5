"""A command that cannot be carried out changes nothing and says every reason."""

import datetime

import pytest

from stack import demo_data
from stack.demo_data import Person

PROVIDER = demo_data.lead_providers()[0]["id"]
BODIES = {row["type"]: row["id"] for row in demo_data.appropriate_bodies()}
ALEX = {last: trn for trn, last in (("9990101", "Passed"), ("9990102", "Failed"), ("9990103", "Exempt"), ("9990104", "Prohibited"))}
TODAY = datetime.date.today()
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"trn": "12"}, "trn", "too-few-digits"),
        ({"trn": "123456789"}, "trn", "too-many-digits"),
        ({"trn": ...}, "trn", "missing"),
        ({"trn": "6999999"}, "trn", "teacher-unknown"),
        ({"urn": ...}, "urn", "missing"),
        ({"urn": "abc"}, "urn", "not-a-urn"),
        ({"urn": "999999"}, "urn", "school-unknown"),
        ({"urn": "190011"}, "urn", "school-closed"),
        ({"urn": "190010"}, "urn", None),
        ({"urn": "190014"}, "urn", None),
        ({"identityProof": ...}, "identityProof", "missing"),
        ({"emailAddress": ...}, "emailAddress", "missing"),
        ({"emailAddress": "nobody"}, "emailAddress", "not-an-email-address"),
        ({"startedOn": ...}, "startedOn", "missing"),
        ({"startedOn": "1 September"}, "startedOn", "not-a-date"),
        ({"startedOn": "2026-02-30"}, "startedOn", "not-a-date"),
        ({"startedOn": "2019-09-01"}, "startedOn", "start-too-early"),
        ({"workingPattern": "sometimes"}, "workingPattern", "unknown-word"),
        ({"appropriateBodyID": NOBODY}, "appropriateBodyID", "appropriate-body-unknown"),
        ({"appropriateBodyID": "x"}, "appropriateBodyID", "not-an-id"),
        ({"appropriateBodyID": BODIES["local_authority"]}, "appropriateBodyID", "appropriate-body-not-allowed"),
        ({"trainingProgramme": "self_led"}, "trainingProgramme", "unknown-word"),
        ({"trainingProgramme": "provider_led"}, "leadProviderID", "missing"),
        ({"trainingProgramme": "provider_led", "leadProviderID": NOBODY}, "leadProviderID", "lead-provider-unknown"),
        ({"leadProviderID": PROVIDER}, "leadProviderID", "lead-provider-not-wanted"),
        ({"correctedName": "x" * 71}, "correctedName", "too-long"),
    ],
)
def test_a_wrong_field_is_named(world, school, changes, field, code):
    outcome = school.ask(school.registration(world.person(), "190003", **changes))
    assert outcome.kind == "refused", outcome
    assert field in {each for each, _ in outcome.reasons}, outcome
    if code:
        assert (field, code) in outcome.reasons, outcome


def test_every_reason_is_told_at_once(world, school):
    outcome = school.ask(school.registration(
        world.person(), "abc", emailAddress="nobody", startedOn="soon", workingPattern="sometimes"))
    assert {"urn", "emailAddress", "startedOn", "workingPattern"} <= {field for field, _ in outcome.reasons}, outcome


def test_a_wrong_date_of_birth_is_refused(world, school):
    body = school.registration(world.person(), "190003")
    body["identityProof"] = school.seal(body["commandID"], dateOfBirth="1971-01-01")
    assert ("identityProof", "identity-not-matched") in school.ask(body).reasons


def test_a_proof_sealed_for_another_command_does_not_open(world, school):
    person = world.person()
    body = school.registration(person, "190003")
    body["identityProof"] = school.seal("another-command", dateOfBirth=person.date_of_birth)
    assert ("identityProof", "proof-unreadable") in school.ask(body).reasons


def test_a_proof_under_an_unknown_key_is_refused(world, school):
    body = school.registration(world.person(), "190003")
    body["identityProof"]["keyID"] = "retired"
    assert ("identityProof", "proof-key-unknown") in school.ask(body).reasons


@pytest.mark.parametrize(
    ("last_name", "code"),
    [("Passed", "induction-passed"), ("Failed", "induction-failed"), ("Exempt", "induction-exempt"),
     ("Prohibited", "teacher-prohibited")],
)
def test_a_bar_is_told_to_who_proved_to_know_the_person(school, last_name, code):
    person = Person(ALEX[last_name], "Alex", last_name, "1990-05-17", None, False)
    outcome = school.ask(school.registration(person, "190003"))
    assert ("trn", code) in outcome.reasons, outcome


def test_a_bar_is_not_told_to_strangers(school):
    person = Person(ALEX["Prohibited"], "Alex", "Prohibited", "1991-01-01", None, False)
    outcome = school.ask(school.registration(person, "190003"))
    assert outcome.reasons == {("identityProof", "identity-not-matched")}, outcome


def test_an_address_of_another_teacher_is_refused(world, school):
    first, second = world.person(), world.person()
    assert school.ask(school.registration(first, world.school())).kind == "accepted"
    outcome = school.ask(school.registration(second, world.school(), emailAddress=first.email_address.upper()))
    assert ("emailAddress", "email-address-taken") in outcome.reasons, outcome


def test_a_refusal_repeats_no_value(world, school):
    person = world.person()
    outcome = school.ask(school.registration(
        person, "190011", emailAddress="canary@@school", workingPattern="canary-word", trainingProgramme="canary-led"))
    text = str(outcome)
    assert outcome.kind == "refused"
    assert "canary" not in text.lower().replace(person.trn, "")


def test_a_refused_command_leaves_nothing_behind(stack, world, school):
    person = world.person()
    assert school.ask(school.registration(person, "190011")).kind == "refused"
    assert school.ask(school.registration(person, world.school())).kind == "accepted"
    stack.wait_until_quiet()
    sent = [each for each in stack.notify.messages() if each["email_address"] == person.email_address]
    assert len(sent) == 1
