"""Person events applied by identity, beside the very same rows written by batched SQL straight over libpq."""

import time

from stack.terminal import step
from stack.whole import Stack

from .memory import peak_resident_megabytes
from .report import Row
from .rows_by_sql import Rows, seconds_to_write

LIMIT = 0.7
MEMORY_LIMIT_MEGABYTES = 200

# The rows of the inbox, of the teachers and of the outbox, each in every table that holds a part of them.
WRITTEN = [Rows("identity", table) for table in ("inbox", "applied_version", "teacher", "outbox_version", "outbox")]


def measure(stack: Stack, options) -> list[Row]:
    identity = stack.services["identity"]
    # Those who follow identity would take the processors from it; they are no part of what is measured.
    for service in stack.services.values():
        service.process.stop()
    with step(f"Publishing {options.persons:,} person events while identity is down"):
        identity.require("generate-persons", str(options.persons), "--seed", "1", "--publish")
    with step("identity applies them") as running:
        identity.start()
        began = time.monotonic()
        # Looked at rarely: the rate is told by what was written when, and each look takes from it.
        stack.wait_until_quiet(seconds=900, of=["identity"], interval=2)
        running.result = f"{time.monotonic() - began:.1f} s with start, group join and publishing of what followed"
    memory = peak_resident_megabytes(identity.process.pid)
    with stack.postgres.connect() as connection:
        # From the first claim to the last row of the outbox, which is written just before its transaction commits.
        applied, seconds = connection.execute("""
            SELECT count(*), extract(epoch FROM (SELECT max(appended_at) FROM identity.outbox) - min(processed_at))::float
            FROM identity.inbox WHERE consumer LIKE '%person%'
            """).fetchone()
        rate = applied / seconds
        identity.process.stop()
        with step("The same rows by batched SQL") as running:
            seconds = seconds_to_write(connection, WRITTEN, batch=2_000)
            running.result = f"{seconds:.1f} s"
        peer = applied / seconds
    with step("The other services catch up"):
        stack.start()
        stack.wait_until_quiet(seconds=900)
    ratio = rate / peer
    return [
        Row("person events applied", f"{rate:,.0f}/s ({applied:,})", f"same rows by SQL: {peer:,.0f}/s", f"{ratio:.2f}",
            f"at least {LIMIT:g}", ratio >= LIMIT),
        Row("identity: peak resident while applying", f"{memory:.0f} MB", "", "", f"under {MEMORY_LIMIT_MEGABYTES} MB",
            memory < MEMORY_LIMIT_MEGABYTES),
    ]
