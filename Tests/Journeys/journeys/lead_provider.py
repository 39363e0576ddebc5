"""What the journeys ask of the lead provider API beyond what the demo does."""

import httpx

from stack import demo_data
from stack.lead_provider import LeadProvider
from stack.waiting import wait_until
from stack.whole import Stack

COHORT = demo_data.contract_period_of_today()


def client(stack: Stack, name: str) -> LeadProvider:
    return LeadProvider(stack.ports.partnerships, demo_data.token(stack, name))


def raw(stack: Stack, token: str | None) -> httpx.Client:
    """A client that shows status codes and bodies as they come."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(base_url=f"http://127.0.0.1:{stack.ports.partnerships}/api/v3", headers=headers, timeout=30)


def partner_with(stack: Stack, provider: str, urn: str) -> dict:
    """Creates the partnership of a lead provider with a school, with the first delivery partner that it may take today."""
    api = client(stack, provider)
    partner = demo_data.delivery_partner_of(provider, COHORT)
    school, = wait_until(
        f"{provider} sees school {urn}", lambda: api.get("/schools", filter__cohort=COHORT, filter__urn=urn), 60)
    partner_id = next(
        each["id"] for each in api.get("/delivery-partners", filter__cohort=COHORT)
        if each["attributes"]["name"] == partner)
    return api.create_partnership(COHORT, school["id"], partner_id)


def participant(api: LeadProvider, trn: str) -> dict | None:
    newest = api.get("/participants", sort="-updated_at", page__per_page="100")
    return next((each for each in newest if each["attributes"]["teacher_reference_number"] == trn), None)
