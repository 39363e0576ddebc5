"""Import of a whole GIAS extract until every consumer is idle, beside \\copy of both files into bare tables."""

import csv
import os
import pathlib
import subprocess
import time

from stack.postgres import DATABASE, _program
from stack.state import Problem
from stack.terminal import step
from stack.whole import Stack

from .report import Row
from .rows_by_sql import Rows, seconds_to_write

ESTABLISHMENTS = 34_743
LINKS = 33_801
LIMIT = 15.0

# What the three readers of an import must write at the very least: their inboxes, copies and outboxes.
WRITTEN = [
    *(Rows(service, table, f"consumer = '{consumer}'")
      for service, consumer in [("registration", "establishments"), ("partnerships", "schools"), ("notifications", "schools")]
      for table in ("inbox", "applied_version")),
    *(Rows("registration", table) for table in ("establishment", "establishment_link", "school")),
    *(Rows("registration", table, "topic = 'registration.school.v1'") for table in ("outbox_version", "outbox")),
    *(Rows("partnerships", table) for table in ("school", "school_document")),
    Rows("notifications", "school"),
]


def measure(stack: Stack, options) -> list[Row]:
    folder = options.gias or _made_up(stack.state.root / "gias")
    establishments, links = folder / "establishments.csv", folder / "links.csv"
    for file in (establishments, links):
        if not file.exists():
            raise Problem(f"--gias must name a folder with establishments.csv and links.csv: {file} does not exist.")
    with step("\\copy of both files into bare tables"):
        copied = min(_copy(stack, establishments, links) for _ in range(3))
    registration = stack.services["registration"]
    with step("Import until every consumer is idle") as running:
        began = time.monotonic()
        registration.require("import-establishments", str(establishments), "--links", str(links))
        published = time.monotonic() - began
        running.detail = "published; waiting for the consumers"
        stack.wait_until_quiet(seconds=900)
        imported = time.monotonic() - began
    with step("The rows of all readers by batched SQL") as running, stack.postgres.connect() as connection:
        rows = seconds_to_write(connection, WRITTEN)
        running.result = f"{rows:.1f} s"
    ratio = imported / copied
    peer = f"\\copy: {copied:.2f} s"
    return [
        Row("GIAS import until all are idle", f"{imported:.1f} s (published after {published:.1f} s)", peer,
            f"{ratio:.1f}", f"at most {LIMIT:g}", ratio <= LIMIT),
        Row("GIAS import: its rows by SQL, nothing else", f"{rows:.1f} s", peer, f"{rows / copied:.1f}", "none", True),
    ]


def _copy(stack: Stack, *files: pathlib.Path) -> float:
    statements = ["CREATE TEMPORARY TABLE warm (x int)"]
    for number, file in enumerate(files):
        with file.open(encoding="cp1252", newline="") as opened:
            columns = next(csv.reader(opened))
        listed = ", ".join('"' + column.replace('"', '""') + '" text' for column in columns)
        statements.append(f"DROP TABLE IF EXISTS bare_{number}")
        statements.append(f"CREATE TABLE bare_{number} ({listed})")
    with stack.postgres.connect() as connection:
        for statement in statements:
            connection.execute(statement)
    copies = [
        argument
        for number, file in enumerate(files)
        for argument in ("-c", f"\\copy bare_{number} FROM '{file}' WITH (FORMAT csv, HEADER, ENCODING 'WIN1252')")
    ]
    command = [
        _program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(stack.postgres.port), "-U",
        "postgres", "-d", DATABASE, *copies]
    environment = os.environ | {"PGPASSWORD": stack.credentials.password("postgres")}
    began = time.monotonic()
    result = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    elapsed = time.monotonic() - began
    if result.returncode != 0:
        raise Problem(f"\\copy failed: {result.stdout.strip()}")
    return elapsed


def _made_up(folder: pathlib.Path) -> pathlib.Path:
    """An extract of the size of the real one, for where that is not at hand."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "establishments.csv").open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([
            "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (name)",
            "EstablishmentStatus (name)", "OpenDate", "CloseDate", "PhaseOfEducation (name)", "UKPRN", "Street",
            "Locality", "Town", "Postcode", "SchoolWebsite", "MainEmail", "AlternativeEmail",
            "Section41Approved (name)", "DistrictAdministrative (name)"])
        for number in range(ESTABLISHMENTS):
            urn = 200_000 + number
            is_closed = number % 3 == 0
            writer.writerow([
                urn, 900 + number % 90, f"Authority {number % 90}", number % 9999, f"School {urn}", "Community school",
                "Closed" if is_closed else "Open", "01-09-2001", "31-08-2021" if is_closed else "", "Primary",
                20_000_000 + number, f"{number} School Road", "", "Town", "AB1 2CD",
                f"https://school-{urn}.school.example", f"office@school-{urn}.school.example", "", "Not applicable",
                "District"])
    with (folder / "links.csv").open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"])
        for number in range(LINKS):
            writer.writerow([
                200_000 + number, 200_000 + number + 1, f"School {200_001 + number}", "Successor", "01-09-2021"])
    return folder
