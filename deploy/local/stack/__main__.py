"""The commands of the local stack; the scripts in deploy/ are their front doors and hold their help."""

import argparse
import os
import sys

import confluent_kafka
import psycopg

from . import commands, demo_data, importing, main_job, operating, testing
from .build import build, executables
from .options import Parser
from .ports import Ports
from .state import Problem, State
from .terminal import say, step, warn
from .whole import Stack


def main() -> int:
    name, *arguments = sys.argv[1:]
    run, add_options = COMMANDS[name]
    parser = Parser(name)
    add_options(parser)
    options = parser.parse_args(arguments)
    try:
        return run(options) or 0
    except Problem as problem:
        warn(f"\n{problem}")
        return 1
    except BrokenPipeError:
        # Whoever read has seen enough; Python must not complain about the rest when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except PermissionError as error:
        warn(f"\n{error.filename or 'What runs here'} may not be used by this account. Run this as the one that ran deploy/up.")
        return 1
    except OSError as error:
        warn(f"\n{error.filename or 'The system'}: {error.strerror or error}.")
        return 1
    except confluent_kafka.KafkaException as error:
        warn(f"\nThe broker: {error}. Is it up? deploy/status says, and deploy/up starts what is not.")
        return 1
    except psycopg.Error as error:
        warn(f"\nPostgreSQL: {str(error).strip()}\nIs it up? deploy/status says, and deploy/up starts what is not.")
        return 1
    except KeyboardInterrupt:
        warn("\nStopped.")
        return 130


def _as_it_runs(stack: Stack, options: argparse.Namespace) -> str:
    """The configuration of what runs. Raises a `Problem` where another one is asked for."""
    configuration = stack.binaries.name
    # Executables of another folder were built by somebody else.
    if options.release and configuration == "debug":
        raise Problem("What runs was built without optimisation: deploy/down first, then deploy/up --release.")
    if options.durable_broker and not stack.broker.store:
        raise Problem("The broker that runs keeps its log in memory: deploy/down first, then deploy/up --durable-broker.")
    return configuration


def _up(options: argparse.Namespace) -> None:
    state = State.default()
    configuration = "release" if options.release else "debug"
    stack = Stack(state, Ports.from_environment(), executables(configuration), options.durable_broker)
    if state.recall() and Stack.recalled(state).is_running:
        stack = Stack.recalled(state)
        configuration = _as_it_runs(stack, options)
        say("Something of the system runs already; the rest is started beside it, on the same ports.")
    # Before the build, which takes minutes.
    stack.require_free_ports()
    if stack.binaries == executables(configuration):
        build(configuration)
    stack.start()
    demo_data.load(stack)
    if not options.no_demo:
        main_job.run(stack)
    operating.print_addresses(stack)


def _down(options: argparse.Namespace) -> None:
    state = State.default()
    database = None
    if state.recall() is None:
        say("Nothing runs.")
    else:
        stack = Stack.recalled(state)
        operating.warn_of_unread_records(stack)
        with step("Stopping") as stopping:
            stopped = stack.stop()
            stopping.result = ", ".join(stopped) or "nothing ran"
        if options.purge:
            database = stack.postgres.purge()
    if options.purge:
        left = state.purge()
        if left:
            say(f"Removed what the system made in {state.root}. Left there: {', '.join(left)}.")
        else:
            say(f"Removed {state.root}.")
        if database and not database.is_relative_to(state.root):
            say(f"Removed the database in {database}.")


def _demo(options: argparse.Namespace) -> None:
    stack = Stack.recalled(State.default())
    stack.require_ready()
    main_job.run(stack, school_led=options.school_led)


def _status(_: argparse.Namespace) -> int:
    return operating.print_status(Stack.recalled(State.default()))


def _logs(options: argparse.Namespace) -> None:
    state = State.default()
    names = options.names or list(Stack.recalled(state).services)
    files = [state.logs / f"{name}.log" for name in names]
    missing = [file.stem for file in files if not file.exists()]
    if missing:
        known = ", ".join(sorted(file.stem for file in state.logs.glob("*.log")))
        raise Problem(f"There is no log of {', '.join(missing)}. There are: {known}.")
    arguments = ["tail", "-n", "100", *(["-F"] if options.follow else []), *map(str, files)]
    sys.stdout.flush()
    os.execvp("tail", arguments)


def _import_gias(options: argparse.Namespace) -> None:
    stack = Stack.recalled(State.default())
    stack.require_ready()
    importing.import_gias(stack, options.establishments, options.links, options.no_links)


def _no_options(_: argparse.ArgumentParser) -> None:
    pass


def _up_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--release", action="store_true")
    parser.add_argument("--durable-broker", action="store_true")
    parser.add_argument("--no-demo", action="store_true")


def _logs_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--follow", "-f", action="store_true")
    parser.add_argument("names", nargs="*")


def _import_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("establishments")
    parser.add_argument("links")
    parser.add_argument("--no-links", action="store_true")


COMMANDS = {
    "up": (_up, _up_options),
    "down": (_down, lambda parser: parser.add_argument("--purge", action="store_true")),
    "demo": (_demo, lambda parser: parser.add_argument("--school-led", action="store_true")),
    "status": (_status, _no_options),
    "logs": (_logs, _logs_options),
    "import-gias": (_import_gias, _import_options),
    "service": (commands.run, lambda parser: parser.add_argument("words", nargs="+")),
    "test": (testing.run, testing.add_options),
}


if __name__ == "__main__":
    sys.exit(main())
