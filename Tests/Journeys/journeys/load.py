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
        self._refused: list[dict] = []
        self._producer = self._new_producer()
        self._urns = [world.school() for _ in range(4)]
        self._failure: BaseException | None = None

    def _new_producer(self) -> Producer:
        # However long the broker is away, a command is delivered once it is back.
        return Producer({
            "bootstrap.servers": self._world.stack.broker.address, "acks": "all", "message.timeout.ms": 0,
            "partitioner": "murmur2_random", "log_level": 0})

    def __enter__(self) -> "Load":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stopped.set()
        self._thread.join(timeout=30)
        if self._failure:
            raise self._failure
        self._send_refused_again()

    def send(self) -> str:
        """Sends one registration and returns its command id."""
        person = self._world.person()
        provider = demo_data.lead_providers()[0]["id"] if len(self.sent) % 2 else None
        body = self._school.registration(person, self._urns[len(self.sent) % len(self._urns)], provider)
        self.sent[body["commandID"]] = body
        self.produce({
            "topic": _example.COMMANDS, "key": person.trn, "value": json.dumps(body),
            "headers": _example.envelope("registration.ect.register", subject=person.trn)})
        return body["commandID"]

    def change_teacher(self) -> None:
        """Makes the Teaching Record System tell of somebody new, so that identity has something to publish."""
        self.produce(person_event(str(next(_new_teachers)), "Changed", 1))

    def produce(self, record: dict) -> None:
        """Sends a record, and again until the broker has said that it has it, as anybody would who must not lose it."""
        def delivered(error, _) -> None:
            if error:
                self._refused.append(record)

        self._producer.produce(**record, on_delivery=delivered)
        self._producer.poll(0)

    def _send_refused_again(self) -> None:
        deadline = time.monotonic() + 120
        while (waiting := self._producer.flush(1)) or self._refused:
            assert time.monotonic() < deadline, "records are still on their way to the broker"
            if waiting:
                continue
            again, self._refused = self._refused, []
            self._producer = self._new_producer()  # one that failed for good takes nothing more
            for record in again:
                self.produce(record)

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
