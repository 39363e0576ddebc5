#!/usr/bin/env python3
r"""Registers an early career teacher from outside: seals the proof of identity, publishes the command, waits for its
outcome.

This is all that a school's own system needs to know. It uses libraries from PyPI only: pyhpke for the seal (RFC 9180)
and confluent-kafka for Kafka. Try it on the system that `deploy/up` started, with a teacher of deploy/demo-data:

    .local/venv/bin/python deploy/examples/send_command.py --trn 9990025 --date-of-birth 2000-01-09 \
        --urn 190001 --email-address yusuf.demir@school.example \
        --appropriate-body-id 0619d23b-0fd7-58fd-8714-7d84d55bc9e1 --school-led

A second time it is refused, since the teacher is registered by then.
"""

import argparse
import base64
import datetime
import json
import pathlib
import sys
import time
import uuid

from confluent_kafka import Consumer, Producer, TopicPartition
from pyhpke import AEADId, CipherSuite, KDFId, KEMId

COMMANDS = "registration.command.v1"
OUTCOMES = "registration.command-outcome.v1"
SEAL_INFO = b"register-early-career-teachers/identity-proof/v1"


def seal(proof: dict[str, str], command_id: str, public_key: bytes, key_id: str) -> dict[str, str]:
    """Seals a date of birth, a national insurance number, or both, so that only registration can read them.

    The command id is bound into the seal: taken from one command and put into another, it does not open.
    """
    suite = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM)
    encapsulated, sender = suite.create_sender_context(
        suite.kem.deserialize_public_key(public_key), info=SEAL_INFO)
    ciphertext = sender.seal(json.dumps(proof).encode(), aad=command_id.encode())
    return {
        "keyID": key_id,
        "encapsulatedKey": base64.b64encode(encapsulated).decode(),
        "ciphertext": base64.b64encode(ciphertext).decode(),
    }


def envelope(command: str, subject: str) -> list[tuple[str, bytes]]:
    """The CloudEvents attributes of a command, as Kafka headers."""
    attributes = {
        "content-type": "application/json",
        "ce_specversion": "1.0",
        "ce_id": str(uuid.uuid4()),
        "ce_type": f"uk.gov.education.{command}",
        "ce_source": "urn:example:school-system",
        "ce_time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "ce_subject": subject,
    }
    return [(name, value.encode()) for name, value in attributes.items()]


class Outcomes:
    """Reads outcomes from the moment it is made, so that it is made before the command is sent."""

    def __init__(self, bootstrap: str):
        self._consumer = Consumer({
            "bootstrap.servers": bootstrap, "group.id": f"send-command-{uuid.uuid4()}", "enable.auto.commit": False})
        partitions = self._consumer.list_topics(OUTCOMES, timeout=10).topics[OUTCOMES].partitions
        ends = []
        for partition in partitions:
            _, end = self._consumer.get_watermark_offsets(TopicPartition(OUTCOMES, partition), timeout=10)
            ends.append(TopicPartition(OUTCOMES, partition, end))
        self._consumer.assign(ends)

    def of(self, command_id: str, seconds: float) -> dict | None:
        """The outcome of a command with its type under `outcome`, or nothing if none came in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            message = self._consumer.poll(0.1)
            if message is None or message.error() or message.key() != command_id.encode():
                continue
            kind = dict(message.headers())["ce_type"].decode().rpartition(".")[2]
            return {"outcome": kind} | json.loads(message.value())
        return None

    def close(self) -> None:
        self._consumer.close()


def publish(bootstrap: str, command: str, body: dict, key: str) -> None:
    """Publishes a command and returns once the broker has it."""
    failures = []
    # A retry may send it twice; the command id makes that harmless, so the producer needs no idempotence of its own.
    producer = Producer({"bootstrap.servers": bootstrap, "acks": "all", "partitioner": "murmur2_random"})
    producer.produce(
        COMMANDS, key=key, value=json.dumps(body), headers=envelope(command, subject=key),
        on_delivery=lambda error, _: failures.append(error) if error else None)
    if producer.flush(30) or failures:
        sys.exit(f"The command did not reach the broker: {failures[0] if failures else 'no answer within 30 s'}.")


def main() -> None:
    options = _options()
    key_id, public_key = read_public_key(options.public_key_file)
    command_id = options.command_id or str(uuid.uuid4())
    proof = {"dateOfBirth": options.date_of_birth, "nationalInsuranceNumber": options.national_insurance_number}
    proof = {name: value for name, value in proof.items() if value}
    body = {
        "commandID": command_id,
        "urn": options.urn,
        "trn": options.trn,
        "identityProof": seal(proof, command_id, public_key, key_id),
        "emailAddress": options.email_address,
        "startedOn": options.started_on,
        "workingPattern": options.working_pattern,
        "appropriateBodyID": options.appropriate_body_id,
        "trainingProgramme": "school_led" if options.school_led else "provider_led",
        "leadProviderID": options.lead_provider_id,
        "requestedBy": "example",
    }
    outcomes = Outcomes(options.bootstrap_servers)
    publish(
        options.bootstrap_servers, "registration.ect.register",
        {name: value for name, value in body.items() if value is not None}, key=options.trn)
    outcome = outcomes.of(command_id, options.timeout)
    outcomes.close()
    if outcome is None:
        sys.exit(f"No outcome of command {command_id} came within {options.timeout:g} s.")
    print(json.dumps(outcome, indent=2))
    sys.exit(0 if outcome["outcome"] == "accepted" else 1)


def read_public_key(file: pathlib.Path) -> tuple[str, bytes]:
    (key_id, text), *_ = json.loads(file.read_text()).items()
    return key_id, base64.b64decode(text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Registers an early career teacher and waits for the outcome.")
    local = pathlib.Path(__file__).resolve().parents[2] / ".local"
    parser.add_argument("--bootstrap-servers", default="127.0.0.1:7492")
    parser.add_argument("--public-key-file", type=pathlib.Path, default=local / "secrets" / "proof-public-key.json")
    parser.add_argument(
        "--command-id", help="a UUID of your own; an id that was used before is answered as a conflict, as each sealed "
        "proof differs")
    parser.add_argument("--trn", required=True)
    parser.add_argument("--urn", required=True)
    parser.add_argument("--date-of-birth", help="YYYY-MM-DD")
    parser.add_argument("--national-insurance-number")
    parser.add_argument("--email-address", required=True)
    parser.add_argument("--started-on", default=datetime.date.today().isoformat(), help="YYYY-MM-DD, today if left out")
    parser.add_argument("--working-pattern", default="full_time", choices=["full_time", "part_time"])
    parser.add_argument("--appropriate-body-id", required=True)
    training = parser.add_mutually_exclusive_group(required=True)
    training.add_argument("--lead-provider-id", help="the lead provider of provider-led training")
    training.add_argument("--school-led", action="store_true")
    parser.add_argument("--timeout", type=float, default=30, help="seconds to wait for the outcome")
    options = parser.parse_args()
    if not options.date_of_birth and not options.national_insurance_number:
        parser.error("give --date-of-birth, --national-insurance-number, or both")
    return options


if __name__ == "__main__":
    main()
