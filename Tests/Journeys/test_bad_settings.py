"""What is set wrongly is named, with what to do, and ends in an exit code of its own."""

import json
import socket

import pytest

from journeys.twin import Twin
from stack.credentials import SERVICES
from stack.ports import Ports
from stack.waiting import wait_until

CONFIGURATION, PORT_TAKEN, UNAVAILABLE = 78, 76, 75


def without(service, *names: str) -> dict[str, str]:
    """Settings that count as not set."""
    return {name: "" for name in names}


@pytest.fixture
def free_ports():
    """Ports beside those of the running services, so that a second process has nothing to stumble over but its fault."""
    ports = Ports.free()
    return {"INTERNAL_PORT": str(ports.identity_internal), "HTTP_PORT": str(ports.partnerships)}


REQUIRED = [
    *((service, "DATABASE_URL_FILE", "DATABASE_URL") for service in SERVICES),
    *((service, "KAFKA_BOOTSTRAP_SERVERS", "KAFKA_BOOTSTRAP_SERVERS") for service in SERVICES),
    ("registration", "LOOKUP_KEY_FILE", "LOOKUP_KEY"),
    ("registration", "PROOF_KEYS_FILE", "PROOF_KEYS"),
    ("notifications", "NOTIFY_API_KEY_FILE", "NOTIFY_API_KEY"),
]


@pytest.mark.parametrize(("service", "variable", "name"), REQUIRED)
def test_a_missing_setting_is_named(stack, free_ports, service, variable, name):
    result = stack.services[service].run("serve", seconds=30, **(free_ports | {variable: ""}))
    assert result.returncode == CONFIGURATION, result.stderr
    assert name in result.stderr
    assert "not set" in result.stderr


def test_made_up_people_are_not_published_unasked(stack):
    result = stack.services["identity"].run("generate-persons", "5", "--publish", ALLOW_MADE_UP_PERSONS="")
    assert result.returncode == CONFIGURATION, result.stderr
    assert "ALLOW_MADE_UP_PERSONS" in result.stderr
    assert "published" not in result.stdout


@pytest.mark.parametrize(
    ("service", "name", "value"),
    [
        ("identity", "INTERNAL_PORT", "eighty"),
        ("identity", "LOG_LEVEL", "loud"),
        ("identity", "KAFKA_BOOTSTRAP_SERVERS", "http://kafka:9092"),
        ("registration", "KAFKA_FETCH_WAIT_MS", "0"),
        ("registration", "KAFKA_FETCH_WAIT_MS", "60000"),
        ("registration", "REGISTRATION_CLOSED", "in June"),
        ("partnerships", "HTTP_PORT", "70000"),
        ("notifications", "NOTIFY_BASE_URL", "notify"),
        ("notifications", "HTTP_PORT", "70000"),
        ("notifications", "DRAIN_WAIT_MS", "soon"),
        ("notifications", "NOTIFY_CALLBACK_TOKEN", "a token with blanks"),
    ],
)
def test_a_malformed_setting_is_named_without_its_value(stack, free_ports, service, name, value):
    result = stack.services[service].run("serve", seconds=30, **(free_ports | {name: value, f"{name}_FILE": ""}))
    assert result.returncode == CONFIGURATION, result.stderr
    assert name in result.stderr
    assert "must be" in result.stderr


def test_a_wrong_setting_is_named_although_the_database_is_away(stack, free_ports):
    away = {"DATABASE_URL": "postgres://notifications@127.0.0.1:1/none", "DATABASE_URL_FILE": ""}
    result = stack.services["notifications"].run("serve", seconds=30, NOTIFY_TEMPLATE_ID="one", **(free_ports | away))
    assert result.returncode == CONFIGURATION, result.stderr
    assert "NOTIFY_TEMPLATE_ID" in result.stderr


def test_a_secret_file_that_is_empty_is_named(stack, free_ports, tmp_path):
    file = tmp_path / "token"
    file.write_text(" \n")
    result = stack.services["notifications"].run(
        "serve", seconds=30, NOTIFY_CALLBACK_TOKEN_FILE=str(file), **free_ports)
    assert result.returncode == CONFIGURATION, result.stderr
    assert f"NOTIFY_CALLBACK_TOKEN_FILE names {file}, which is empty" in result.stderr


def test_a_secret_file_that_is_not_there_is_named(stack, free_ports):
    result = stack.services["notifications"].run(
        "serve", seconds=30, **(free_ports | {"NOTIFY_API_KEY_FILE": "/nowhere/key"}))
    assert result.returncode == CONFIGURATION
    assert "/nowhere/key" in result.stderr


