"""`deploy/service`: a command of a service on this terminal, with what the stack gives the service itself."""

import argparse
import os
import pathlib
import signal
import sys
from typing import NoReturn

from .build import binaries_in, executables
from .credentials import SERVICES
from .options import Parser
from .services import surroundings
from .state import Problem, State
from .terminal import warn
from .whole import Stack

# A proof of identity, which send-command takes from here, since other people can list the options of processes.
HANDED_ON = ("DATE_OF_BIRTH", "NATIONAL_INSURANCE_NUMBER")


def run(options: argparse.Namespace) -> NoReturn:
    """Becomes the command, so that the terminal, its signals and the exit code are the command's own."""
    name, *arguments = options.words
    if name not in SERVICES:
        Parser("service").error(f"there is no service {name}. There are: {', '.join(SERVICES)}")
    is_help = _asks_for_help(arguments)
    if arguments[:1] == ["serve"] and not is_help:
        Parser("service").error(f"{name} serve is not run from here: deploy/up starts it, deploy/status shows it")
    state = State.default()
    if state.recall() is None and is_help:
        binary, environment = _built(name), surroundings(state)
    else:
        stack = Stack.recalled(state)
        if not is_help and not stack.is_running:
            warn("Nothing of the system runs: deploy/up starts it.")
        binary, environment = binaries_in(stack.binaries) / name, stack.services[name].environment
    _become(binary, arguments, environment | {key: os.environ[key] for key in HANDED_ON if key in os.environ})


def _asks_for_help(arguments: list[str]) -> bool:
    return arguments[:1] in ([], ["help"], ["--version"]) or not {"--help", "-h"}.isdisjoint(arguments)


def _built(name: str) -> pathlib.Path:
    """The executable, where there is no stack that says which."""
    folders = [executables(configuration) for configuration in ("debug", "release")]
    found = next((folder / name for folder in folders if (folder / name).exists()), None)
    if found is None:
        raise Problem(f"{name} is not built yet, and nothing was started here: run deploy/up first.")
    return found


def _become(binary: pathlib.Path, arguments: list[str], environment: dict[str, str]) -> NoReturn:
    sys.stdout.flush()
    # Python ignores these, and what is ignored stays so in the program that takes its place.
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execve(binary, [str(binary), *arguments], environment)
    except OSError as error:
        raise Problem(f"{binary} could not be started: {error.strerror}.") from error
