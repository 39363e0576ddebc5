"""A service's role sees its own schema and nothing else."""

import itertools

import psycopg
import pytest

from stack.credentials import SERVICES

PAIRS = list(itertools.permutations(SERVICES, 2))


@pytest.mark.parametrize(("reader", "owner"), PAIRS)
def test_a_role_cannot_read_or_write_another_schema(stack, reader, owner):
    with stack.postgres.connect() as superuser:
        tables = [
            row[0] for row in superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (owner,))]
    assert "outbox" in tables
    with stack.postgres.connect(reader) as connection:
        for table in tables:
            for statement in ("SELECT FROM {} LIMIT 1", "DELETE FROM {}", "TRUNCATE {}"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement.format(f'{owner}."{table}"'))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"CREATE TABLE {owner}.intruder ()")


@pytest.mark.parametrize("role", SERVICES)
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.intruder ()", "CREATE SCHEMA intruder", "CREATE TEMPORARY TABLE intruder ()",
        "CREATE ROLE intruder", "CREATE DATABASE intruder", "SELECT FROM pg_authid", "COPY (SELECT 1) TO PROGRAM 'true'",
        "SET ROLE postgres",
    ],
)
def test_a_role_cannot_leave_its_place(stack, role, statement):
    with stack.postgres.connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize("role", SERVICES)
def test_a_role_finds_its_own_schema_first(stack, role):
    with stack.postgres.connect(role) as connection:
        assert connection.execute("SELECT current_schemas(false)").fetchone()[0] == [role]
        assert connection.execute("SELECT count(*) FROM outbox").fetchone()


@pytest.mark.parametrize("role", SERVICES)
def test_another_password_does_not_open(stack, role):
    url = stack.postgres.url(role).replace(stack.credentials.password(role), "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url, connect_timeout=5)
