"""Notify's decisions, without HTTP: a request in, a status and a body out."""

import collections
import dataclasses
import json
import re
import threading
import urllib.parse

from .delivery import Delivery
from .faults import Fault, Faults
from .mailbox import Mailbox, Notification
from .rate import TokenBucket
from .tokens import ApiKey, TokenProblem, verify
from .validation import MAXIMUM_BODY_BYTES, problems_with

FROM_ADDRESS = "register.early.career.teachers@notifications.service.gov.uk"
REFUSALS_KEPT = 1_000


@dataclasses.dataclass
class Answer:
    status: int
    body: dict
    #: The connection is closed instead of answering.
    is_dropped: bool = False
    delay_seconds: float = 0
    #: How long the body takes once the head is out.
    drip_seconds: float = 0


class Simulator:
    """One service at Notify, with one template that has two placeholders: `subject` and `body`."""

    def __init__(self, key: ApiKey, template_id: str, mailbox: Mailbox, delivery: Delivery, per_minute: int):
        self.key = key
        self.template_id = template_id
        self.mailbox = mailbox
        self.faults = Faults()
        self.refusals: collections.deque[dict] = collections.deque(maxlen=REFUSALS_KEPT)
        self._delivery = delivery
        self._bucket = TokenBucket(per_minute) if per_minute else None
        self._lock = threading.Lock()

    def send(self, authorization: str | None, content: bytes, base_url: str) -> Answer:
        """`POST /v2/notifications/email`."""
        fault = self.faults.take()
        answer = _failing(fault) if fault else None
        if answer is None:
            answer = self._send(authorization, content, base_url)
            if answer.status != 201:
                self.refusals.append({"status": answer.status, "errors": answer.body["errors"]})
            elif fault:
                answer = _after_accepting(fault, answer)
        return answer

    def _send(self, authorization: str | None, content: bytes, base_url: str) -> Answer:
        try:
            verify(authorization, self.key)
        except TokenProblem as problem:
            return _error(problem.status, "AuthError", str(problem))
        if self._bucket and not self._bucket.take():
            return _error(429, "RateLimitError", "Exceeded rate limit for key type LIVE")
        try:
            body = json.loads(content)
        except ValueError:
            return _error(400, "BadRequestError", "Invalid JSON supplied in POST data")
        problems = problems_with(body)
        if problems:
            return _error(400, "ValidationError", *problems)
        if body["template_id"].lower() != self.template_id.lower():
            return _error(400, "BadRequestError", "Template not found")
        personalisation = {name.lower(): value for name, value in body.get("personalisation", {}).items()}
        missing = [name for name in ("subject", "body") if name not in personalisation]
        if missing:
            return _error(400, "BadRequestError", f"Missing personalisation: {', '.join(missing)}")
        text = _render(personalisation["body"])
        if not text.strip():
            return _error(400, "BadRequestError", "Your message is empty.")
        if len(text.encode()) > MAXIMUM_BODY_BYTES:
            return _error(400, "BadRequestError", "Your message is too long. Emails cannot be longer than 2000000 bytes.")
        return self._accept(body, _render(personalisation["subject"]), text, base_url)

    def _accept(self, body: dict, subject: str, text: str, base_url: str) -> Answer:
        notification = Notification(
            email_address=body["email_address"].strip(), template_id=self.template_id,
            reference=body.get("reference"), subject=re.sub(r"\s+", " ", subject).strip(), body=text,
            one_click_unsubscribe_url=body.get("one_click_unsubscribe_url"), scheduled_for=body.get("scheduled_for"))
        self.mailbox.add(notification)
        if notification.is_kept:
            self._delivery.accepted(notification)
        return Answer(201, {
            "id": notification.id, "reference": notification.reference,
            "uri": f"{base_url}/v2/notifications/{notification.id}",
            "template": self._template(base_url), "scheduled_for": notification.scheduled_for,
            "content": {
                "from_email": FROM_ADDRESS, "subject": notification.subject, "body": notification.body,
                "one_click_unsubscribe_url": notification.one_click_unsubscribe_url,
            },
            "sanitised_content": {},
        })

    def find(self, authorization: str | None, identifier: str, base_url: str) -> Answer:
        """`GET /v2/notifications/{id}`."""
        try:
            verify(authorization, self.key)
        except TokenProblem as problem:
            return _error(problem.status, "AuthError", str(problem))
        notification = self.mailbox.find(identifier)
        if notification is None:
            return _error(404, "NoResultFound", "No result found")
        return Answer(200, self._described(notification, base_url))

    def list(self, authorization: str | None, query: str, base_url: str) -> Answer:
        """`GET /v2/notifications`."""
        try:
            verify(authorization, self.key)
        except TokenProblem as problem:
            return _error(problem.status, "AuthError", str(problem))
        values = urllib.parse.parse_qs(query)
        unknown = sorted(set(values) - {"reference", "status", "template_type", "older_than", "include_jobs"})
        if unknown:
            return _error(
                400, "ValidationError", f"Additional properties are not allowed ({', '.join(unknown)} was unexpected)")
        first = {name: each[0] for name, each in values.items()}
        wanted = first.get("template_type", "email") == "email"
        found, more = self.mailbox.page(
            first.get("reference"), values.get("status", []), first.get("older_than")) if wanted else ([], False)
        links = {"current": f"{base_url}/v2/notifications" + (f"?{query}" if query else "")}
        if more:
            following = urllib.parse.urlencode(first | {"older_than": found[-1].id})
            links["next"] = f"{base_url}/v2/notifications?{following}"
        return Answer(
            200, {"notifications": [self._described(each, base_url) for each in found], "links": links})

    def _template(self, base_url: str) -> dict:
        return {"id": self.template_id, "version": 1, "uri": f"{base_url}/v2/template/{self.template_id}/version/1"}

    def _described(self, notification: Notification, base_url: str) -> dict:
        absent = dict.fromkeys(
            ["phone_number", "line_1", "line_2", "line_3", "line_4", "line_5", "line_6", "postcode", "created_by_name",
             "postage"])
        return absent | {
            "id": notification.id, "reference": notification.reference, "email_address": notification.email_address,
            "type": "email", "status": notification.status, "template": self._template(base_url),
            "subject": notification.subject, "body": notification.body, "created_at": notification.created_at,
            "sent_at": notification.sent_at, "completed_at": notification.completed_at,
            "scheduled_for": notification.scheduled_for,
            "one_click_unsubscribe_url": notification.one_click_unsubscribe_url, "cost_in_pounds": 0.0,
            "is_cost_data_ready": True, "cost_details": {},
        }


