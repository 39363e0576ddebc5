"""The main job of the system, once, with a stopwatch: a school registers a teacher and everybody hears of it."""

import datetime
import importlib.util
import json
import time
import uuid

from . import demo_data
from .kafka import Record, Tail
from .lead_provider import LeadProvider
from .state import DEPLOY, Problem
from .terminal import say, step
from .waiting import wait_until
from .whole import Stack

WATCHED = [
    "registration.command.v1", "identity.lookup-request.v1", "identity.lookup-reply.v1",
    "registration.command-outcome.v1", "registration.ect.v1", "partnerships.partnership.v1",
    "partnerships.training.v1", "notifications.message.v1",
]
PATIENCE_SECONDS = 30


class Timeline:
    def __init__(self):
        self._moments: list[tuple[float, str]] = []

    def add(self, moment: float, what: str) -> None:
        self._moments.append((moment, what))

    def shown(self) -> str:
        self._moments.sort(key=lambda moment: moment[0])
        began = self._moments[0][0]
        return "\n".join(f"{(moment - began) * 1000:8.0f} ms  {what}" for moment, what in self._moments)


def run(stack: Stack, school_led: bool = False) -> None:
    """Registers a teacher who was not registered before and prints the timeline."""
    count = _count(stack)
    person = demo_data.new_person(stack, count)
    timeline = Timeline()
    with step(f"Registering {person.first_name} {person.last_name}"), Tail(stack.broker.address, WATCHED) as tail:
        if school_led:
            _register_school_led(stack, tail, timeline, person, count)
        else:
            _register_provider_led(stack, tail, timeline, person, count)
    say("\nWhat happened, in milliseconds since the command:\n" + timeline.shown())


def _register_school_led(stack: Stack, tail: Tail, timeline: Timeline, person: demo_data.Person, count: int) -> None:
    school = demo_data.open_schools()[count % len(demo_data.open_schools())]
    _send(stack, tail, timeline, person, school, None)
    training = _expect(tail, "partnerships.training.v1", lambda record: record.key == person.trn)
    timeline.add(training, "partnerships: the school trains the teacher itself")
    _add_email(stack, timeline, person)


