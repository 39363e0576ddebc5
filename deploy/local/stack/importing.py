"""Taking files of Get Information About Schools in, and telling what came of them."""

import collections
import dataclasses
import sys

import psycopg
import psycopg.sql

from .state import Problem
from .terminal import say, step, table
from .whole import Stack

# Every row under its key, with a digest of all of it.
ESTABLISHMENTS = "SELECT urn, md5(each::text) FROM registration.establishment AS each"
LINKS = "SELECT urn || ' ' || linked_urn, md5(each::text) FROM registration.establishment_link AS each"
# What came of events that were not applied or not published, and where it is shown.
SET_ASIDE = {
    "set aside": ("SELECT count(*) FROM {}.parked WHERE state <> 'discarded'", "dead-letters list says why"),
    "refused by the broker": ("SELECT count(*) FROM {}.outbox_refused", "republish --help says what to do"),
}


@dataclasses.dataclass(frozen=True)
class Change:
    """What became of a table between two looks at it."""

    new: int
    changed: int
    removed: int
    held: int

    @staticmethod
    def between(before: dict[str, str], after: dict[str, str]) -> "Change":
        common = before.keys() & after.keys()
        return Change(
            new=len(after) - len(common), changed=sum(before[key] != after[key] for key in common),
            removed=len(before) - len(common), held=len(after))

    @property
    def cells(self) -> list[str]:
        return [f"{number:,}" for number in (self.new, self.changed, self.removed, self.held)]


def import_gias(stack: Stack, establishments: str, links: str, no_links: bool = False) -> None:
    """Publishes both files, waits until every service has applied them and says what was read, published, skipped and
    applied. Raises a `Problem` where events were set aside."""
    registration = stack.services["registration"]
    with stack.postgres.connect() as connection:
        before, set_aside = _known(connection), _set_aside(stack, connection)
        with step(f"Publishing {establishments} and {links}"):
            result = registration.run(
                "import-establishments", establishments, "--links", links, *(["--no-links"] if no_links else []),
                stderr=sys.stderr)
            if result.returncode != 0:
                raise Problem(f"The import ended with {result.returncode}; the lines above say why.")
        say(result.stdout.rstrip())
        with step("Waiting until every service has applied them"):
            stack.wait_until_quiet(seconds=900)
        after, set_aside = _known(connection), _set_aside(stack, connection) - set_aside
    changes = {what: Change.between(before[what], after[what]) for what in before}
    say("Applied by registration, which now holds the last number of each:")
    say(table([["", "new", "changed", "removed", "held"]] + [[what, *each.cells] for what, each in changes.items()]))
    if not any(each.new or each.changed or each.removed for each in changes.values()):
        say("Nothing is new: all of it was known before.")
    if set_aside:
        raise Problem("\n".join(
            f"{count:,} events of {name} were {what}: deploy/service {name} {SET_ASIDE[what][1]}."
            for (name, what), count in sorted(set_aside.items())))


def _known(connection: psycopg.Connection) -> dict[str, dict[str, str]]:
    return {
        "establishments": dict(connection.execute(ESTABLISHMENTS).fetchall()),
        "links": dict(connection.execute(LINKS).fetchall()),
    }


def _set_aside(stack: Stack, connection: psycopg.Connection) -> collections.Counter[tuple[str, str]]:
    """How many events each service could not apply or publish. A difference holds only what was added."""
    return collections.Counter({
        (name, what): connection.execute(
            psycopg.sql.SQL(statement).format(psycopg.sql.Identifier(name))).fetchone()[0]
        for name in stack.services for what, (statement, _) in SET_ASIDE.items()
    })
