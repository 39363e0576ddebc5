"""The notifications that were accepted, and what became of each."""

import dataclasses
import datetime
import threading
import uuid

PAGE_SIZE = 250
TERMINAL = {"delivered", "permanent-failure", "temporary-failure", "technical-failure"}


def timestamp() -> str:
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclasses.dataclass
class Notification:
    email_address: str
    template_id: str
    reference: str | None
    subject: str
    body: str
    one_click_unsubscribe_url: str | None = None
    scheduled_for: str | None = None
    id: str = dataclasses.field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "created"
    created_at: str = dataclasses.field(default_factory=timestamp)
    sent_at: str | None = None
    completed_at: str | None = None

    @property
    def destiny(self) -> str:
        """Where the e-mail will end, as with a test key: two addresses fail, every other is delivered."""
        return {
            "perm-fail@simulator.notify": "permanent-failure",
            "temp-fail@simulator.notify": "temporary-failure",
        }.get(self.email_address.lower(), "delivered")

    @property
    def is_kept(self) -> bool:
        """Notify forgets what is sent to its smoke test addresses."""
        name, _, host = self.email_address.lower().partition("@")
        return not (name.startswith("simulate-delivered") and host == "notifications.service.gov.uk")

    def receipt(self) -> dict:
        """What the delivery callback carries."""
        return {
            "id": self.id, "reference": self.reference, "to": self.email_address, "status": self.status,
            "created_at": self.created_at, "completed_at": self.completed_at, "sent_at": self.sent_at,
            "notification_type": "email", "template_id": self.template_id, "template_version": 1,
        }


class Mailbox:
    def __init__(self):
        self._lock = threading.Lock()
        self._notifications: dict[str, Notification] = {}

    def add(self, notification: Notification) -> None:
        with self._lock:
            if notification.is_kept:
                self._notifications[notification.id] = notification

    def find(self, identifier: str) -> Notification | None:
        with self._lock:
            return self._notifications.get(identifier.lower())

    def advance(self, notification: Notification, status: str) -> None:
        with self._lock:
            notification.status = status
            if status == "sending":
                notification.sent_at = timestamp()
            if status in TERMINAL:
                notification.completed_at = timestamp()

    def all(self) -> list[Notification]:
        """Oldest first."""
        with self._lock:
            return list(self._notifications.values())

    def clear(self) -> None:
        with self._lock:
            self._notifications.clear()

    def page(
        self, reference: str | None, statuses: list[str], older_than: str | None
    ) -> tuple[list[Notification], bool]:
        """Newest first, at most one page of them, and whether there are more."""
        found = self.all()
        found.reverse()
        if older_than:
            position = next((index for index, each in enumerate(found) if each.id == older_than.lower()), None)
            found = found[position + 1:] if position is not None else []
        matching = [
            each for each in found
            if (reference is None or each.reference == reference) and (not statuses or each.status in statuses)
        ]
        return matching[:PAGE_SIZE], len(matching) > PAGE_SIZE
