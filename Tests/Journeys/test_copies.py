"""What a service keeps of what another one owns is what that one says, in every column."""

import datetime

import pytest

from journeys import copies
from journeys.lead_provider import partner_with
from stack import demo_data

PROVIDER = demo_data.lead_providers()[0]

# One column of each copy, set to something else.
SPOILED = [
    ("registration.teacher", "status", "'deactivated'"),
    ("registration.teacher", "last_name", "'Somebody Else'"),
    ("partnerships.teacher_record", "induction_status", "'Passed'"),
    ("partnerships.placement", "working_pattern", "'part_time'"),
    ("registration.training_period", "state", "'awaiting-confirmation'"),
    ("registration.training_period", "delivery_partner_name", "'Another Partner'"),
    ("partnerships.school", "tutor_email", "'nobody@school.example'"),
    ("partnerships.school", "is_eligible", "NOT is_eligible"),
    ("notifications.school", "name", "'Another School'"),
    ("registration.contract_period", "is_enabled", "NOT is_enabled"),
    ("registration.lead_provider", "name", "'Another Provider'"),
]


@pytest.fixture(scope="module")
def eventful(stack, world, school):
    """A system in which there is something of everything that is copied."""
    urn = world.school()
    partner_with(stack, PROVIDER["name"], urn)
    assert school.ask(school.registration(world.person(), urn, PROVIDER["id"])).kind == "accepted"
    assert school.ask(school.registration(world.person(), urn)).kind == "accepted"
    leaving = world.person()
    assert school.ask(school.registration(leaving, urn, PROVIDER["id"])).kind == "accepted"
    last_day = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()
    body = {"commandID": f"copies-{leaving.trn}", "urn": urn, "trn": leaving.trn, "leavingOn": last_day}
    assert school.ask(body, "registration.ect.report-leaving").kind == "accepted"
    tutor = {"commandID": f"copies-{urn}", "urn": urn, "name": "Tory Tutor", "emailAddress": f"tory@{urn}.example"}
    assert school.ask(tutor, "registration.school.set-induction-tutor").kind == "accepted"
    stack.wait_until_quiet()
    return stack


def test_every_copy_is_as_its_owner_says(eventful):
    with eventful.postgres.connect() as connection:
        assert copies.differing(connection) == []


@pytest.mark.parametrize(("table", "column", "value"), SPOILED)
def test_a_column_that_differs_is_found(eventful, table, column, value):
    key = {"teacher": "trn", "teacher_record": "trn", "school": "urn", "contract_period": "year"}.get(
        table.split(".")[1], "id")
    with eventful.postgres.connect() as connection, connection.transaction(force_rollback=True):
        spoiled = connection.execute(
            f"UPDATE {table} SET {column} = {value} WHERE {key} = (SELECT {key} FROM {table}"
            f" WHERE {column} IS DISTINCT FROM {value} ORDER BY {key} LIMIT 1)")
        assert spoiled.rowcount == 1
        assert copies.differing(connection) == [f"{table}: {column} differs in 1 rows"]


def test_a_row_that_is_missing_or_surplus_is_found(eventful):
    with eventful.postgres.connect() as connection, connection.transaction(force_rollback=True):
        connection.execute("DELETE FROM registration.lead_provider_period WHERE year = 2024")
        connection.execute("INSERT INTO registration.training_refusal SELECT gen_random_uuid(), 'planted', 'planted'")
        problems = copies.differing(connection)
    assert "registration.training_refusal: 1 rows are surplus" in problems
    assert any(problem.startswith("registration.lead_provider_period: ") and "missing" in problem for problem in problems)
