import pytest

from conftest import TEMPLATE, eventually, running


def test_an_email_is_accepted(notify):
    response = notify.send_email()
    assert response.status_code == 201
    body = response.json()
    assert body["reference"] == "message-1"
    assert body["content"]["subject"] == "Welcome"
    assert body["content"]["body"] == "Hello Kim"
    assert body["template"]["id"] == TEMPLATE
    assert body["scheduled_for"] is None
    assert body["uri"].endswith(body["id"])


def test_every_acceptance_is_another_notification(notify):
    first, second = notify.send_email().json(), notify.send_email().json()
    assert first["id"] != second["id"]
    found = notify.ask("/v2/notifications", reference="message-1").json()["notifications"]
    assert [each["id"] for each in found] == [second["id"], first["id"]]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"email_address": ...}, "email_address is a required property"),
        ({"template_id": ...}, "template_id is a required property"),
        ({"email_address": "nobody"}, "Not a valid email address"),
        ({"email_address": "kim@host"}, "Not a valid email address"),
        ({"email_address": "kim..k@school.example"}, "Not a valid email address"),
        ({"email_address": 7}, "not of type string"),
        ({"template_id": "1234"}, "not a valid UUID"),
        ({"personalisation": "Kim"}, "not of type object"),
        ({"reference": "x" * 1_001}, "too long"),
        ({"email_reply_to_id": "x"}, "not a valid UUID"),
        ({"one_click_unsubscribe_url": "http://school.example"}, "https"),
        ({"scheduled_for": "2020-01-01"}, "24 hours"),
        ({"priority": "high"}, "Additional properties are not allowed (priority was unexpected)"),
    ],
)
def test_a_wrong_request_is_a_validation_error(notify, changes, word):
    response = notify.send_email(**changes)
    assert response.status_code == 400
    errors = response.json()["errors"]
    assert {each["error"] for each in errors} == {"ValidationError"}
    assert any(word in each["message"] for each in errors)
    assert notify.get("/_control/messages").json() == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"template_id": "aaaaaaaa-0000-4000-8000-000000000000"}, "Template not found"),
        ({"personalisation": {"subject": "Hello"}}, "Missing personalisation: body"),
        ({"personalisation": ...}, "Missing personalisation: subject, body"),
        ({"personalisation": {"subject": "Hello", "body": "  "}}, "empty"),
        ({"personalisation": {"subject": "Hello", "body": "x" * 2_000_001}}, "too long"),
    ],
)
def test_a_request_that_fits_no_template_is_a_bad_request(notify, changes, word):
    response = notify.send_email(**changes)
    assert response.status_code == 400
    error, = response.json()["errors"]
    assert error["error"] == "BadRequestError"
    assert word in error["message"]


def test_text_that_is_no_json_is_a_bad_request(notify):
    response = notify.post("/v2/notifications/email", content=b"{", headers=notify.token())
    assert response.status_code == 400
    assert response.json()["errors"][0]["error"] == "BadRequestError"


def test_a_list_becomes_bullets(notify):
    response = notify.send_email(personalisation={"subject": "List", "body": ["one", "two"]})
    assert response.json()["content"]["body"] == "* one\n* two"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("kim@school.example", "delivered"),
        ("perm-fail@simulator.notify", "permanent-failure"),
        ("temp-fail@simulator.notify", "temporary-failure"),
    ],
)
def test_an_email_reaches_its_end(notify, address, status):
    identifier = notify.send_email(email_address=address).json()["id"]

    def ended():
        found = notify.ask(f"/v2/notifications/{identifier}").json()
        return found if found["completed_at"] else None

    found = eventually(ended)
    assert found["status"] == status
    assert found["email_address"] == address
    assert found["sent_at"]


def test_a_smoke_test_address_leaves_no_trace(notify):
    response = notify.send_email(email_address="simulate-delivered-2@notifications.service.gov.uk")
    assert response.status_code == 201
    assert notify.ask(f"/v2/notifications/{response.json()['id']}").status_code == 404


def test_an_unknown_notification_is_not_found(notify):
    response = notify.ask("/v2/notifications/aaaaaaaa-0000-4000-8000-000000000000")
    assert response.status_code == 404
    assert response.json()["errors"][0]["error"] == "NoResultFound"


def test_notifications_are_listed_by_status(notify):
    notify.send_email(reference="one")
    notify.send_email(reference="two", email_address="perm-fail@simulator.notify")
    failed = eventually(lambda: notify.ask("/v2/notifications", status="permanent-failure").json()["notifications"])
    assert [each["reference"] for each in failed] == ["two"]
    assert notify.ask("/v2/notifications", template_type="sms").json()["notifications"] == []


def test_a_list_goes_on_on_the_next_page(notify):
    for number in range(251):
        assert notify.send_email(reference=f"message-{number}").status_code == 201
    first = notify.ask("/v2/notifications").json()
    assert len(first["notifications"]) == 250
    second = notify.get(first["links"]["next"], headers=notify.token()).json()
    assert [each["reference"] for each in second["notifications"]] == ["message-0"]
    assert "next" not in second["links"]


def test_a_burst_is_limited_before_the_request_is_looked_at():
    with running(per_minute=3) as notify:
        assert notify.send_email().status_code == 201
        assert notify.send_email(email_address="wrong").status_code == 400
        response = notify.send_email()
        assert response.status_code == 429
        assert response.json()["errors"][0]["error"] == "RateLimitError"
        assert "Retry-After" not in response.headers
