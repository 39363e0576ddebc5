"""Commands in number, at a steady pace, while things go wrong."""

import datetime
import itertools
import json
import threading
import time

from confluent_kafka import Producer

from stack import demo_data, main_job

from .school import School
from .world import World

_example = main_job._example()
_new_teachers = itertools.count(5_000_001)


class Load:
    """Sends registrations in the background for as long as the block runs, and keeps what it sent."""

    def __init__(self, world: World, school: School, per_second: float):
        self.sent: dict[str, dict] = {}
        self._world = world
        self._school = school
        self._pause = 1 / per_second
        self._stopped = threading.Event()
        # However long the broker is away, a command is delivered once it is back, and once only.
        self._producer = Producer({
            "bootstrap.servers": world.stack.broker.address, "enable.idempotence": True, "message.timeout.ms": 0,
            "partitioner": "murmur2_random", "log_level": 0})
        self._urns = [world.school() for _ in range(4)]
        self._failure: BaseException | None = None

    def __enter__(self) -> "Load":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stopped.set()
        self._thread.join(timeout=30)
        if self._failure:
            raise self._failure
        assert self._producer.flush(120) == 0, "commands are still on their way to the broker"

    def send(self) -> str:
        """Sends one registration and returns its command id."""
        person = self._world.person()
        provider = demo_data.lead_providers()[0]["id"] if len(self.sent) % 2 else None
        body = self._school.registration(person, self._urns[len(self.sent) % len(self._urns)], provider)
        self.sent[body["commandID"]] = body
        self._producer.produce(
            _example.COMMANDS, key=person.trn, value=json.dumps(body),
            headers=_example.envelope("registration.ect.register", subject=person.trn))
        self._producer.poll(0)
        return body["commandID"]

    def change_teacher(self) -> None:
        """Makes the Teaching Record System tell of somebody new, so that identity has something to publish."""
        self.produce(person_event(str(next(_new_teachers)), "Changed", 1))

    def produce(self, event: dict) -> None:
        self._producer.produce(**event)
        self._producer.poll(0)

    def _run(self) -> None:
        due = time.monotonic()
        try:
            while not self._stopped.is_set():
                self.send()
                self.change_teacher()
                due += self._pause
                self._stopped.wait(max(0.0, due - time.monotonic()))
        except BaseException as failure:  # told by the thread that waits, where the test sees it
            self._failure = failure


def person_event(trn: str, last_name: str, sequence: int) -> dict:
    """A snapshot of a person as the Teaching Record System would publish it: arguments of `Producer.produce`."""
    headers = _example.envelope("trs.person.updated", subject=trn)
    headers = [(name, b"urn:register-early-career-teachers:trs" if name == "ce_source" else value) for name, value in headers]
    moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=sequence)
    body = {
        "trn": trn, "firstName": "Shuffled", "lastName": last_name, "induction": {"status": "RequiredToComplete"},
        "observedAt": moment.isoformat().replace("+00:00", "Z"),
    }
    return {
        "topic": "trs.person.v1", "key": trn, "value": json.dumps(body),
        "headers": [*headers, ("ce_sequence", f"{sequence:020d}".encode())],
    }
