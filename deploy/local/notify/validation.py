"""What Notify accepts as a request to send an e-mail."""

import datetime
import re
import urllib.parse
import uuid

KNOWN_PROPERTIES = {
    "email_address", "template_id", "personalisation", "reference", "email_reply_to_id", "one_click_unsubscribe_url",
    "sanitise_content_for", "scheduled_for",
}
REQUIRED_PROPERTIES = ("email_address", "template_id")
MAXIMUM_REFERENCE_LENGTH = 1_000
MAXIMUM_BODY_BYTES = 2_000_000

_LOCAL_PART = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")
_LABEL = re.compile(r"(xn|[a-z0-9]+)(-?-[a-z0-9]+)*", re.IGNORECASE)
_LAST_LABEL = re.compile(r"([a-z]{2,63}|xn--([a-z0-9]+-)*[a-z0-9]+)", re.IGNORECASE)


def problems_with(body: object) -> list[str]:
    """Messages of a `ValidationError`, one for each property that is wrong; none if the request may be looked at."""
    if not isinstance(body, dict):
        return ["request body must be a JSON object"]
    problems = [f"{name} is a required property" for name in REQUIRED_PROPERTIES if name not in body]
    unknown = sorted(set(body) - KNOWN_PROPERTIES)
    if unknown:
        verb = "was" if len(unknown) == 1 else "were"
        problems.append(f"Additional properties are not allowed ({', '.join(unknown)} {verb} unexpected)")
    for name, check in _CHECKS.items():
        if name in body:
            problem = check(body[name])
            if problem:
                problems.append(f"{name} {problem}")
    return problems


def is_email_address(text: str) -> bool:
    """Notify's own rule, which is narrower than the standards."""
    local, at, host = text.strip().rpartition("@")
    labels = host.split(".")
    return bool(
        at and len(text) <= 320 and ".." not in text and _LOCAL_PART.fullmatch(local) and len(host) <= 253
        and len(labels) >= 2 and all(len(label) <= 63 and _LABEL.fullmatch(label) for label in labels)
        and _LAST_LABEL.fullmatch(labels[-1]))


def _email_address(value: object) -> str | None:
    if not isinstance(value, str):
        return f"{value!r} is not of type string"
    return None if is_email_address(value) else "Not a valid email address"


def _uuid(value: object) -> str | None:
    try:
        uuid.UUID(value)  # type: ignore[arg-type]
        return None
    except (ValueError, AttributeError, TypeError):
        return "is not a valid UUID"


def _personalisation(value: object) -> str | None:
    return None if isinstance(value, dict) else "is not of type object"


def _reference(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        return "is not of type string"
    return None if len(value) <= MAXIMUM_REFERENCE_LENGTH else "is too long"


def _https_address(value: object) -> str | None:
    parts = urllib.parse.urlsplit(value) if isinstance(value, str) else None
    return None if parts and parts.scheme == "https" and parts.netloc else "is not a valid https url"


def _names(value: object) -> str | None:
    ok = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return None if ok else "is not an array of strings"


def _soon(value: object) -> str | None:
    try:
        when = datetime.datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return "datetime format is invalid. It must be a valid ISO8601 date time format"
    when = when if when.tzinfo else when.replace(tzinfo=datetime.timezone.utc)
    ahead = when - datetime.datetime.now(datetime.timezone.utc)
    return None if datetime.timedelta(0) <= ahead <= datetime.timedelta(hours=24) else "must be within the next 24 hours"


_CHECKS = {
    "email_address": _email_address,
    "template_id": _uuid,
    "personalisation": _personalisation,
    "reference": _reference,
    "email_reply_to_id": _uuid,
    "one_click_unsubscribe_url": _https_address,
    "sanitise_content_for": _names,
    "scheduled_for": _soon,
}
