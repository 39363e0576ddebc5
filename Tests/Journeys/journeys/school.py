"""A school's own system: it sends commands and reads their outcomes."""

import dataclasses
import datetime
import json
import uuid

from stack import demo_data, main_job
from stack.demo_data import Person
from stack.kafka import Record, Tail
from stack.whole import Stack

OUTCOMES = "registration.command-outcome.v1"
PATIENCE_SECONDS = 60

_example = main_job._example()


@dataclasses.dataclass(frozen=True)
class Outcome:
    kind: str
    body: dict

    @property
    def reasons(self) -> set[tuple[str | None, str]]:
        """Field and code of every reason."""
        return {(reason.get("field"), reason["code"]) for reason in self.body.get("reasons", [])}

    def __str__(self) -> str:
        return f"{self.kind}: {json.dumps(self.body)}"


class School:
    """Sends commands to one system. Everything it publishes and everything it hears goes over Kafka."""

    def __init__(self, stack: Stack, tail: Tail):
        self._stack = stack
        self._tail = tail

    def seal(self, command_id: str, **proof: str) -> dict:
        key_id, public_key = _example.read_public_key(self._stack.credentials.proof_public_key)
        return _example.seal(proof, command_id, public_key, key_id)

    def registration(self, person: Person, at: str, provider: str | None = None, **changes) -> dict:
        """The body of a command to register a person at a school, school-led unless a lead provider's id is given.

        A change to `...` leaves the field out.
        """
        command_id = changes.pop("commandID", None) or str(uuid.uuid4())
        body = {
            "commandID": command_id, "urn": at, "trn": person.trn,
            "identityProof": self.seal(command_id, dateOfBirth=person.date_of_birth),
            "emailAddress": person.email_address, "startedOn": datetime.date.today().isoformat(),
            "workingPattern": "full_time", "appropriateBodyID": demo_data.appropriate_bodies()[0]["id"],
            "trainingProgramme": "provider_led" if provider else "school_led", "leadProviderID": provider or ...,
            "requestedBy": "journeys",
        } | changes
        return {name: value for name, value in body.items() if value is not ...}

    def send(self, body: dict, command: str = "registration.ect.register") -> None:
        key = body.get("trn") or body.get("urn") or body.get("commandID")
        _example.publish(self._stack.broker.address, command, body, key=key if isinstance(key, str) else "none")

    def ask(self, body: dict, command: str = "registration.ect.register", seconds: float = PATIENCE_SECONDS) -> Outcome:
        """Sends a command and waits for the first outcome under its id."""
        self.send(body, command)
        return self.outcome(body["commandID"], seconds)

    def outcome(self, command_id: str, seconds: float = PATIENCE_SECONDS) -> Outcome:
        record = self._tail.first(
            lambda record: record.topic == OUTCOMES and record.key == command_id, seconds)
        assert record is not None, f"no outcome of command {command_id} within {seconds} s"
        return _outcome(record)

    def outcomes(self, command_id: str) -> list[Outcome]:
        """Every outcome that came so far under an id, each event once however often it was published."""
        found = {
            record.headers["ce_id"]: _outcome(record)
            for record in self._tail.records if record.topic == OUTCOMES and record.key == command_id
        }
        return list(found.values())


def _outcome(record: Record) -> Outcome:
    return Outcome(record.type.rpartition(".")[2], record.body or {})
