"""Taking files of Get Information About Schools in, and telling what came of them."""

import dataclasses
import sys

import psycopg

from .state import Problem
from .terminal import say, step, table
from .whole import Stack

# Every row under its key, with a digest of all of it.
ESTABLISHMENTS = "SELECT urn, md5(each::text) FROM registration.establishment AS each"
LINKS = "SELECT urn || ' ' || linked_urn, md5(each::text) FROM registration.establishment_link AS each"
SET_ASIDE = "SELECT count(*) FROM registration.parked WHERE topic LIKE 'gias.%' AND state <> 'discarded'"


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
        before, set_aside = _known(connection), _count_set_aside(connection)
        with step(f"Publishing {establishments} and {links}"):
            result = registration.run(
                "import-establishments", establishments, "--links", links, *(["--no-links"] if no_links else []),
                stderr=sys.stderr)
            if result.returncode != 0:
                raise Problem(f"The import ended with {result.returncode}; the lines above say why.")
        say(result.stdout.rstrip())
        with step("Waiting until every service has applied them"):
            stack.wait_until_quiet(seconds=900)
        after, set_aside = _known(connection), _count_set_aside(connection) - set_aside
    changes = {what: Change.between(before[what], after[what]) for what in before}
    say("Applied by registration, which now holds the last number of each:")
    say(table([["", "new", "changed", "removed", "held"]] + [[what, *each.cells] for what, each in changes.items()]))
    if not any(each.new or each.changed or each.removed for each in changes.values()):
        say("Nothing is new: all of it was known before.")
    if set_aside > 0:
        raise Problem(
            f"{set_aside:,} events could not be applied and were set aside: "
            "deploy/service registration dead-letters list says why.")


def _known(connection: psycopg.Connection) -> dict[str, dict[str, str]]:
    return {
        "establishments": dict(connection.execute(ESTABLISHMENTS).fetchall()),
        "links": dict(connection.execute(LINKS).fetchall()),
    }


def _count_set_aside(connection: psycopg.Connection) -> int:
    return connection.execute(SET_ASIDE).fetchone()[0]
