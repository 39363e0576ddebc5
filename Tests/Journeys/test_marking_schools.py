"""The department makes an exception for a school, and lead providers see it."""

import json

from journeys.lead_provider import COHORT, client
from stack import demo_data
from stack.waiting import wait_until

PROVIDER = demo_data.lead_providers()[0]["name"]
UNFUNDED = "190010"
CLOSED = "190011"


def test_a_school_that_is_marked_is_shown_to_lead_providers_until_the_mark_is_gone(stack, world):
    registration, api = stack.services["registration"], client(stack, PROVIDER)

    def is_shown() -> bool:
        return bool(api.get("/schools", filter__cohort=COHORT, filter__urn=UNFUNDED))

    assert not is_shown()
    assert registration.require("schools", "mark-as-eligible", UNFUNDED, "--reason", "A pilot").startswith("marked")
    try:
        wait_until("the school is shown", is_shown, 60)
        status, text = registration.internal(f"/schools/{UNFUNDED}")
        assert status == 200 and json.loads(text)["isMarkedAsEligible"]
        again = registration.require("schools", "mark-as-eligible", UNFUNDED, "--reason", "A pilot")
        assert again == "nothing to do: the school is eligible\n"
    finally:
        registration.require("schools", "unmark-as-eligible", UNFUNDED, "--reason", "The pilot is over")
    wait_until("the school is not shown any more", lambda: not is_shown(), 60)


def test_a_closed_school_is_not_marked(stack, world):
    result = stack.services["registration"].run("schools", "mark-as-eligible", CLOSED, "--reason", "A pilot")
    assert result.returncode == 1
    assert "This school is closed." in result.stderr
