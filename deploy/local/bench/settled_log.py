"""A write-ahead log like that of a server that has run for a while."""

from stack.postgres import Postgres

# More than any measure writes between two checkpoints.
FILES = 60


def settle(postgres: Postgres) -> None:
    """Leaves files of the write-ahead log behind that the server writes over.

    A new server has none and makes each of them anew, 16 MB of zeros at a time. Only what is measured first would pay for
    that, and its peer, which comes after it, would not.
    """
    with postgres.connect() as connection:
        for _ in range(FILES):
            connection.execute("SELECT pg_logical_emit_message(false, 'bench', '')")
            connection.execute("SELECT pg_switch_wal()")
        connection.execute("CHECKPOINT")
