"""The commands in deploy/ say what is wrong."""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys

import pytest

import stack.__main__
from bench.report import Row, middle
from journeys.system import binaries
from stack.credentials import SERVICES
from stack.state import DEPLOY, REPOSITORY, State
from stack.waiting import wait_until

COMMANDS = ["up", "down", "status", "demo", "logs", "import-gias", "service", "test"]


def run(command: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(DEPLOY / command), *arguments], env=os.environ | environment, cwd="/", stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command):
    result = run(command, "--help")
    assert result.returncode == 0
    assert f"Usage: deploy/{command}" in result.stdout


def test_a_taken_port_is_named_before_the_build_with_the_variable_that_moves_it(tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        # Without executables, since the port is told before they are built.
        result = run("up", ECT_STATE=str(tmp_path / "state"), ECT_KAFKA_PORT=str(port), ECT_BINARIES=str(tmp_path))
    assert result.returncode == 1
    assert f"Port {port}" in result.stderr
    assert "ECT_KAFKA_PORT" in result.stderr


def test_a_port_that_is_no_number_is_named(tmp_path):
    result = run(
        "up", ECT_STATE=str(tmp_path / "state"), ECT_PORT_BASE="many",
        ECT_BINARIES=os.environ.get("ECT_BINARIES", str(REPOSITORY / ".build" / "debug")))
    assert result.returncode == 1
    assert "ECT_PORT_BASE" in result.stderr


@pytest.mark.parametrize(
    "command", [["status"], ["demo"], ["logs"], ["down"], ["service", "identity", "topics"]], ids=" ".join)
def test_commands_say_what_to_do_where_nothing_was_started(command, tmp_path):
    result = run(*command, ECT_STATE=str(tmp_path / "state"))
    assert "deploy/up" in result.stderr or "Nothing runs" in result.stdout
    assert not (tmp_path / "state").exists()


def test_service_alone_explains_itself():
    result = run("service")
    assert result.returncode == 0
    for word in (*SERVICES, "dead-letters list", "republish", "topics"):
        assert word in result.stdout


@pytest.mark.parametrize("words", [["help"], ["--help"], ["dead-letters", "--help"], ["serve", "-h"]])
def test_service_shows_the_help_of_a_service_where_nothing_was_started(words, tmp_path):
    result = run("service", "partnerships", *words, ECT_STATE=str(tmp_path / "state"), ECT_BINARIES=str(binaries()))
    assert result.returncode == 0, result.stderr
    assert "USAGE: partnerships" in result.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nobody", "--help"], SERVICES), (["--verbose"], SERVICES), (["identity", "serve"], ["deploy/up"]),
        (["help"], SERVICES),
    ])
def test_service_refuses_what_is_no_service_and_to_serve(words, told):
    result = run("service", *words)
    assert result.returncode == 2
    assert all(word in result.stderr for word in told), result.stderr


def test_service_hands_on_every_word_and_what_comes_in(tmp_path):
    program = tmp_path / "identity"
    program.write_text("#!/bin/sh\nprintf '<%s>' \"$@\"\ncat\ngrep SigIgn /proc/$$/status\necho told >&2\nexit 7\n")
    program.chmod(0o755)
    words = ["help", "--", "-x", "", "--", "two words", "@file", "--help"]
    result = subprocess.run(
        [str(DEPLOY / "service"), "identity", *words], input="typed\n", capture_output=True, text=True, timeout=60,
        env=os.environ | {"ECT_STATE": str(tmp_path / "state"), "ECT_BINARIES": str(tmp_path)})
    assert (result.returncode, result.stderr) == (7, "told\n")
    printed, ignored = result.stdout.split("typed\nSigIgn:")
    assert printed == "".join(f"<{word}>" for word in words)
    # Or it would go on writing to a reader that has left.
    assert not int(ignored, 16) & 1 << signal.SIGPIPE - 1