def _register_provider_led(stack: Stack, tail: Tail, timeline: Timeline, person: demo_data.Person, count: int) -> None:
    providers, schools = demo_data.lead_providers(), demo_data.open_schools()
    provider = providers[count // len(schools) % len(providers)]
    school = schools[count % len(schools)]
    _send(stack, tail, timeline, person, school, provider["id"])
    first = tail.first(
        lambda record: record.topic == "partnerships.training.v1" and record.key == person.trn, PATIENCE_SECONDS)
    if first is None:
        raise Problem("The lead provider's training did not begin: deploy/logs partnerships")
    api = LeadProvider(stack.ports.partnerships, demo_data.token(stack, provider["name"]))
    if first.type == "partnerships.training.expression-of-interest":
        timeline.add(_time(first), f"partnerships: expression of interest in {provider['name']}")
        _create_partnership(api, timeline, first, provider["name"], school)
    confirmed = _expect(
        tail, "partnerships.training.v1",
        lambda record: record.key == person.trn and record.type == "partnerships.training.confirmed")
    timeline.add(confirmed, f"partnerships: training by {provider['name']} is confirmed")
    wait_until(
        "the lead provider sees the teacher", lambda: _is_visible(api, person), PATIENCE_SECONDS, interval=0.01)
    timeline.add(time.time(), "lead provider API: the teacher is a participant")
    _add_email(stack, timeline, person)


def _send(
    stack: Stack, tail: Tail, timeline: Timeline, person: demo_data.Person, urn: str, lead_provider_id: str | None
) -> None:
    """Publishes the command as an outside program would and waits until it was accepted."""
    example = _example()
    key_id, public_key = example.read_public_key(stack.credentials.proof_public_key)
    command_id = str(uuid.uuid4())
    body = {
        "commandID": command_id, "urn": urn, "trn": person.trn,
        "identityProof": example.seal({"dateOfBirth": person.date_of_birth}, command_id, public_key, key_id),
        "emailAddress": person.email_address, "startedOn": datetime.date.today().isoformat(),
        "workingPattern": "full_time", "appropriateBodyID": demo_data.appropriate_bodies()[0]["id"],
        "trainingProgramme": "provider_led" if lead_provider_id else "school_led", "requestedBy": "deploy/demo",
    }
    if lead_provider_id:
        body["leadProviderID"] = lead_provider_id
    timeline.add(time.time(), f"school: the command to register the teacher at school {urn}")
    example.publish(stack.broker.address, "registration.ect.register", body, key=person.trn)
    outcome = tail.first(
        lambda record: record.topic == "registration.command-outcome.v1" and record.key == command_id, PATIENCE_SECONDS)
    if outcome is None:
        raise Problem(f"No outcome of command {command_id} came within {PATIENCE_SECONDS} s: deploy/logs registration")
    if outcome.type != "registration.command.accepted":
        raise Problem(f"The command was refused: {json.dumps(outcome.body)}")
    answer = _expect(tail, "identity.lookup-reply.v1", lambda record: (record.body or {}).get("trn") == person.trn)
    timeline.add(answer, "identity: the person is who the school says")
    registered = _expect(tail, "registration.ect.v1", lambda record: record.key == person.trn)
    timeline.add(registered, "registration: the teacher has a placement, the command is accepted")


def _create_partnership(api: LeadProvider, timeline: Timeline, training: Record, provider: str, urn: str) -> None:
    cohort = str(training.body["contractPeriod"])
    partner = demo_data.delivery_partner_of(provider, cohort)
    school, = api.get("/schools", filter__cohort=cohort, filter__urn=urn)
    partner_id = next(
        each["id"] for each in api.get("/delivery-partners", filter__cohort=cohort)
        if each["attributes"]["name"] == partner)
    timeline.add(time.time(), f"lead provider: creates the partnership with {partner} over the API")
    api.create_partnership(cohort, school["id"], partner_id)


def _is_visible(api: LeadProvider, person: demo_data.Person) -> bool:
    newest = api.get("/participants", sort="-updated_at", page__per_page="20")
    return any(each["attributes"]["teacher_reference_number"] == person.trn for each in newest)


def _add_email(stack: Stack, timeline: Timeline, person: demo_data.Person) -> None:
    def email() -> dict | None:
        sent = [each for each in stack.notify.messages() if each["email_address"] == person.email_address]
        return sent[-1] if sent else None

    message = wait_until("GOV.UK Notify has the e-mail", email, PATIENCE_SECONDS, interval=0.02)
    moment = datetime.datetime.fromisoformat(message["created_at"]).timestamp()
    timeline.add(moment, f"notifications: GOV.UK Notify takes the e-mail “{message['subject']}”")


def _expect(tail: Tail, topic: str, matches) -> float:
    record = tail.first(lambda record: record.topic == topic and matches(record), PATIENCE_SECONDS)
    if record is None:
        raise Problem(f"Nothing came on {topic} within {PATIENCE_SECONDS} s: deploy/status and deploy/logs say more.")
    return _time(record)


def _time(record: Record) -> float:
    """When the event happened by its own account, else when the broker took it."""
    stated = record.headers.get("ce_time")
    return datetime.datetime.fromisoformat(stated).timestamp() if stated else record.time


def _count(stack: Stack) -> int:
    """How many times the main job ran before on this stack."""
    file = stack.state.run / "main-job-count"
    count = int(file.read_text()) if file.exists() else 0
    stack.state.note(file.name, str(count + 1))
    return count


def _example():
    """deploy/examples/send_command.py: what an outside program does is what the demo does."""
    specification = importlib.util.spec_from_file_location("send_command", DEPLOY / "examples" / "send_command.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module
