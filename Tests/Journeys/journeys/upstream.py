"""What the Teaching Record System and Get Information About Schools publish, and whether it was followed."""

import collections
import datetime
import json
import uuid

from stack import main_job
from stack.kafka import Record, Tail
from stack.state import REPOSITORY
from stack.whole import Stack

_example = main_job._example()
_golden = REPOSITORY / "Tests" / "EventsTests" / "Golden"

PERSONS, ESTABLISHMENTS, LINKS = "trs.person.v1", "gias.establishment.v1", "gias.link.v1"


def person_event(trn: str, last_name: str, sequence: int) -> dict:
    """A snapshot of a person: arguments of `Producer.produce`."""
    moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=sequence)
    return _event("trs", "trs.person.updated", PERSONS, trn, sequence, {
        "trn": trn, "firstName": "Shuffled", "lastName": last_name, "induction": {"status": "RequiredToComplete"},
        "observedAt": moment.isoformat().replace("+00:00", "Z"),
    })


def establishment_event(urn: str, name: str, status: str, sequence: int) -> dict:
    """A snapshot of an establishment: arguments of `Producer.produce`."""
    body = json.loads((_golden / "gias.establishment.updated.json").read_text())
    return _event("gias", "gias.establishment.updated", ESTABLISHMENTS, urn, sequence, body | {
        "urn": urn, "name": name, "status": status})


def links_event(urn: str, linked: list[str], sequence: int) -> dict:
    """All links of an establishment: arguments of `Producer.produce`."""
    return _event("gias", "gias.link.updated", LINKS, urn, sequence, {
        "urn": urn, "importID": str(uuid.uuid4()), "links": [
            {"urn": each, "type": "Predecessor - merged", "establishedOn": "2020-09-01"} for each in linked]})


def _event(source: str, kind: str, topic: str, key: str, sequence: int, body: dict) -> dict:
    headers = [
        (name, f"urn:register-early-career-teachers:{source}".encode() if name == "ce_source" else value)
        for name, value in _example.envelope(kind, subject=key)]
    return {
        "topic": topic, "key": key, "value": json.dumps(body),
        "headers": [*headers, ("ce_sequence", f"{sequence:020d}".encode())],
    }


def not_followed(stack: Stack) -> list[str]:
    """Where a table is not what the log says, read from its beginning: what a rebuild would make of it."""
    with Tail(stack.broker.address, [PERSONS, ESTABLISHMENTS, LINKS], from_the_start=True) as tail:
        tail.wait_for_end(seconds=120)
        latest = _latest(tail.records)
    with stack.postgres.connect() as connection:
        persons = {
            trn: (standing, last_name) for trn, standing, last_name in connection.execute(
                "SELECT trn, standing, last_name FROM identity.teacher")}
        establishments = dict(
            (urn, (name, status)) for urn, name, status in connection.execute(
                "SELECT urn, name, status FROM registration.establishment"))
        links = collections.defaultdict(set)
        for urn, linked in connection.execute("SELECT urn, linked_urn FROM registration.establishment_link"):
            links[urn].add(linked)
    problems = collections.defaultdict(list)
    for (topic, key), record in latest.items():
        if topic == PERSONS:
            wrong = not _is_person(record, *persons.get(key, (None, None)))
        elif topic == ESTABLISHMENTS:
            wrong = establishments.get(key) != (record.body["name"], record.body["status"])
        else:
            wrong = links[key] != {link["urn"] for link in record.body["links"]}
        if wrong:
            problems[topic].append(f"{key} at version {_version(record)}")
    return [
        f"{len(keys)} keys of {topic} are not as the log says, such as {', '.join(keys[:3])}"
        for topic, keys in problems.items()]


STANDINGS = {
    "trs.person.updated": "active", "trs.person.deactivated": "deactivated", "trs.person.merged": "merged",
    "trs.person.not-found": "not-found",
}


def _is_person(record: Record, standing: str | None, last_name: str | None) -> bool:
    if standing != STANDINGS.get(record.type, standing):
        return False
    return record.type != "trs.person.updated" or last_name == record.body["lastName"]


def _latest(records: list[Record]) -> dict[tuple[str, str], Record]:
    latest: dict[tuple[str, str], Record] = {}
    for record in records:
        known = latest.get((record.topic, record.key))
        # Of one version the first counts, as it does for readers.
        if record.body and (known is None or _version(record) > _version(known)):
            latest[record.topic, record.key] = record
    return latest


def _version(record: Record) -> int:
    return int(record.headers.get("ce_sequence", "0"))