def _failing(fault: Fault) -> Answer | None:
    """The answer to a request that is not looked at."""
    match fault.kind:
        case "rate-limit":
            return _error(429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds")
        case "daily-limit":
            return _error(429, "TooManyRequestsError", "Exceeded send limits (250000) for today")
        case "server-error":
            return _error(500, "Exception", "Internal server error")
        case "forbidden":
            return _error(403, "AuthError", "Invalid token: API key has been revoked")
        case "drop":
            return Answer(0, {}, is_dropped=True)
    return None


def _after_accepting(fault: Fault, answer: Answer) -> Answer:
    match fault.kind:
        case "accept-then-drop":
            return dataclasses.replace(answer, is_dropped=True)
        case "accept-then-server-error":
            return _error(500, "Exception", "Internal server error")
        case "accept-then-drip":
            return dataclasses.replace(answer, drip_seconds=fault.seconds)
        case "slow":
            return dataclasses.replace(answer, delay_seconds=fault.seconds)
    return answer


def _error(status: int, name: str, *messages: str) -> Answer:
    return Answer(status, {"status_code": status, "errors": [{"error": name, "message": each} for each in messages]})


def _render(value: object) -> str:
    """A list becomes bullets, as Notify prints it."""
    if isinstance(value, list):
        return "\n".join(f"* {item}" for item in value)
    return str(value)
