"""A process that does not end when it is asked to is killed, and somebody hears of it."""

import os
import sys
import time

import pytest

from stack.processes import Process
from stack.state import Problem, State
from stack.waiting import wait_until

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
OBEDIENT = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(3)); print('up', flush=True); signal.pause()"


@pytest.fixture
def running(tmp_path):
    state = State(tmp_path)
    state.create()
    process = Process(state, "program")

    def start(program: str) -> Process:
        process.start([sys.executable, "-c", program], dict(os.environ))
        wait_until("the program runs", lambda: process.log.read_text())
        return process

    yield start
    process.kill()


def test_a_process_that_ends_by_itself_tells_its_exit_code(running):
    process = running(OBEDIENT)
    ending = process.stop(seconds=20)
    assert ending.exit_code == 3
    assert ending.seconds < 20
    assert process.pid is None
    assert process.stop() is None, "it runs no more"


def test_a_process_that_had_to_be_killed_is_a_problem(running):
    process = running(DEAF)
    with pytest.raises(Problem, match="program did not end within 0.5 s"):
        process.stop(seconds=0.5)
    assert process.pid is None
    assert process.exit_code == -9


def test_a_process_that_may_be_killed_is_none(running):
    process = running(DEAF)
    began = time.monotonic()
    assert process.stop(seconds=0.5, may_be_killed=True).exit_code == -9
    assert time.monotonic() - began < 10


def test_a_process_that_somebody_else_started_is_stopped_too(running, tmp_path):
    running(OBEDIENT)
    found = Process(State(tmp_path), "program")
    ending = found.stop(seconds=20)
    assert ending is not None and found.pid is None
