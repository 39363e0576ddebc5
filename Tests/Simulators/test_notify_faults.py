import json
import time

import httpx
import pytest


def inject(notify, kind, **options):
    response = notify.post("/_control/faults", json={"kind": kind, **options})
    assert response.status_code == 200


def accepted(notify) -> int:
    return len(notify.get("/_control/messages").json())


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [
        ("rate-limit", 429, "RateLimitError"),
        ("daily-limit", 429, "TooManyRequestsError"),
        ("server-error", 500, "Exception"),
        ("forbidden", 403, "AuthError"),
    ],
)
def test_a_failure_comes_as_often_as_asked(notify, kind, status, error):
    inject(notify, kind, count=2)
    for _ in range(2):
        response = notify.send_email()
        assert (response.status_code, response.json()["errors"][0]["error"]) == (status, error)
    assert accepted(notify) == 0
    assert notify.send_email().status_code == 201


def test_the_answer_to_an_accepted_email_is_lost(notify):
    inject(notify, "accept-then-drop")
    with pytest.raises(httpx.RemoteProtocolError):
        notify.send_email(reference="lost")
    found = notify.ask("/v2/notifications", reference="lost").json()["notifications"]
    assert len(found) == 1


def test_an_accepted_email_is_answered_with_an_error(notify):
    inject(notify, "accept-then-server-error")
    assert notify.send_email().status_code == 500
    assert accepted(notify) == 1


def test_the_connection_is_dropped_before_anything_is_accepted(notify):
    inject(notify, "drop")
    with pytest.raises(httpx.RemoteProtocolError):
        notify.send_email()
    assert accepted(notify) == 0


def test_a_slow_answer_is_still_right(notify):
    inject(notify, "slow", seconds=0.3)
    began = time.monotonic()
    assert notify.send_email().status_code == 201
    assert time.monotonic() - began >= 0.3


def test_an_answer_drips_after_its_head_and_is_still_right(notify):
    inject(notify, "accept-then-drip", seconds=0.5)
    began = time.monotonic()
    response = notify.send(notify.email_request(), stream=True)
    head = time.monotonic() - began
    assert response.status_code == 201
    assert "id" in json.loads(response.read())
    assert head < 0.4 and time.monotonic() - began >= 0.5
    assert accepted(notify) == 1


def test_faults_can_be_taken_back(notify):
    inject(notify, "server-error", count=100)
    assert notify.get("/_control/faults").json()["waiting"][0]["count"] == 100
    assert notify.delete("/_control/faults").status_code == 200
    assert notify.send_email().status_code == 201


def test_an_unknown_fault_is_refused(notify):
    response = notify.post("/_control/faults", json={"kind": "earthquake"})
    assert response.status_code == 400
    assert "accept-then-drop" in response.json()["error"]


def test_refusals_that_nobody_asked_for_are_kept(notify):
    notify.send_email(email_address="wrong")
    inject(notify, "server-error")
    notify.send_email()
    refusal, = notify.get("/_control/refusals").json()
    assert refusal["status"] == 400
