"""How many commands a second all four services process to their end."""

import time

from stack.kafka import Tail
from stack.state import Problem
from stack.terminal import step
from stack.whole import Stack

from . import people
from .raw_hops import producer
from .report import Row

LIMIT_PER_SECOND = 300

# What has to have been said of every command before it counts as done.
ENDS = {
    "registration.command.accepted": "registration.command-outcome.v1",
    "partnerships.training.confirmed": "partnerships.training.v1",
    "notifications.message.accepted": "notifications.message.v1",
}


def measure(stack: Stack, options) -> list[Row]:
    commands, _ = people.commands(stack, options.commands)
    # GOV.UK Notify takes 3,000 e-mails a minute unless more is agreed; what is measured is ours.
    stack.notify.process.stop()
    stack.notify.start("--requests-per-minute", "0")
    sender = producer(stack.broker.address)
    with step(f"{len(commands):,} registrations at once") as running, \
            Tail(stack.broker.address, list(ENDS.values())) as tail:
        began = time.monotonic()
        for command in commands:
            sender.produce(people.EXAMPLE.COMMANDS, key=command.trn, value=command.body, headers=command.headers)
            sender.poll(0)
        sender.flush(60)
        counts = _count_until_done(tail, len(commands), running)
        elapsed = time.monotonic() - began
    if any(count < len(commands) for count in counts.values()):
        raise Problem(f"After {elapsed:.0f} s not all commands were done: {counts}.")
    rate = len(commands) / elapsed
    return [Row(
        "commands through all four services", f"{rate:.0f}/s ({len(commands):,} in {elapsed:.1f} s)", "", "",
        f"at least {LIMIT_PER_SECOND}/s", rate >= LIMIT_PER_SECOND)]


def _count_until_done(tail: Tail, wanted: int, running) -> dict[str, int]:
    """Counts events by their ids, since an event may be sent twice."""
    deadline = time.monotonic() + 300
    ids: dict[str, set[str]] = {name: set() for name in ENDS}
    seen = 0
    while True:
        records = tail.records
        for record in records[seen:]:
            if record.type in ids:
                ids[record.type].add(record.headers["ce_id"])
        seen = len(records)
        counts = {name: len(each) for name, each in ids.items()}
        running.detail = ", ".join(f"{name.rpartition('.')[2]} {count:,}" for name, count in counts.items())
        if min(counts.values()) >= wanted or time.monotonic() > deadline:
            return counts
        time.sleep(0.1)