def test_help_of_a_service_outlives_a_purge(tmp_path):
    for name in ("service", "local/prerequisites.sh"):
        (tmp_path / "deploy" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DEPLOY / name, tmp_path / "deploy" / name)
    program = tmp_path / ".build" / "debug" / "identity"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho told: $@\n")
    program.chmod(0o755)
    results = {
        words: subprocess.run([str(tmp_path / "deploy" / "service"), *words.split()], capture_output=True, text=True)
        for words in ("identity", "identity help serve", "identity dead-letters -h", "identity topics", "nobody help")}
    assert [result.returncode for result in results.values()] == [0, 0, 0, 1, 1]
    assert results["identity help serve"].stdout == "told: help serve\n"
    assert "deploy/up" in results["identity topics"].stderr


def test_a_service_that_is_not_built_is_named(tmp_path):
    result = run("service", "identity", "--help", ECT_STATE=str(tmp_path / "state"), ECT_BINARIES=str(tmp_path))
    assert result.returncode == 1
    assert "identity is not built" in result.stderr and "deploy/up" in result.stderr


@pytest.mark.parametrize("left", [[], ["compose-secrets"]], ids=["nothing", "secrets of compose"])
def test_a_purge_says_what_it_left(left, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("stack.state.REPOSITORY", tmp_path)
    monkeypatch.delenv("ECT_STATE", raising=False)
    root = State.default().root
    assert root == tmp_path / ".local"
    for name in ("logs", "secrets", "lib", "venv", *left):
        (root / name).mkdir(parents=True)
    stack.__main__._down(argparse.Namespace(purge=True))
    told = capsys.readouterr().out
    assert (f"Removed {root}.\n" in told) == (not left), told
    assert all(name in told for name in left)
    assert [each.name for each in root.glob("*")] == left


def test_a_purge_says_where_the_database_was(tmp_path, monkeypatch, capsys):
    database = tmp_path / "elsewhere"
    state = State(tmp_path / "state")
    stopped = argparse.Namespace(stop=lambda: [], postgres=argparse.Namespace(purge=lambda: database))
    monkeypatch.setattr(stack.__main__.State, "default", lambda: state)
    monkeypatch.setattr(stack.__main__.Stack, "recalled", lambda _: stopped)
    monkeypatch.setattr(stack.__main__.operating, "warn_of_unread_records", lambda _: None)
    state.create()
    state.remember({})
    stack.__main__._down(argparse.Namespace(purge=True))
    assert f"Removed the database in {database}." in capsys.readouterr().out


def test_ctrl_c_lets_the_tests_stop_what_they_started(tmp_path):
    # As pytest does with its fixtures: the first Ctrl-C begins to stop things, and a second one would break that off.
    child = """
import pathlib, sys, time
begun, stopped = map(pathlib.Path, sys.argv[1:])
try:
    begun.touch()
    time.sleep(60)
finally:
    time.sleep(0.5)
    stopped.touch()
"""
    begun, stopped = tmp_path / "begun", tmp_path / "stopped"
    parent = f"import sys; from stack.testing import _show; _show([sys.executable, '-c', {child!r}, *sys.argv[1:]])"
    with subprocess.Popen(
        [sys.executable, "-c", parent, str(begun), str(stopped)], env=os.environ | {"PYTHONPATH": str(DEPLOY / "local")},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0,
    ) as terminal:
        wait_until("the child runs", begun.exists)
        # What a terminal does: everybody in the foreground gets the signal.
        os.killpg(terminal.pid, signal.SIGINT)
        terminal.wait(timeout=30)
    assert stopped.exists()


def test_the_bench_takes_the_middle_run_and_the_row_that_misses():
    def run(ratio: str, holds: bool) -> list[Row]:
        return [Row("rate", "1/s", "2/s", ratio, "0.7", True), Row("memory", ratio, "", "", "60 MB", holds)]

    rate, memory = middle([run("0.9", True), run("0.6", False), run("0.8", True)])
    assert rate.ratio == "0.8 (0.6, 0.8, 0.9)"
    assert (memory.figure, memory.holds) == ("0.6", False)
    alone = [Row("rate", "300/s", "", "", "", True)]
    assert middle([alone]) == alone
