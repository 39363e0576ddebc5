"""Who asked for something, and under which name a teacher is shown, can be told afterwards."""

import json
import urllib.parse

from journeys.world import record
from stack import demo_data
from stack.waiting import wait_until

PROVIDER = demo_data.lead_providers()[0]


def ask_registration(stack, path: str) -> dict:
    status, text = stack.services["registration"].internal(path)
    assert status == 200, text
    return json.loads(text)


def test_a_correction_of_a_name_is_told_with_who_asked(stack, world, school, tail):
    person, urn = world.person(), world.school()
    before = f"{person.first_name} {person.last_name}"
    body = school.registration(person, urn, PROVIDER["id"], correctedName="Robin Other", requestedBy="user-17")
    outcome = school.ask(body)
    assert outcome.kind == "accepted", outcome
    assert outcome.body["requestedBy"] == "user-17"

    corrected = tail.first(lambda event: event.type == "registration.ect.name-corrected" and event.key == person.trn, 60)
    assert corrected.body["previousName"] == before
    assert corrected.body["name"] == "Robin Other"
    assert corrected.body["isSignificant"] is True
    assert corrected.body["requestedBy"] == "user-17"
    # Those who have no use for a correction go on behind it.
    assert tail.first(lambda event: event.topic == "partnerships.training.v1" and event.key == person.trn, 60)

    listed, = ask_registration(stack, f"/name-corrections?trn={person.trn}")["nameCorrections"]
    assert (listed["previousName"], listed["name"], listed["requestedBy"]) == (before, "Robin Other", "user-17")
    command = ask_registration(stack, "/commands?id=" + urllib.parse.quote(body["commandID"], safe=""))
    assert (command["outcome"], command["requestedBy"]) == ("accepted", "user-17")


def test_who_is_named_instead_of_referred_to_is_refused(world, school):
    outcome = school.ask(school.registration(world.person(), world.school(), requestedBy="head@school.example"))
    assert outcome.reasons == {("requestedBy", "names-a-person")}, outcome
    assert "requestedBy" not in outcome.body


def test_a_teacher_is_shown_under_the_name_of_today(stack, world, school):
    person, urn = world.person(), world.school()
    placement = school.ask(school.registration(person, urn)).body["placementID"]

    def shown() -> tuple[str, str]:
        ect = ask_registration(stack, f"/ects/{placement}")
        return ect["name"], ect["nameSource"]

    wait_until("the name of today is shown", lambda: shown() == (
        f"{person.first_name} {person.last_name}", "teaching-record-system"), 60)
    married = record(person, lastName="Canarymarried")
    file = stack.state.root / "married.ndjson"
    file.write_text(json.dumps(married) + "\n")
    stack.services["identity"].require("import-persons", str(file))
    wait_until("the new name is shown", lambda: shown() == (
        f"{person.first_name} Canarymarried", "teaching-record-system"), 60)
