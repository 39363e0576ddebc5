"""Teachers, schools and sealed commands in number. All of it made up."""

import dataclasses
import datetime
import itertools
import json
import uuid

from stack import demo_data, main_job
from stack.lead_provider import LeadProvider
from stack.terminal import step
from stack.whole import Stack

EXAMPLE = main_job._example()
DATE_OF_BIRTH = "1999-05-04"
_numbers = itertools.count(3_000_000)


@dataclasses.dataclass(frozen=True)
class Command:
    trn: str
    body: bytes

    @property
    def headers(self) -> list[tuple[str, bytes]]:
        return EXAMPLE.envelope("registration.ect.register", subject=self.trn)


def known_to_identity(stack: Stack, count: int) -> list[str]:
    """Makes teachers who may be registered, waits until identity knows them, and returns their TRNs."""
    trns = [str(next(_numbers)) for _ in range(count)]
    file = stack.state.run / "bench-people.ndjson"
    with file.open("w") as output:
        for trn in trns:
            output.write(json.dumps({
                "trn": trn, "firstName": "Robin", "lastName": f"Bench {trn}", "dateOfBirth": DATE_OF_BIRTH,
                "qualifiedTeacherStatusAwardedOn": "2025-07-31", "induction": {"status": "RequiredToComplete"},
            }) + "\n")
    stack.services["identity"].require("import-persons", str(file))
    stack.wait_until_quiet(300)
    return trns


def partnered_schools(stack: Stack) -> tuple[list[str], dict[str, str], LeadProvider]:
    """URNs of schools that a lead provider is partnered with, that provider, and its client of the API."""
    demo_data.load(stack)
    provider = demo_data.lead_providers()[0]
    api = LeadProvider(stack.ports.partnerships, demo_data.token(stack, provider["name"]))
    cohort = demo_data.contract_period_of_today()
    partner = demo_data.delivery_partner_of(provider["name"], cohort)
    partner_id = next(
        each["id"] for each in api.get("/delivery-partners", filter__cohort=cohort)
        if each["attributes"]["name"] == partner)
    partnered = {each["attributes"]["urn"] for each in api.get("/partnerships", filter__cohort=cohort)}
    urns = demo_data.open_schools()
    for urn in urns:
        if urn not in partnered:
            school, = api.get("/schools", filter__cohort=cohort, filter__urn=urn)
            api.create_partnership(cohort, school["id"], partner_id)
    stack.wait_until_quiet()
    return urns, provider, api


def commands(stack: Stack, count: int) -> tuple[list[Command], LeadProvider]:
    """Registrations by schools that have a partnership already, sealed and ready to be sent."""
    with step(f"Preparing {count:,} sealed commands"):
        urns, provider, api = partnered_schools(stack)
        trns = known_to_identity(stack, count)
        key_id, public_key = EXAMPLE.read_public_key(stack.credentials.proof_public_key)
        return [
            _command(trn, urns[number % len(urns)], provider["id"], key_id, public_key)
            for number, trn in enumerate(trns)
        ], api


def _command(trn: str, urn: str, lead_provider_id: str, key_id: str, public_key: bytes) -> Command:
    command_id = str(uuid.uuid4())
    body = {
        "commandID": command_id, "urn": urn, "trn": trn,
        "identityProof": EXAMPLE.seal({"dateOfBirth": DATE_OF_BIRTH}, command_id, public_key, key_id),
        "emailAddress": f"bench.{trn}@school.example", "startedOn": datetime.date.today().isoformat(),
        "workingPattern": "full_time", "appropriateBodyID": demo_data.appropriate_bodies()[0]["id"],
        "trainingProgramme": "provider_led", "leadProviderID": lead_provider_id, "requestedBy": "deploy/bench",
    }
    return Command(trn, json.dumps(body).encode())
