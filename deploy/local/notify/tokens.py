"""API keys and the tokens made from them."""

import time
import uuid

import jwt

CLOCK_TOLERANCE_SECONDS = 30


class ApiKey:
    """`<name>-<service id>-<secret>`. The name may hold hyphens, so the two ids are cut off from the right."""

    def __init__(self, text: str):
        text = text.strip()
        self.service_id = str(uuid.UUID(text[-73:-37]))
        self.secret = str(uuid.UUID(text[-36:]))


class TokenProblem(Exception):
    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


def verify(header: str | None, key: ApiKey, now: float | None = None) -> None:
    """Checks an `Authorization` header. No bearer token is a 401, a wrong one a 403."""
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TokenProblem(401, "Unauthorized: authentication token must be provided")
    try:
        # The issue time is checked below, by Notify's own tolerance.
        claims = jwt.decode(
            token, key.secret, algorithms=["HS256"],
            options={"require": ["iss", "iat"], "verify_iat": False, "verify_exp": False})
    except jwt.InvalidSignatureError:
        raise TokenProblem(403, "Invalid token: API key not found") from None
    except jwt.PyJWTError:
        raise TokenProblem(403, "Invalid token: make sure your API token matches the expected form") from None
    if claims["iss"] != key.service_id:
        raise TokenProblem(403, "Invalid token: service not found")
    issued = claims["iat"]
    if not isinstance(issued, (int, float)) or isinstance(issued, bool):
        raise TokenProblem(403, "Invalid token: iat field must be a number")
    if abs((now if now is not None else time.time()) - issued) > CLOCK_TOLERANCE_SECONDS:
        raise TokenProblem(403, "Error: Your system clock must be accurate to within 30 seconds")
