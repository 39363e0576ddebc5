"""deploy/up from nothing, again, and the commands that follow it, as a newcomer types them."""

import dataclasses
import os
import pathlib
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from journeys.system import binaries
from stack.credentials import SERVICES
from stack.ports import Ports, is_taken
from stack.state import DEPLOY, REPOSITORY

READY_SECONDS = 20


@dataclasses.dataclass
class Terminal:
    environment: dict[str, str]
    ports: Ports
    seconds: float = 0

    def run(self, command: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess:
        began = time.monotonic()
        result = subprocess.run(
            [str(DEPLOY / command), *arguments], env=os.environ | self.environment | settings, cwd="/",
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        self.seconds = time.monotonic() - began
        return result

    def require(self, command: str, *arguments: str) -> str:
        result = self.run(command, *arguments)
        assert result.returncode == 0, f"deploy/{command}: {result.returncode}\n{result.stdout}\n{result.stderr}"
        return result.stdout


@pytest.fixture(scope="module")
def terminal(tmp_path_factory):
    """A machine on which nothing runs, but for the services, which are built already."""
    state = tmp_path_factory.mktemp("up") / "state"
    ports = Ports.free()
    terminal = Terminal(
        {"ECT_STATE": str(state), "ECT_BINARIES": str(binaries())}
        | {f"ECT_{field.name.upper()}_PORT": str(getattr(ports, field.name)) for field in dataclasses.fields(Ports)},
        ports)
    yield terminal
    down = terminal.run("down", "--purge")
    assert down.returncode == 0, down.stderr
    assert not state.exists()


@pytest.fixture(scope="module")
def first(terminal) -> str:
    return terminal.require("up")


@pytest.fixture(scope="module")
def second(terminal, first) -> tuple[str, float]:
    printed = terminal.require("up", "--no-demo")
    return printed, terminal.seconds


def timeline(printed: str) -> list[str]:
    """What the main job showed, in the order of time."""
    moments = re.findall(r"^ *(-?\d+) ms  (.*)$", printed, re.MULTILINE)
    assert [int(moment) for moment, _ in moments] == sorted(int(moment) for moment, _ in moments)
    return [what for _, what in moments]


def test_the_first_run_shows_the_main_job_from_command_to_email(first):
    told = timeline(first)
    assert told[0].startswith("school: the command")
    for part in (
        "identity: the person is who the school says", "the command is accepted", "expression of interest",
        "creates the partnership", "is confirmed", "the teacher is a participant", "GOV.UK Notify takes the e-mail",
    ):
        assert any(part in each for each in told), f"{part} is missing in:\n{first}"
    assert "deploy/status" in first, "it says what to try next"


def test_it_says_where_the_secrets_are(terminal, first):
    folder = pathlib.Path(re.search(r"\(tokens: (\S+)/lead-provider-token-\*\)", first)[1])
    tokens = list(folder.glob("lead-provider-token-*"))
    assert tokens and all(token.stat().st_mode & 0o077 == 0 for token in tokens)


def test_the_addresses_that_it_prints_answer(terminal, first):
    addresses = re.findall(r"http://[\d.:]+[\w/.]*", first)
    assert len(addresses) >= 4, first
    for address in addresses:
        try:
            with urllib.request.urlopen(address, timeout=10) as response:
                assert response.status == 200
        except urllib.error.HTTPError as error:
            # The API wants a token, and its root is no resource.
            assert str(terminal.ports.partnerships) in address and error.code in (401, 404), f"{address}: {error.code}"


def test_a_second_run_is_ready_soon_and_starts_nothing_twice(terminal, second):
    printed, seconds = second
    assert seconds < READY_SECONDS
    assert "runs already" in printed
    listed = terminal.require("status")
    for service in SERVICES:
        assert re.search(rf"^{service} +\d+ +yes ", listed, re.MULTILINE), listed


def test_status_shows_every_service_and_group(terminal, second):
    listed = terminal.require("status")
    for word in (*SERVICES, "postgres", "broker", "notify", "registration.commands", "partnerships.ects"):
        assert word in listed
    assert re.search(r"^registration\.commands +[1-9]\d* +0 +0 +0$", listed, re.MULTILINE), listed


def test_logs_show_what_was_asked_for_and_say_what_there_is(terminal, second):
    assert "service.started" in terminal.require("logs", "identity")
    everything = terminal.require("logs")
    assert all(f"{service}.log" in everything for service in SERVICES)
    unknown = terminal.run("logs", "nobody")
    assert unknown.returncode == 1
    assert "nobody" in unknown.stderr and "registration" in unknown.stderr


@pytest.mark.parametrize("options", [[], ["--school-led"]])
def test_the_demo_registers_another_teacher(terminal, second, options):
    told = timeline(terminal.require("demo", *options))
    assert any("GOV.UK Notify takes the e-mail" in each for each in told)
    assert any("the school trains the teacher itself" in each for each in told) == bool(options)


def test_the_example_works_as_it_is_written(terminal, second):
    text = (DEPLOY / "examples" / "send_command.py").read_text()
    written = re.search(r"^    \S+python \S+send_command.py (?:.*\\\n)*.*$", text, re.MULTILINE)[0]
    # All that this system has elsewhere.
    moved = [
        "--bootstrap-servers", f"127.0.0.1:{terminal.ports.kafka}",
        "--public-key-file", f"{terminal.environment['ECT_STATE']}/secrets/proof-public-key.json"]
    for code, outcome in [(0, "accepted"), (1, "refused")]:
        result = subprocess.run(
            ["bash", "-c", f'{written} "$@"', "bash", *moved], cwd=REPOSITORY, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=120)
        assert result.returncode == code, result.stdout + result.stderr
        assert f'"outcome": "{outcome}"' in result.stdout


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["registration", "dead-letters", "list"], "nothing is parked"),
        (["notifications", "messages", "list", "--state", "failed"], ""),
        (["registration", "republish", "--topic", "registration.ect.v1"], "registration.ect.v1: "),
        (["partnerships", "topics"], "group partnerships."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_a_command_of_a_service_is_run_with_the_settings_of_the_system(terminal, second, words, printed):
    # What this terminal happens to have set is not for the service.
    result = terminal.run(
        "service", *words, KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert result.returncode == 0, result.stdout + result.stderr
    assert printed in result.stdout
    assert result.stderr == ""


def test_a_service_is_given_the_proof_of_this_terminal_and_its_exit_code_is_told(terminal, second):
    command = [
        "service", "registration", "send-command", "register-ect", "--trn", "9990101", "--urn", "190001",
        "--email-address", "alex@school.example", "--appropriate-body-id", "none", "--started-on", "soon"]
    refused = terminal.run(*command, DATE_OF_BIRTH="1990-05-17")
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert refused.stdout.startswith("refused: command ")
    without = terminal.run(*command)
    assert without.returncode == 64
    assert "DATE_OF_BIRTH" in without.stderr
    assert terminal.run("service", "registration", "serve").returncode == 2


def test_ctrl_c_reaches_the_command_of_a_service(terminal, second, tmp_path):
    file = tmp_path / "persons.ndjson"
    file.write_text("{}\n" * 2_000_000)
    with subprocess.Popen(
        [str(DEPLOY / "service"), "identity", "import-persons", str(file)], env=os.environ | terminal.environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as importer:
        assert importer.stderr.readline()
        os.killpg(importer.pid, signal.SIGINT)
        printed, told = importer.communicate(timeout=60)
    assert importer.returncode == 1, told
    assert "Interrupted" in told
    assert printed == ""


def test_what_was_stopped_comes_back_with_its_data(terminal, second):
    stopped = terminal.require("down")
    for part in (*SERVICES, "notify", "broker", "postgres"):
        assert part in stopped, stopped
    assert not any(is_taken(getattr(terminal.ports, field.name)) for field in dataclasses.fields(Ports))
    status = terminal.run("status")
    assert status.returncode == 1
    assert "deploy/up" in status.stderr
    demo = terminal.run("demo")
    assert demo.returncode == 1
    assert "Not ready" in demo.stderr
    away = terminal.run("service", "identity", "dead-letters", "list")
    assert away.returncode == 75
    assert "deploy/up" in away.stderr
    assert "USAGE: identity" in terminal.require("service", "identity", "--help")

    again = terminal.require("up", "--no-demo")
    assert terminal.seconds < READY_SECONDS, again
    told = timeline(terminal.require("demo"))
    assert any("is confirmed" in each for each in told)


def pids(state: pathlib.Path) -> set[str]:
    return {(state / "run" / f"{service}.pid").read_text() for service in SERVICES}


@pytest.mark.parametrize("option", ["--release", "--durable-broker"])
def test_up_refuses_an_option_that_contradicts_what_runs(terminal, second, option):
    # Executables from elsewhere may be optimised.
    contradicts = option == "--durable-broker" or binaries().name == "debug"
    result = terminal.run("up", "--no-demo", option)
    assert result.returncode == (1 if contradicts else 0)
    assert ("deploy/down first" in result.stderr) == contradicts


def test_a_broker_that_died_is_told_and_started_anew_with_all_that_reads_from_it(terminal, second):
    terminal.require("up", "--no-demo")
    state = pathlib.Path(terminal.environment["ECT_STATE"])
    os.kill(int((state / "run" / "broker.pid").read_text().split()[0]), signal.SIGKILL)
    listed = terminal.run("status")
    assert listed.returncode == 1
    assert "Not running: broker" in listed.stderr
    failed = terminal.run("demo")
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    before = pids(state)
    terminal.require("up", "--no-demo")
    assert not before & pids(state), "no service has met the empty log"
    assert terminal.run("status").returncode == 0
    terminal.require("demo")
