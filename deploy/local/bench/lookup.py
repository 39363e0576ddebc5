"""Round trip of a teacher lookup, beside two raw hops through the same broker with the same settings."""

import base64
import datetime
import hashlib
import hmac
import json
import uuid

from stack.terminal import step
from stack.whole import Stack

from . import people
from .raw_hops import RoundTrips, echo
from .report import Row, percentile

ROUNDS = 400
LIMIT = 2.0


def measure(stack: Stack, _) -> list[Row]:
    trn, = people.known_to_identity(stack, 1)
    bootstrap = stack.broker.address
    key = base64.b64decode(stack.credentials.lookup_key.read_text())
    mac = hmac.new(key, f"{trn}:{people.DATE_OF_BIRTH}".encode(), hashlib.sha256).digest()
    digest = base64.urlsafe_b64encode(mac).decode().rstrip("=")
    with step(f"{ROUNDS} lookups and {ROUNDS} raw round trips, in turn"), echo(bootstrap) as (ping, pong):
        questions = RoundTrips(bootstrap, "identity.lookup-request.v1", "identity.lookup-reply.v1")
        hops = RoundTrips(bootstrap, ping, pong)
        lookups, raw = [], []
        for number in range(ROUNDS + 20):
            looked_up, hopped = _lookup(questions, trn, digest), _hop(hops)
            if number >= 20:  # the first ones open connections
                lookups.append(looked_up)
                raw.append(hopped)
        questions.close()
        hops.close()
    return [_row(name, share, lookups, raw) for name, share in (("p50", 0.50), ("p99", 0.99))]


def _lookup(questions: RoundTrips, trn: str, digest: str) -> float:
    request = str(uuid.uuid4())
    deadline = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=5)
    body = {
        "requestID": request, "trn": trn, "dateOfBirthDigest": digest, "replyTo": str(uuid.uuid4()),
        "deadline": deadline.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }

    def answers(message) -> bool:
        if message.key() != request.encode():
            return False
        result = json.loads(message.value())["result"]
        if result != "matched":
            raise AssertionError(f"the lookup answered {result}")
        return True

    headers = people.EXAMPLE.envelope("identity.lookup.requested", subject=trn)
    return questions.milliseconds(trn, json.dumps(body).encode(), answers, headers)


def _hop(hops: RoundTrips) -> float:
    key = str(uuid.uuid4())
    return hops.milliseconds(key, b"x" * 300, lambda message: message.key() == key.encode())


def _row(name: str, share: float, lookups: list[float], raw: list[float]) -> Row:
    figure, peer = percentile(lookups, share), percentile(raw, share)
    ratio = figure / peer
    return Row(
        f"teacher lookup, round trip {name}", f"{figure:.1f} ms", f"two raw hops: {peer:.1f} ms", f"{ratio:.2f}",
        f"at most {LIMIT:g}", ratio <= LIMIT)
