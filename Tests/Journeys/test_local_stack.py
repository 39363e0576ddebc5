"""The commands in deploy/ say what is wrong."""

import os
import socket
import subprocess

import pytest

from stack.state import DEPLOY, REPOSITORY

COMMANDS = ["up", "down", "status", "demo", "logs", "import-gias", "test"]


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


@pytest.mark.parametrize("command", ["status", "demo", "logs", "down"])
def test_commands_say_what_to_do_where_nothing_was_started(command, tmp_path):
    result = run(command, ECT_STATE=str(tmp_path / "state"))
    assert "deploy/up" in result.stderr or "Nothing runs" in result.stdout
