"""What is personal stays out of logs, and what is secret about a person stays out of everything."""

import pathlib
import re

from journeys.system import EVERY_TOPIC


def _logs(stack) -> dict[str, str]:
    return {file.name: file.read_text(errors="replace") for file in pathlib.Path(stack.state.logs).glob("*.log")}


def test_no_log_names_a_person(stack, world, school):
    person, urn = world.person(), world.school()
    assert school.ask(school.registration(person, urn, correctedName="Canarycorrected Name")).kind == "accepted"
    refused = school.registration(world.person(), urn, emailAddress="canary@@wrong")
    assert school.ask(refused).kind == "refused"
    stack.wait_until_quiet()
    for name, text in _logs(stack).items():
        lowered = text.lower()
        for word in ("canary", person.date_of_birth, person.national_insurance_number.lower()):
            assert word not in lowered, f"{name} holds a person's data"
        assert not re.search(rf"(?<!\d){person.trn}(?!\d)", text), f"{name} holds a teacher's number"


def test_proofs_of_identity_are_kept_nowhere(stack, world, school, tail):
    person, urn = world.person(), world.school()
    assert school.ask(school.registration(person, urn)).kind == "accepted"
    stack.wait_until_quiet()
    secrets = (person.date_of_birth, person.national_insurance_number)
    for record in tail.records:
        assert record.topic in EVERY_TOPIC
        if person.trn in (record.key, (record.body or {}).get("trn")):
            assert not any(secret in str(record.body) for secret in secrets), f"{record.type} carries a proof"
    with stack.postgres.connect() as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s)", (list(stack.services),)).fetchall()
        for schema, table in tables:
            rows = connection.execute(
                f'SELECT count(*) FROM {schema}."{table}" AS whole WHERE whole::text ~ %s OR whole::text ~ %s', secrets)
            assert rows.fetchone()[0] == 0, f"{schema}.{table} holds a proof"
