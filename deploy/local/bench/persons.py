"""Person events applied by identity, beside the very same rows written by batched SQL straight over libpq."""

import time

import psycopg
from psycopg import sql

from stack.terminal import step
from stack.whole import Stack

from .memory import peak_resident_megabytes
from .report import Row

LIMIT = 0.7
MEMORY_LIMIT_MEGABYTES = 200
BATCH = 1_000

# The rows of the inbox, of the teachers and of the outbox, each in every table that holds a part of them.
TABLES = ["inbox", "applied_version", "teacher", "outbox_version", "outbox"]


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
        stack.wait_until_quiet(seconds=900, of=["identity"])
        running.result = f"{time.monotonic() - began:.1f} s with start, group join and publishing of what followed"
    memory = peak_resident_megabytes(identity.process.pid)
    with stack.postgres.connect() as connection:
        applied, seconds = connection.execute("""
            SELECT count(*), extract(epoch FROM max(processed_at) - min(processed_at))::float
            FROM identity.inbox WHERE processed_at > now() - interval '1 hour' AND consumer LIKE '%person%'
            """).fetchone()
        rate = applied / seconds
        identity.process.stop()
        peer = _peer_rate(connection, applied)
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


def _peer_rate(connection: psycopg.Connection, count: int) -> float:
    """Writes the rows once more into tables of the same make, with parameters that were put together beforehand."""
    with step("The same rows by batched SQL") as running:
        connection.execute("DROP SCHEMA IF EXISTS peer CASCADE")
        connection.execute("CREATE SCHEMA peer")
        statements, batches = [], []
        for table in [*TABLES, "outbox_unpublished"]:
            connection.execute(sql.SQL("CREATE TABLE peer.{0} (LIKE identity.{0} INCLUDING ALL)").format(
                sql.Identifier(table)))
        for table in TABLES:
            statement, parameters = _copy_of(connection, table)
            statements.append(statement)
            batches.append(parameters)
        unpublished = sql.SQL("INSERT INTO peer.outbox_unpublished (seq) SELECT unnest({}::bigint[])")
        rounds = max(len(parameters) for parameters in batches)
        sequences = _sequences(connection)
        connection.execute("CHECKPOINT")
        began = time.monotonic()
        for number in range(rounds):
            with connection.transaction():
                for statement, parameters in zip(statements, batches):
                    if number < len(parameters):
                        connection.execute(statement, parameters[number])
                if number < len(sequences):
                    connection.execute(unpublished.format(sql.Placeholder()), [sequences[number]])
        elapsed = time.monotonic() - began
        connection.execute("DROP SCHEMA peer CASCADE")
        running.result = f"{elapsed:.1f} s"
    return count / elapsed


def _copy_of(connection: psycopg.Connection, table: str) -> tuple[sql.Composed, list[list[str]]]:
    """The statement that inserts a batch of the table's rows, and the arrays for each batch as text."""
    columns = connection.execute("""
        SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
        WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
        """, [f"identity.{table}"]).fetchall()
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns)
    arrays = sql.SQL(", ").join(sql.SQL("{}::" + kind + "[]").format(sql.Placeholder()) for _, kind in columns)
    insert = sql.SQL(
        "INSERT INTO peer.{} ({}) OVERRIDING SYSTEM VALUE SELECT * FROM unnest({})"
    ).format(sql.Identifier(table), names, arrays)
    gathered = sql.SQL(", ").join(sql.SQL("array_agg({})::text").format(sql.Identifier(name)) for name, _ in columns)
    rows = connection.execute(sql.SQL("""
        SELECT {} FROM (SELECT *, (row_number() OVER () - 1) / {} AS batch FROM identity.{}) AS numbered
        GROUP BY batch ORDER BY batch
        """).format(gathered, BATCH, sql.Identifier(table))).fetchall()
    return insert, [list(row) for row in rows]


def _sequences(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(sql.SQL("""
        SELECT array_agg(seq)::text FROM (SELECT seq, (row_number() OVER (ORDER BY seq) - 1) / {} AS batch
        FROM identity.outbox) AS numbered GROUP BY batch ORDER BY batch
        """).format(BATCH)).fetchall()
    return [row[0] for row in rows]
