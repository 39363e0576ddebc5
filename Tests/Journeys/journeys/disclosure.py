"""Finding what must not be there: values in databases, topics, logs and metrics, however they are wrapped."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator

import psycopg.sql

from stack.demo_data import Person
from stack.kafka import Record, Tail
from stack.whole import Stack


def proofs(person: Person) -> list[str]:
    """Date of birth and national insurance number in every way that they are usually written."""
    year, month, day = person.date_of_birth.split("-")
    number = person.national_insurance_number or ""
    spaced = " ".join(re.findall("..?", number))
    return [
        person.date_of_birth, f"{year}{month}{day}", f"{day}/{month}/{year}", f"{day}-{month}-{year}",
        *([number, spaced] if number else [])]


def finds(content: bytes, values: Iterable[str]) -> list[str]:
    """Those of the values that the content holds, in any case, in clear, in hex or in base64 within JSON."""
    texts = [text.decode("utf-8", "replace").lower() for text in _layers(content)]
    return [value for value in values if any(value.lower() in text for text in texts)]


def _layers(content: bytes) -> Iterator[bytes]:
    yield content
    for digits in re.findall(rb"(?:[0-9a-fA-F]{2}){8,}", content):
        yield binascii.unhexlify(digits)
    # A record that was set aside is kept as JSON with its bytes in base64.
    if content[:1] in (b"{", b"["):
        try:
            strings = list(_strings(json.loads(content)))
        except (ValueError, RecursionError):
            return
        for text in strings:
            try:
                yield base64.b64decode(text, validate=True)
            except ValueError:
                continue


def _strings(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def in_database(stack: Stack, values: list[str]) -> list[str]:
    """Table and column of every cell of every service that holds one of the values."""
    with stack.postgres.connect() as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s) ORDER BY 1, 2",
            (list(stack.services),)).fetchall()
        found = set()
        for schema, table in tables:
            cursor = connection.execute(psycopg.sql.SQL("SELECT * FROM {}").format(psycopg.sql.Identifier(schema, table)))
            columns = [column.name for column in cursor.description]
            for row in cursor:
                for column, cell in zip(columns, row):
                    if finds(cell if isinstance(cell, bytes) else str(cell).encode(), values):
                        found.add(f"{schema}.{table}.{column}")
    return sorted(found)


def in_topics(stack: Stack, topics: list[str], values: list[str]) -> list[str]:
    """Topic and event type of every record, from the first one on, whose key, headers or value hold one of the values."""
    with Tail(stack.broker.address, topics, from_the_start=True) as tail:
        tail.wait_for_end()
        return sorted({f"{record.topic} {record.type}" for record in tail.records if finds(whole(record), values)})


def whole(record: Record) -> bytes:
    """Key, headers and value of a record as they came, and what is wrapped in the value."""
    headers = b"\n".join(name.encode() + b": " + (value or b"") for name, value in record.raw_headers)
    value = record.raw_value or b""
    return b"\n".join([record.raw_key or b"", headers, *_layers(value)])


def in_logs(stack: Stack, values: list[str]) -> list[str]:
    """Every log of the stack that holds one of the values."""
    return [file.name for file in sorted(stack.state.logs.glob("*.log")) if finds(file.read_bytes(), values)]


def in_metrics(stack: Stack, values: list[str]) -> list[str]:
    """Every service whose metrics hold one of the values."""
    found = []
    for name, service in stack.services.items():
        status, text = service.internal("/metrics")
        assert status == 200, f"{name} shows no metrics: {status}"
        if finds(text.encode(), values):
            found.append(name)
    return found
