"""From a command on its topic to the participant in the lead provider API, at a steady pace.

One command goes ahead of the measured ones: a new producer of the bench needs half a second or a whole one before its
first delivery, which is neither the services' time nor that of a school whose sender runs all day.
"""

import datetime
import threading
import time

from stack.lead_provider import LeadProvider
from stack.state import Problem
from stack.terminal import step
from stack.whole import Stack

from . import people
from .raw_hops import producer
from .report import Row, percentile

PER_SECOND = 50
SECONDS = 20
LIMIT_SECONDS = 1.0


class Watcher:
    """A lead provider that asks again and again what changed, and notes when it first saw each teacher."""

    def __init__(self, api: LeadProvider):
        self.seen: dict[str, float] = {}
        self._api = api
        self._finished = threading.Event()
        self._since = datetime.datetime.now(datetime.timezone.utc)
        self._failure: Exception | None = None

    def __enter__(self) -> "Watcher":
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._finished.set()
        self._thread.join(timeout=30)
        if self._failure:
            raise self._failure

    def _watch(self) -> None:
        try:
            while not self._finished.is_set():
                self._look()
                # 1,000 requests in five minutes are what a token may make: the pace stays below that.
                self._finished.wait(0.31)
        except Exception as failure:
            self._failure = failure

    def _look(self) -> None:
        # Two seconds back, since timestamps have whole seconds.
        since = (self._since - datetime.timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
        changed = self._api.get("/participants", filter__updated_since=since, page__per_page="3000")
        now = time.time()
        for each in changed:
            attributes = each["attributes"]
            self.seen.setdefault(attributes["teacher_reference_number"], now)
            self._since = max(self._since, datetime.datetime.fromisoformat(attributes["updated_at"]))


def _send(sender, command: people.Command) -> None:
    sender.produce(people.EXAMPLE.COMMANDS, key=command.trn, value=command.body, headers=command.headers)
    sender.poll(0)


def measure(stack: Stack, _) -> list[Row]:
    (ahead, *commands), api = people.commands(stack, PER_SECOND * SECONDS + 1)
    sender = producer(stack.broker.address)
    _send(sender, ahead)
    sender.flush(30)
    sent: dict[str, float] = {}
    with step(f"{PER_SECOND} registrations a second for {SECONDS} s, watched over the API"), Watcher(api) as watcher:
        due = time.time()
        for command in commands:
            time.sleep(max(0.0, due - time.time()))
            due += 1 / PER_SECOND
            sent[command.trn] = time.time()
            _send(sender, command)
        sender.flush(30)
        deadline = time.time() + 60
        while len(watcher.seen.keys() & sent.keys()) < len(sent) and time.time() < deadline:
            time.sleep(0.05)
    missing = sent.keys() - watcher.seen.keys()
    if missing:
        raise Problem(f"{len(missing)} of {len(sent)} teachers were not seen over the API within 60 s.")
    latencies = [watcher.seen[trn] - moment for trn, moment in sent.items()]
    p50, p99 = percentile(latencies, 0.50), percentile(latencies, 0.99)
    return [Row(
        f"command to participant in the API, {PER_SECOND}/s, p99",
        f"{p99:.2f} s (p50 {p50:.2f} s; sender connected, watched every 0.31 s)", "", "", f"under {LIMIT_SECONDS:g} s",
        p99 < LIMIT_SECONDS)]