@pytest.mark.parametrize(
    ("service", "variable"),
    [("registration", "LOOKUP_KEY_FILE"), ("registration", "PROOF_KEYS_FILE"), ("notifications", "NOTIFY_API_KEY_FILE")],
)
def test_a_malformed_secret_is_named_and_not_shown(stack, free_ports, tmp_path, service, variable):
    file = tmp_path / "secret"
    file.write_text("canary-secret")
    result = stack.services[service].run("serve", seconds=30, **(free_ports | {variable: str(file)}))
    assert result.returncode == CONFIGURATION, result.stderr
    assert variable.removesuffix("_FILE") in result.stderr
    assert "canary-secret" not in result.stderr + result.stdout


@pytest.mark.parametrize("service", SERVICES)
def test_a_taken_internal_port_is_named(stack, service):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        ports = Ports.free()
        result = stack.services[service].run(
            "serve", seconds=60, INTERNAL_PORT=port, HTTP_PORT=str(ports.partnerships))
    assert result.returncode == PORT_TAKEN, result.stderr
    assert port in result.stderr
    assert "INTERNAL_PORT" in result.stderr


def test_a_taken_public_port_is_named(stack):
    taken = str(stack.ports.partnerships)
    result = stack.services["partnerships"].run(
        "serve", seconds=60, INTERNAL_PORT=str(Ports.free().identity_internal), HTTP_PORT=taken)
    assert result.returncode == PORT_TAKEN, result.stderr
    assert taken in result.stderr
    assert "HTTP_PORT" in result.stderr


@pytest.mark.parametrize("command", ["serve", "topics"])
def test_a_setting_that_the_kafka_library_does_not_take_is_named(stack, free_ports, command):
    result = stack.services["identity"].run(command, seconds=60, KAFKA_SETTINGS="no.such.setting=1", **free_ports)
    assert result.returncode == CONFIGURATION, result.stderr
    assert "no.such.setting" in result.stderr
    assert "KAFKA_SETTINGS" in result.stderr


def test_a_host_of_another_machine_is_named(stack, free_ports):
    result = stack.services["identity"].run("serve", seconds=60, HTTP_HOST="192.0.2.1", **free_ports)
    assert result.returncode == CONFIGURATION, result.stderr
    assert "HTTP_HOST names 192.0.2.1" in result.stderr


@pytest.mark.parametrize("service", SERVICES)
def test_an_unreachable_database_ends_a_command(stack, service):
    result = stack.services[service].run(
        "migrate", seconds=60, DATABASE_URL_FILE="", DATABASE_URL=f"postgres://nobody@127.0.0.1:{Ports.free().postgres}/x")
    assert result.returncode == UNAVAILABLE, result.stderr
    assert "DATABASE_URL" in result.stderr


def test_an_unreachable_broker_ends_a_command(stack):
    # One of them stands for all: it is tried for long before it is given up.
    result = stack.services["identity"].run(
        "topics", seconds=120, KAFKA_BOOTSTRAP_SERVERS=f"127.0.0.1:{Ports.free().kafka}")
    assert result.returncode == UNAVAILABLE, result.stderr
    assert "KAFKA_BOOTSTRAP_SERVERS" in result.stderr


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("command", [[], ["serve"], ["migrate"], ["topics"], ["dead-letters"], ["republish"]])
def test_every_command_has_help(stack, service, command):
    result = stack.services[service].run(*command, "--help", seconds=30)
    assert result.returncode == 0
    assert "USAGE" in result.stdout
    assert "OVERVIEW" in result.stdout


def test_a_service_that_reaches_no_broker_says_which_setting_names_it(stack):
    registration = Twin(stack, stack.services["registration"])
    nowhere = f"127.0.0.1:{Ports.free().kafka}"
    registration.start(KAFKA_BOOTSTRAP_SERVERS=nowhere)
    try:
        line = wait_until(
            "it says so", lambda: next(
                (each for each in registration.process.log.read_text().splitlines() if "No broker can be reached" in each),
                None), 30, explain=registration.process.tail)
        told = json.loads(line)
        assert told["level"] == "warning"
        assert "KAFKA_BOOTSTRAP_SERVERS" in told["hint"]
        assert registration.is_ready, "it can keep what it owes"
    finally:
        registration.process.stop(may_be_killed=True)
