"""The rows that services wrote, written once more by batched SQL straight over libpq: what the least work would take."""

import dataclasses
import time

import psycopg
from psycopg import sql


@dataclasses.dataclass(frozen=True)
class Rows:
    """Rows of one table of a service; `where` is a condition on them."""

    schema: str
    table: str
    where: str = "true"

    @property
    def source(self) -> sql.Composed:
        return sql.SQL("(SELECT * FROM {} WHERE {})").format(sql.Identifier(self.schema, self.table), sql.SQL(self.where))

    @property
    def copy(self) -> sql.Identifier:
        return sql.Identifier("peer", f"{self.schema}_{self.table}")


def seconds_to_write(connection: psycopg.Connection, written: list[Rows], batch: int = 1_000) -> float:
    """Writes the rows into tables of the same make, with parameters that were put together beforehand.

    `batch` is how many rows of a table one transaction writes: as many as one of the service does at most. Every
    outbox row is also entered as unpublished, as it was when it was appended.
    """
    connection.execute("DROP SCHEMA IF EXISTS peer CASCADE")
    connection.execute("CREATE SCHEMA peer")
    statements = [_insert(connection, rows, batch) for rows in written]
    statements += [_unpublished(connection, rows, batch) for rows in written if rows.table == "outbox"]
    rounds = max(len(batches) for _, batches in statements)
    connection.execute("CHECKPOINT")
    began = time.monotonic()
    for number in range(rounds):
        with connection.transaction():
            for statement, batches in statements:
                if number < len(batches):
                    connection.execute(statement, batches[number])
    elapsed = time.monotonic() - began
    connection.execute("DROP SCHEMA peer CASCADE")
    return elapsed


def _insert(connection: psycopg.Connection, rows: Rows, batch: int) -> tuple[sql.Composed, list[list[str]]]:
    """The statement that inserts a batch of the rows, and the arrays for each batch as text."""
    connection.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(
        rows.copy, sql.Identifier(rows.schema, rows.table)))
    columns = connection.execute("""
        SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
        WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
        """, [f"{rows.schema}.{rows.table}"]).fetchall()
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns)
    arrays = sql.SQL(", ").join(sql.SQL("{}::" + kind + "[]").format(sql.Placeholder()) for _, kind in columns)
    insert = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT * FROM unnest({})").format(
        rows.copy, names, arrays)
    gathered = sql.SQL(", ").join(sql.SQL("array_agg({})::text").format(sql.Identifier(name)) for name, _ in columns)
    batches = connection.execute(sql.SQL("""
        SELECT {} FROM (SELECT *, (row_number() OVER () - 1) / {} AS batch FROM {} AS written) AS numbered
        GROUP BY batch ORDER BY batch
        """).format(gathered, batch, rows.source)).fetchall()
    return insert, [list(each) for each in batches]


def _unpublished(connection: psycopg.Connection, outbox: Rows, batch: int) -> tuple[sql.Composed, list[list[str]]]:
    copy = sql.Identifier("peer", f"{outbox.schema}_outbox_unpublished")
    connection.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(
        copy, sql.Identifier(outbox.schema, "outbox_unpublished")))
    batches = connection.execute(sql.SQL("""
        SELECT array_agg(seq)::text FROM (SELECT seq, (row_number() OVER (ORDER BY seq) - 1) / {} AS batch
        FROM {} AS written) AS numbered GROUP BY batch ORDER BY batch
        """).format(batch, outbox.source)).fetchall()
    return sql.SQL("INSERT INTO {} (seq) SELECT unnest({}::bigint[])").format(copy, sql.Placeholder()), [
        [each[0]] for each in batches]
