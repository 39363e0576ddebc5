"""What the system of a lead provider meets on the wire, and what follows when the catalogue changes."""

import json

import pytest

from journeys.lead_provider import COHORT, client, participant, partner_with, raw
from stack import demo_data
from stack.waiting import wait_until

PROVIDER = demo_data.lead_providers()[0]
JSON = "application/json; charset=utf-8"
UNKNOWN = "00000000-0000-4000-8000-999999999999"

PARTICIPANT = ["full_name", "teacher_reference_number", "updated_at", "ecf_enrolments", "participant_id_changes"]
ENROLMENT = [
    "training_record_id", "email", "mentor_id", "school_urn", "participant_type", "cohort", "training_status",
    "participant_status", "eligible_for_funding", "pupil_premium_uplift", "sparsity_uplift", "schedule_identifier",
    "delivery_partner_id", "withdrawal", "deferral", "created_at", "induction_end_date",
    "most_recent_induction_period_end_date", "overall_induction_start_date", "mentor_funding_end_date",
    "cohort_changed_after_payments_frozen", "mentor_ineligible_for_funding_reason", "working_pattern",
]
PARTNERSHIP = [
    "cohort", "urn", "school_id", "delivery_partner_id", "delivery_partner_name", "induction_tutor_name",
    "induction_tutor_email", "participants_currently_training", "created_at", "updated_at",
]
SCHOOL = [
    "name", "urn", "cohort", "in_partnership", "induction_programme_choice", "expression_of_interest",
    "induction_tutor_name", "induction_tutor_email", "created_at", "updated_at",
]


@pytest.fixture(scope="module")
def token(stack, world):
    return demo_data.token(stack, PROVIDER["name"])


def test_every_answer_has_the_form_that_providers_know(stack, token):
    wrong = {"error": "HTTP Token: Access denied"}
    missing = {"error": "Resource not found"}
    with raw(stack, token) as known, raw(stack, "made-up") as stranger:
        cases = [
            (stranger.get("/partnerships?filter=x"), 401, wrong),
            (stranger.post("/partnerships", content="{"), 401, wrong),
            (known.get("/participants/ecf"), 404, None),
            (known.get(f"/schools/{UNKNOWN}?filter[cohort]={COHORT}"), 404, None),
            (known.get("/schools"), 400, None), (known.get("/participants?page[page]=0"), 400, None),
            (known.get("/nothing-here"), 404, missing), (known.delete(f"/partnerships/{UNKNOWN}"), 404, missing),
            (known.options("/partnerships"), 404, missing), (known.get("/participants.json"), 404, missing),
            (known.post("/partnerships", content="no JSON"), 400, None),
            (known.post("/partnerships", json={"data": {"attributes": {"cohort": None}}}), 422, None),
            (known.get("/delivery-partners?filter[updated_since]=whenever"), 200, None),
        ]
    for answer, status, body in cases:
        about = f"{answer.request.method} {answer.request.url.path}"
        assert answer.status_code == status, about
        assert answer.headers["content-type"] == JSON, about
        assert answer.headers["x-robots-tag"] == "none", about
        assert answer.headers["cache-control"] == "no-store", about
        assert answer.headers["x-request-id"], about
        assert "www-authenticate" not in answer.headers, about
        assert body is None or answer.json() == body, about
        if status in (400, 404, 422) and body is None:
            assert all(set(error) == {"title", "detail"} for error in answer.json()["errors"]), about


def test_refused_tokens_are_counted(stack, token):
    before = metric(stack, "auth_events_total")
    with raw(stack, "made-up") as stranger, raw(stack, None) as nobody:
        assert [api.get("/partnerships").status_code for api in (stranger, nobody)] == [401, 401]
    assert metric(stack, "auth_events_total") == before + 2


def test_head_and_a_slash_at_the_end_do_not_matter(stack, token):
    with raw(stack, token) as api:
        for path in ("/delivery-partners", "/nothing-here"):
            whole = api.get(path)
            assert api.get(path + "/").content == whole.content
            # One connection carries all of these: a body after HEAD would be taken for the next answer.
            for _ in range(2):
                head = api.head(path)
                assert (head.status_code, head.content) == (whole.status_code, b"")
                assert head.headers["content-length"] == str(len(whole.content))


