"""A school registers a teacher and everybody who has to hear of it does."""

import datetime
import json
import subprocess
import sys

from journeys.lead_provider import COHORT, client, participant, partner_with
from stack import demo_data, main_job
from stack.state import DEPLOY
from stack.waiting import wait_until

PROVIDER = demo_data.lead_providers()[0]


def emails_to(stack, address):
    return [each for each in stack.notify.messages() if each["email_address"] == address]


def test_provider_led_training_is_confirmed_by_the_lead_provider(stack, world, school, tail):
    person, urn = world.person(), world.school()

    outcome = school.ask(school.registration(person, urn, PROVIDER["id"]))
    assert outcome.kind == "accepted", outcome
    assert outcome.body["trn"] == person.trn
    assert outcome.body["urn"] == urn
    placement = outcome.body["placementID"]

    interest = tail.first(lambda record: record.topic == "partnerships.training.v1" and record.key == person.trn, 60)
    assert interest.type == "partnerships.training.expression-of-interest"
    assert interest.body["placementID"] == placement
    api = client(stack, PROVIDER["name"])
    assert participant(api, person.trn) is None, "an expression of interest alone shows nobody"

    partnership = partner_with(stack, PROVIDER["name"], urn)
    assert partnership["attributes"]["urn"] == urn

    confirmed = tail.first(
        lambda record: record.key == person.trn and record.type == "partnerships.training.confirmed", 60)
    assert confirmed.body["trainingPeriodID"] == interest.body["trainingPeriodID"], "confirmed in place"
    assert confirmed.body["partnershipID"] == partnership["id"]
    shown = wait_until("the participant is visible", lambda: participant(api, person.trn), 60)
    assert shown["attributes"]["full_name"] == f"{person.first_name} {person.last_name}"
    enrolment, = shown["attributes"]["ecf_enrolments"]
    assert enrolment["school_urn"] == urn
    assert enrolment["cohort"] == COHORT
    assert enrolment["email"] == person.email_address
    assert enrolment["participant_type"] == "ect"
    assert enrolment["training_status"] == "active"

    message, = wait_until("the teacher was told", lambda: emails_to(stack, person.email_address), 60)
    assert person.first_name in message["body"]
    assert PROVIDER["name"] not in message["body"], "no provider is named before it is confirmed"
    assert person.trn not in message["body"]


def test_an_existing_partnership_confirms_at_once(stack, world, school, tail):
    urn = world.school()
    first, second = world.person(), world.person()
    assert school.ask(school.registration(first, urn, PROVIDER["id"])).kind == "accepted"
    partner_with(stack, PROVIDER["name"], urn)
    assert school.ask(school.registration(second, urn, PROVIDER["id"])).kind == "accepted"
    training = tail.first(lambda record: record.topic == "partnerships.training.v1" and record.key == second.trn, 60)
    assert training.type == "partnerships.training.confirmed"


def test_school_led_training_needs_no_lead_provider(stack, world, school, tail):
    person, urn = world.person(), world.school()
    assert school.ask(school.registration(person, urn)).kind == "accepted"
    training = tail.first(lambda record: record.topic == "partnerships.training.v1" and record.key == person.trn, 60)
    assert training.type == "partnerships.training.school-led-started"
    wait_until("the teacher was told", lambda: emails_to(stack, person.email_address), 60)


def test_a_national_insurance_number_proves_identity_too(world, school):
    person, urn = world.person(), world.school()
    body = school.registration(person, urn)
    body["identityProof"] = school.seal(
        body["commandID"], nationalInsuranceNumber=person.national_insurance_number.lower())
    assert school.ask(body).kind == "accepted"


def test_operators_read_schools_and_placements(stack, world, school):
    person, urn = world.person(), world.school()
    outcome = school.ask(school.registration(person, urn))
    registration = stack.services["registration"]
    status, text = registration.internal(f"/schools/{urn}")
    assert status == 200, text
    assert json.loads(text)["urn"] == urn
    status, text = registration.internal(f"/ects/{outcome.body['placementID']}")
    assert status == 200, text
    assert registration.internal("/schools/999999")[0] == 404


def test_an_induction_tutor_is_told(stack, world, school):
    urn = world.school()
    address = f"tutor.{urn}@school.example"
    body = {"commandID": f"tutor-{urn}", "urn": urn, "name": "Tory Tutor", "emailAddress": address}
    outcome = school.ask(body, "registration.school.set-induction-tutor")
    assert outcome.kind == "accepted", outcome
    wait_until("the tutor was told", lambda: emails_to(stack, address), 60)


def test_a_teacher_leaves(stack, world, school, tail):
    person, urn = world.person(), world.school()
    api = client(stack, PROVIDER["name"])
    partner_with(stack, PROVIDER["name"], urn)
    assert school.ask(school.registration(person, urn, PROVIDER["id"])).kind == "accepted"
    shown = wait_until("the participant is visible", lambda: participant(api, person.trn), 60)
    assert [each["participant_status"] for each in shown["attributes"]["ecf_enrolments"]] == ["active"]

    last_day = (datetime.date.today() + datetime.timedelta(days=10)).isoformat()
    body = {"commandID": f"leaving-{person.trn}", "urn": urn, "trn": person.trn, "leavingOn": last_day}
    outcome = school.ask(body, "registration.ect.report-leaving")
    assert outcome.kind == "accepted", outcome
    left = tail.first(lambda record: record.key == person.trn and record.type == "registration.ect.left-school", 60)
    assert left.body["leftOn"] == last_day
    assert left.body["urn"] == urn
    wait_until("the lead provider sees that the teacher is leaving", lambda: [
        each["participant_status"] for each in participant(api, person.trn)["attributes"]["ecf_enrolments"]
    ] == ["leaving"], 60)

    too_late = (datetime.date.today() + datetime.timedelta(days=20)).isoformat()
    again = body | {"commandID": f"leaving-later-{person.trn}", "leavingOn": too_late}
    assert school.ask(again, "registration.ect.report-leaving").kind == "accepted", "noted, and the first day stands"
    stack.wait_until_quiet()
    status, text = stack.services["registration"].internal(f"/ects/{left.body['placementID']}")
    assert status == 200, text
    assert last_day in text
    assert too_late not in text


def test_the_demo_runs(stack, world, capfd):
    main_job.run(stack)
    printed = capfd.readouterr().out
    assert "the command to register the teacher" in printed
    assert "is confirmed" in printed
    assert "GOV.UK Notify takes the e-mail" in printed


def test_the_python_example_registers_a_teacher(stack, world):
    person, urn = world.person(), world.school()
    result = subprocess.run(
        [sys.executable, str(DEPLOY / "examples" / "send_command.py"), "--bootstrap-servers", stack.broker.address,
         "--public-key-file", str(stack.credentials.proof_public_key), "--trn", person.trn, "--urn", urn,
         "--date-of-birth", person.date_of_birth, "--email-address", person.email_address,
         "--appropriate-body-id", demo_data.appropriate_bodies()[0]["id"], "--school-led", "--timeout", "60"],
        capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr + result.stdout
    assert json.loads(result.stdout)["outcome"] == "accepted"
