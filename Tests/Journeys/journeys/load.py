"""Commands in number, at a steady pace, while things go wrong."""

import datetime
import http.client
import itertools
import json
import threading
import time
import uuid

from confluent_kafka import Producer

from stack import demo_data, main_job
from stack.demo_data import Person
from stack.state import Problem
from stack.waiting import wait_until

from .lead_provider import COHORT, client, partner_with
from .school import School
from .upstream import person_event
from .world import World

_example = main_job._example()
_new_teachers = itertools.count(5_000_001)

PATIENCE_SECONDS = 120


class Load:
    """What schools and a lead provider do, in the background for as long as the block runs. Keeps the commands it sent.

    Schools register teachers, report now and then that one leaves, and name tutors. The lead provider confirms the
    training at two of the four schools, at one of them after teachers were registered there.
    """

    def __init__(self, world: World, school: School, per_second: float):
        self.sent: dict[str, dict] = {}
        self._world = world
        self._school = school
        self._pause = 1 / per_second
        self._stopped = threading.Event()
        self._refused: list[dict] = []
        self._producer = self._new_producer()
        self.urns = [world.school() for _ in range(4)]
        self._provider = client(world.stack, demo_data.lead_providers()[0]["name"])
        self._registered: list[tuple[Person, str]] = []
        self._left = self._tutors = 0
        self._trouble: Exception | None = None
        self._failure: BaseException | None = None

    def _new_producer(self) -> Producer:
        # However long the broker is away, a command is delivered once it is back.
        return Producer({
            "bootstrap.servers": self._world.stack.broker.address, "acks": "all", "message.timeout.ms": 0,
            "partitioner": "murmur2_random", "log_level": 0})

    def __enter__(self) -> "Load":
        self._threads = [
            threading.Thread(target=self._telling_of_failure, args=[work], daemon=True)
            for work in (self._run, self._confirm)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(timeout=PATIENCE_SECONDS)
        if self._failure:
            raise self._failure
        assert not any(thread.is_alive() for thread in self._threads), f"the load does not end: {self._trouble}"
        self._send_refused_again()

    def register(self) -> None:
        person, number = self._world.person(), len(self._registered)
        # At each school with a lead provider and without, in turn: one that leads all training itself has no partnership.
        urn = self.urns[number // 2 % len(self.urns)]
        provider = None if number % 2 else demo_data.lead_providers()[0]["id"]
        self._registered.append((person, urn))
        self._send("registration.ect.register", person.trn, self._school.registration(person, urn, provider))

    @property
    def trns(self) -> list[str]:
        return [person.trn for person, _ in self._registered]

    def report_leaving(self) -> None:
        """Reports that somebody leaves who was registered a while ago; nobody twice."""
        if self._left + 10 > len(self._registered):
            return
        person, urn = self._registered[self._left]
        self._left += 1
        last_day = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()
        self._send("registration.ect.report-leaving", person.trn, {
            "commandID": str(uuid.uuid4()), "urn": urn, "trn": person.trn, "leavingOn": last_day})

    def name_tutor(self) -> None:
        urn = self.urns[self._tutors % len(self.urns)]
        self._tutors += 1
        self._send("registration.school.set-induction-tutor", urn, {
            "commandID": str(uuid.uuid4()), "urn": urn, "name": f"Tutor {self._tutors}",
            "emailAddress": f"tutor{self._tutors}.{urn}@school.example"})

    def _send(self, command: str, key: str, body: dict) -> None:
        self.sent[body["commandID"]] = body
        self.produce({
            "topic": _example.COMMANDS, "key": key, "value": json.dumps(body),
            "headers": _example.envelope(command, subject=key)})

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

    def _telling_of_failure(self, work) -> None:
        try:
            work()
        except BaseException as failure:  # told by the thread that waits, where the test sees it
            self._failure = failure

    def _run(self) -> None:
        due = time.monotonic()
        for turn in itertools.count(1):
            if self._stopped.is_set():
                return
            self.register()
            self.change_teacher()
            if turn % 6 == 0:
                self.report_leaving()
            if turn % 15 == 0:
                self.name_tutor()
            due += self._pause
            self._stopped.wait(max(0.0, due - time.monotonic()))

    def _confirm(self) -> None:
        """Creates the partnerships, trying again while the API or its database is away."""
        for urn, registrations in ((self.urns[0], 0), (self.urns[1], 12)):
            wait_until(
                "teachers are registered", lambda: self._stopped.is_set() or len(self._registered) >= registrations,
                PATIENCE_SECONDS)
            wait_until(
                f"school {urn} has a partnership", lambda: self._has_partnership(urn), PATIENCE_SECONDS, 0.2,
                explain=lambda: str(self._trouble))

    def _has_partnership(self, urn: str) -> bool:
        provider = demo_data.lead_providers()[0]["name"]
        try:
            known = self._provider.get("/partnerships", filter__cohort=COHORT, page__per_page="1000")
            if not any(each["attributes"]["urn"] == urn for each in known):
                partner_with(self._world.stack, provider, urn)
        except (OSError, RuntimeError, http.client.HTTPException, Problem) as error:
            self._trouble = error  # shown where the partnership never comes about
            return False
        return True