def test_an_answer_that_still_holds_is_not_sent_again(stack, token):
    with raw(stack, token) as api:
        whole = api.get("/delivery-partners")
        again = api.get("/delivery-partners", headers={"If-None-Match": whole.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["x-robots-tag"] == "none"
        assert again.headers.get("content-length") in (None, str(len(whole.content)))
        assert api.get("/delivery-partners", headers={"If-None-Match": '"another"'}).content == whole.content


def test_every_attribute_is_there_in_its_order_and_its_form(stack, world, school, token):
    person, urn = world.person(), world.school()
    partnership = partner_with(stack, PROVIDER["name"], urn)
    assert school.ask(school.registration(person, urn, PROVIDER["id"])).kind == "accepted"
    api = client(stack, PROVIDER["name"])
    shown = wait_until("the participant is visible", lambda: participant(api, person.trn), 60)

    assert list(shown) == ["id", "type", "attributes"]
    assert list(shown["attributes"]) == PARTICIPANT
    enrolment, = shown["attributes"]["ecf_enrolments"]
    assert list(enrolment) == ENROLMENT
    absent = [name for name, value in enrolment.items() if value is None]
    assert {"mentor_id", "withdrawal", "deferral", "mentor_funding_end_date"} <= set(absent)
    assert list(partnership["attributes"]) == PARTNERSHIP
    listed, = api.get("/schools", filter__cohort=COHORT, filter__urn=urn)
    assert list(listed["attributes"]) == SCHOOL
    for instant in (shown["attributes"]["updated_at"], enrolment["created_at"], listed["attributes"]["created_at"]):
        assert len(instant) == len("2026-09-01T08:30:00Z") and instant.endswith("Z")
    for text in (enrolment["cohort"], enrolment["school_urn"], listed["attributes"]["cohort"], listed["attributes"]["urn"]):
        assert isinstance(text, str)
    with raw(stack, token) as wire:
        since = shown["attributes"]["updated_at"]
        found = wire.get("/participants", params={"filter[updated_since]": since}).json()["data"]
    assert shown["id"] in [each["id"] for each in found], "what changed at that moment counts"


def test_pages_end_in_an_empty_one_and_show_each_school_once(stack, world, token):
    with raw(stack, token) as api:
        seen, page = [], 0
        while page == 0 or batch:
            page += 1
            query = {"filter[cohort]": COHORT, "page[page]": page, "page[per_page]": 40, "sort": "-updated_at"}
            batch = [each["id"] for each in api.get("/schools", params=query).json()["data"]]
            seen += batch
        whole = api.get("/schools", params={"filter[cohort]": COHORT, "page[per_page]": 3000}).json()["data"]
    assert len(seen) == len(set(seen))
    assert set(seen) == {each["id"] for each in whole}


def test_a_lead_providers_new_name_reaches_the_school(stack, world, school, tmp_path):
    person, urn = world.person(), world.school()
    provider = "b0a7f9a2-64a8-4f0b-9d0a-0c7a2f6d1e01"
    import_catalogue(stack, tmp_path, f"id,name,contract_periods\n{provider},Harbour Training,{COHORT}\n")
    placement = accepted(school, person, urn, provider)
    wait_until("the school is told of the provider", lambda: training(stack, placement)["leadProvider"], 60)

    import_catalogue(stack, tmp_path, f"id,name,contract_periods\n{provider},Haven Training,{COHORT}\n")

    wait_until(
        "the school is shown the new name",
        lambda: training(stack, placement)["leadProvider"] == "Haven Training", 60)
    assert training(stack, placement)["state"] == "awaiting-confirmation"


def test_a_teacher_without_a_schedule_waits_visibly_until_there_is_one(stack, world, school, tmp_path):
    person, urn = world.person(), world.school()
    provider = "b0a7f9a2-64a8-4f0b-9d0a-0c7a2f6d1e02"
    period = "year,started_on,finished_on,enabled\n2039,2039-06-01,2040-05-31,{}\n"
    import_catalogue(
        stack, tmp_path, period.format("true"), f"id,name,contract_periods\n{provider},Estuary Training,2039\n")
    placement = accepted(school, person, urn, provider, startedOn="2039-09-01")

    refused = wait_until("partnerships has spoken", lambda: training(stack, placement)["refusal"], 60)
    assert (refused, training(stack, placement)["state"]) == ("no-schedule", "refused")
    status, text = stack.services["partnerships"].internal("/training/waiting")
    assert status == 200
    waiting, = [each for each in json.loads(text) if each["placementID"] == placement]
    assert waiting["detail"] == "Contract period 2039 has no schedule ecf-standard-september. Import it."
    wait_until("the waiting teacher is counted", lambda: metric(stack, "training_waiting") >= 1, 60)
    assert "1 waiting: Contract period 2039" in import_catalogue(stack, tmp_path, period.format("true"))

    printed = import_catalogue(
        stack, tmp_path, "contract_period,identifier,name,declaration_type,started_on,finished_on\n"
        "2039,ecf-standard-september,Standard September,started,2039-06-01,\n")

    assert "1 refused teachers are in training now" in printed
    wait_until(
        "the training waits for the provider alone",
        lambda: training(stack, placement)["state"] == "awaiting-confirmation", 60)
    assert training(stack, placement)["refusal"] is None
    assert training(stack, placement)["contractPeriod"] == 2039
    # Closed again, so that the other journeys find what the demo's catalogue says.
    import_catalogue(stack, tmp_path, period.format("false"))


def metric(stack, name: str) -> float:
    """The sum of a metric of partnerships over its labels."""
    status, text = stack.services["partnerships"].internal("/metrics")
    assert status == 200
    lines = [line for line in text.splitlines() if line.startswith((f"{name} ", f"{name}{{"))]
    return sum(float(line.rpartition(" ")[2]) for line in lines)


def import_catalogue(stack, folder, *files: str) -> str:
    """What the command printed."""
    for old in folder.glob("*.csv"):
        old.unlink()
    for number, text in enumerate(files):
        (folder / f"{number}.csv").write_text(text)
    printed = stack.services["partnerships"].require("import-catalogue", str(folder))
    stack.wait_until_quiet()
    return printed


def accepted(school, person, urn: str, provider: str, **changes) -> str:
    """Registers a teacher and returns the placement."""
    outcome = school.ask(school.registration(person, urn, provider, **changes))
    assert outcome.kind == "accepted", outcome
    return outcome.body["placementID"]


def training(stack, placement: str) -> dict:
    """The training of a placement as operators of registration see it, with every field."""
    status, text = stack.services["registration"].internal(f"/ects/{placement}")
    assert status == 200, text
    return {"leadProvider": None, "refusal": None, "contractPeriod": None} | json.loads(text)["training"]
