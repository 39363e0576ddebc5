"""The demo data in deploy/demo-data: all of it made up, small enough to read."""

import csv
import dataclasses
import datetime
import json
import uuid

from .state import DEPLOY, Problem
from .terminal import step
from .whole import Stack

FOLDER = DEPLOY / "demo-data"


@dataclasses.dataclass(frozen=True)
class Person:
    trn: str
    first_name: str
    last_name: str
    date_of_birth: str
    national_insurance_number: str | None
    may_register: bool

    @property
    def email_address(self) -> str:
        return f"{self.first_name}.{self.last_name}@school.example".lower().replace("'", "").replace(" ", "")


def persons() -> list[Person]:
    records = [json.loads(line) for line in (FOLDER / "persons.ndjson").read_text().splitlines()]
    return [
        Person(
            record["trn"], record["firstName"], record["lastName"], record["dateOfBirth"],
            record.get("nationalInsuranceNumber"), _may_register(record))
        for record in records if record.get("type", "person") == "person"
    ]


def _may_register(record: dict) -> bool:
    return record["induction"]["status"] in ("None", "RequiredToComplete", "InProgress") and "prohibition" not in record


def establishments() -> list[dict[str, str]]:
    return _rows("establishments.csv", encoding="cp1252")


def open_schools() -> list[str]:
    """URNs of schools that may register teachers and may be partnered."""
    return [
        row["URN"] for row in establishments()
        if row["EstablishmentStatus (name)"] == "Open"
        and row["TypeOfEstablishment (name)"] != "Other independent school"
    ]


def appropriate_bodies() -> list[dict[str, str]]:
    return _rows("appropriate-bodies.csv")


def lead_providers() -> list[dict[str, str]]:
    return _rows("catalogue/lead-providers.csv")


def contract_period_of_today() -> str:
    """The year of the contract period in which a teacher who starts today is trained."""
    today = datetime.date.today().isoformat()
    for row in _rows("catalogue/contract-periods.csv"):
        if row["started_on"] <= today <= row["finished_on"]:
            return row["year"]
    raise Problem(
        f"The demo data has no contract period for {today}. Add it, its pairings and its schedules in"
        f" {FOLDER / 'catalogue'}.")


def delivery_partner_of(lead_provider: str, cohort: str) -> str:
    """The first delivery partner's name that the lead provider works with in a contract period."""
    return next(
        row["delivery_partner"] for row in _rows("catalogue/pairings.csv")
        if row["lead_provider"] == lead_provider and cohort in row["contract_periods"].split())


def _rows(name: str, encoding: str = "utf-8") -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def load(stack: Stack) -> None:
    """Publishes the demo data and waits until every service has applied it. Loading it again changes nothing."""
    services = stack.services
    with step("Demo data: catalogue, appropriate bodies, schools, people") as loading:
        services["partnerships"].require("import-catalogue", str(FOLDER / "catalogue"))
        services["registration"].require("import-appropriate-bodies", str(FOLDER / "appropriate-bodies.csv"))
        services["registration"].require(
            "import-establishments", str(FOLDER / "establishments.csv"), "--links", str(FOLDER / "links.csv"))
        services["identity"].require("import-persons", str(FOLDER / "persons.ndjson"))
        loading.detail = "waiting until every service has applied it"
        stack.wait_until_quiet()
        for row in lead_providers():
            token(stack, row["name"])


def token(stack: Stack, lead_provider: str) -> str:
    """The API token of a lead provider, made when it is first asked for and kept in a file."""
    name = "lead-provider-token-" + lead_provider.lower().replace(" ", "-")
    file = stack.credentials.folder / name
    if not file.exists():
        printed = stack.services["partnerships"].require("tokens", "create", "--lead-provider", lead_provider).split()
        if not printed:
            raise Problem("partnerships tokens create printed no token.")
        stack.credentials.write(name, printed[-1])
    return file.read_text()


def new_person(stack: Stack, number: int) -> Person:
    """A teacher whom nobody has registered yet: first those of the demo data, then newly made ones."""
    ready = [person for person in persons() if person.may_register]
    if number < len(ready):
        return ready[number]
    person = Person(
        trn=f"{8_000_000 + uuid.uuid4().int % 1_000_000}", first_name="Robin", last_name=f"Demo {number}",
        date_of_birth="2000-02-29", national_insurance_number=None, may_register=True)
    file = stack.state.run / "new-person.ndjson"
    file.write_text(json.dumps({
        "trn": person.trn, "firstName": person.first_name, "lastName": person.last_name,
        "dateOfBirth": person.date_of_birth, "qualifiedTeacherStatusAwardedOn": "2024-07-31",
        "induction": {"status": "RequiredToComplete"}}) + "\n")
    stack.services["identity"].require("import-persons", str(file))
    stack.wait_until_quiet()
    return person
