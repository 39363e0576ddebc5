"""Made-up schools and people in a running system, each handed to one test."""

import csv
import dataclasses
import itertools
import json

from stack import demo_data
from stack.demo_data import Person
from stack.whole import Stack

FIRST_URN = 191_001
FIRST_TRN = 7_000_001


@dataclasses.dataclass
class World:
    """The inputs that the journeys share. Whatever one takes from it, no other test has."""

    stack: Stack
    people: "itertools.chain[Person]"
    schools: "itertools.chain[str]"

    @staticmethod
    def create(stack: Stack, people: int = 400, schools: int = 150) -> "World":
        demo_data.load(stack)
        folder = stack.state.root / "world"
        folder.mkdir(exist_ok=True)
        persons = [_person(number) for number in range(people)]
        (folder / "persons.ndjson").write_text("".join(json.dumps(record(person)) + "\n" for person in persons))
        urns = [str(FIRST_URN + number) for number in range(schools)]
        _write_schools(folder, urns)
        stack.services["identity"].require("import-persons", str(folder / "persons.ndjson"))
        stack.services["registration"].require(
            "import-establishments", str(folder / "establishments.csv"), "--links", str(folder / "links.csv"),
            "--no-links")
        stack.wait_until_quiet(seconds=120)
        return World(stack, iter(persons), iter(urns))

    def person(self) -> Person:
        return next(self.people)

    def school(self) -> str:
        return next(self.schools)


def record(person: Person, **changes) -> dict:
    """A person as `identity import-persons` reads one."""
    fields = {
        "trn": person.trn, "firstName": person.first_name, "lastName": person.last_name,
        "dateOfBirth": person.date_of_birth, "nationalInsuranceNumber": person.national_insurance_number,
        "qualifiedTeacherStatusAwardedOn": "2025-07-31", "induction": {"status": "RequiredToComplete"},
    } | changes
    return {name: value for name, value in fields.items() if value is not None}


def _person(number: int) -> Person:
    return Person(
        trn=str(FIRST_TRN + number), first_name=f"Canaryfirst{number}", last_name=f"Canarylast{number}",
        date_of_birth=f"{1980 + number % 20}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        national_insurance_number=f"AB{number:06d}C", may_register=True)


def _write_schools(folder, urns: list[str]) -> None:
    pattern = next(row for row in demo_data.establishments() if row["URN"] == "190003")
    with (folder / "establishments.csv").open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, list(pattern))
        writer.writeheader()
        for urn in urns:
            writer.writerow(pattern | {
                "URN": urn, "EstablishmentName": f"Journey School {urn}", "UKPRN": f"10{urn}",
                "MainEmail": f"office@{urn}.school.example"})
    (folder / "links.csv").write_text("URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\r\n")
