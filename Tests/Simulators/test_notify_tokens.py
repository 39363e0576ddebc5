import time

import jwt
import pytest

from conftest import KEY
from notify.tokens import ApiKey, TokenProblem, verify

# A token from Notify's documentation of the form: name, service id and secret of a key, and a moment.
VECTOR_KEY = "ect_swift-test-11111111-2222-4333-8444-555555555555-66666666-7777-4888-9999-aaaaaaaaaaaa"
VECTOR_TIME = 1_767_225_600
VECTOR = (
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIxMTExMTExMS0yMjIyLTQzMzMtODQ0NC01NTU1NTU1NTU1NTUiLCJpYXQiOjE3"
    "NjcyMjU2MDB9.Lvmkb6amf9LrBg0tlthzedC8qR8_UkvrJ9bKdrmn4NA")


def test_a_key_is_cut_from_the_right():
    key = ApiKey(KEY)
    assert key.service_id == "11111111-2222-4333-8444-555555555555"
    assert key.secret == "66666666-7777-4888-9999-aaaaaaaaaaaa"


def test_the_known_token_is_accepted():
    verify(f"Bearer {VECTOR}", ApiKey(VECTOR_KEY), now=VECTOR_TIME)


@pytest.mark.parametrize("away", [-31, 31])
def test_a_token_from_another_time_is_refused(away):
    with pytest.raises(TokenProblem) as problem:
        verify(f"Bearer {VECTOR}", ApiKey(VECTOR_KEY), now=VECTOR_TIME + away)
    assert problem.value.status == 403
    assert "clock" in str(problem.value)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic abc"])
def test_no_bearer_token_is_a_401(notify, header):
    response = notify.send_email(headers={"Authorization": header} if header is not None else {})
    assert response.status_code == 401
    assert response.json()["errors"][0]["error"] == "AuthError"


def _signed(claims: dict, secret: str = ApiKey(KEY).secret, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, secret, algorithm=algorithm)


SERVICE = ApiKey(KEY).service_id


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(lambda: "not-a-token", id="no token at all"),
        pytest.param(lambda: _signed({"iss": SERVICE, "iat": int(time.time())}, "x" * 36), id="signed by another"),
        pytest.param(lambda: _signed({"iss": SERVICE, "iat": int(time.time())}, algorithm="HS512"), id="HS512"),
        pytest.param(lambda: _signed({"iss": SERVICE, "iat": int(time.time())}, "", "none"), id="unsigned"),
        pytest.param(lambda: _signed({"iss": "another", "iat": int(time.time())}), id="of another service"),
        pytest.param(lambda: _signed({"iss": SERVICE}), id="without a time"),
        pytest.param(lambda: _signed({"iat": int(time.time())}), id="without a service"),
    ],
)
def test_a_wrong_token_is_a_403(notify, token):
    response = notify.send_email(headers={"Authorization": f"Bearer {token()}"})
    assert response.status_code == 403
    assert response.json()["status_code"] == 403


def test_reading_needs_a_token_too(notify):
    assert notify.get("/v2/notifications").status_code == 401
    assert notify.get("/v2/notifications/4f3c1c1e-0000-4000-8000-000000000000").status_code == 401
