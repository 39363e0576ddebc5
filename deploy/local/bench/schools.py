"""The list of schools as a lead provider walks it: its last page and a poll that finds nothing, beside its first page."""

import datetime
import time

from stack import demo_data
from stack.lead_provider import LeadProvider
from stack.state import Problem
from stack.terminal import step
from stack.whole import Stack

from . import people
from .report import Row, percentile

PER_PAGE = 100
REPETITIONS = 20
LIMIT = 10.0


def measure(stack: Stack, _) -> list[Row]:
    with step("Looking for the last page of schools") as running:
        _, _, api = people.partnered_schools(stack)
        last = _last_page(api)
        if last < 10:
            raise Problem("There are fewer than ten pages of schools. Measure gias before schools.")
        running.result = f"page {last:,}"
    tomorrow = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with step(f"Asking {REPETITIONS} times for each"):
        first = _seconds(api, page__page="1")
        deepest = _seconds(api, page__page=str(last))
        poll = _seconds(api, filter__updated_since=tomorrow)
    with step("Collecting statistics of the tables, as autovacuum soon does"), stack.postgres.connect() as connection:
        connection.execute("ANALYZE partnerships.school, partnerships.school_document")
        settled = _seconds(api, filter__updated_since=tomorrow)
    peer = f"the first page: {first * 1000:.0f} ms"
    return [
        Row(f"schools: page {last:,} of {PER_PAGE} each, p50", f"{deepest * 1000:.0f} ms", peer, f"{deepest / first:.1f}",
            f"at most {LIMIT:g}", deepest <= LIMIT * first),
        Row("schools: poll for changes that finds none, p50", f"{poll * 1000:.0f} ms", peer, f"{poll / first:.1f}",
            f"at most {LIMIT:g}", poll <= LIMIT * first),
        Row("schools: the same poll once the tables have statistics", f"{settled * 1000:.0f} ms", peer,
            f"{settled / first:.1f}", f"at most {LIMIT:g}", settled <= LIMIT * first),
    ]


def _last_page(api: LeadProvider) -> int:
    """Asks for the largest pages until one is not full."""
    most, number, page = 3_000, 0, 1
    while True:
        found = len(_page(api, page__page=str(page), page__per_page=str(most)))
        number += found
        if found < most:
            return max(1, -(-number // PER_PAGE))
        page += 1


def _page(api: LeadProvider, **parameters: str) -> list:
    cohort = demo_data.contract_period_of_today()
    return api.get("/schools", filter__cohort=cohort, **{"page__per_page": str(PER_PAGE)} | parameters)


def _seconds(api: LeadProvider, **parameters: str) -> float:
    durations = []
    for _ in range(REPETITIONS):
        began = time.monotonic()
        _page(api, **parameters)
        durations.append(time.monotonic() - began)
    return percentile(durations, 0.5)
