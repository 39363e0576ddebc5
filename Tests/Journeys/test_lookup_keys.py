"""The lookup key is changed while schools go on registering teachers, and nobody is told that a teacher does not match."""

import base64
import json
import secrets

import pytest

from journeys.school import School
from journeys.system import EVERY_TOPIC, started
from journeys.world import World, record
from stack.kafka import Tail
from stack.waiting import wait_until


@pytest.fixture(scope="module")
def stack(request):
    with started("lookup-keys", request) as stack:
        yield stack


@pytest.fixture(scope="module")
def world(stack):
    return World.create(stack, people=10, schools=10)


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def use(stack, service: str, *keys: str) -> None:
    stack.services[service].environment |= {"LOOKUP_KEY": ",".join(keys), "LOOKUP_KEY_FILE": ""}


def restart_registration(stack) -> None:
    registration = stack.services["registration"]
    registration.process.stop()
    registration.start()
    registration.wait_until_ready()
    registration.wait_until_joined(["registration.commands"])


def persons_by_key(stack) -> dict[str, int]:
    status, body = stack.services["identity"].internal("/lookup-keys")
    assert status == 200
    return {key["id"]: key["persons"] for key in json.loads(body)["lookupKeys"]}


def import_again(stack, *persons) -> str:
    file = stack.state.run / "again.ndjson"
    file.write_text("".join(json.dumps(record(person)) + "\n" for person in persons))
    result = stack.services["identity"].run("import-persons", str(file), "--observed-now")
    assert result.returncode == 0, result.stderr
    stack.wait_until_quiet()
    return result.stderr.rpartition("lookup key ")[2].strip()


def parked_commands(stack) -> list[str]:
    listed = stack.services["registration"].require("dead-letters", "list")
    return [line.split("  ")[0] for line in listed.splitlines() if "LOOKUP_KEY" in line]


def test_a_key_is_changed_while_schools_register_teachers(stack, world):
    old, new = stack.credentials.lookup_key.read_text().strip(), new_key()
    persons = [world.person() for _ in range(4)]
    with Tail(stack.broker.address, EVERY_TOPIC) as tail:
        school = School(stack, tail)
        (old_id, before), = persons_by_key(stack).items()

        use(stack, "registration", new, old)
        restart_registration(stack)
        assert school.ask(school.registration(persons[0], world.school())).kind == "accepted"

        use(stack, "identity", new)
        new_id = import_again(stack, persons[1])
        assert persons_by_key(stack) == {old_id: before - 1, new_id: 1}
        assert school.ask(school.registration(persons[1], world.school())).kind == "accepted"
        assert school.ask(school.registration(persons[2], world.school())).kind == "accepted"

        # Too early: some are known under the old key alone.
        use(stack, "registration", new)
        restart_registration(stack)
        assert school.ask(school.registration(persons[1], world.school())).kind == "refused", "she is registered already"
        early = school.registration(persons[3], world.school())
        school.send(early)
        command, = wait_until("the command is set aside", lambda: parked_commands(stack))
        assert school.outcomes(early["commandID"]) == []

        import_again(stack, persons[3])
        stack.services["registration"].require("dead-letters", "replay", command)
        assert school.outcome(early["commandID"]).kind == "accepted"
