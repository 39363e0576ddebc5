"""`deploy/test`: the parts of the test run, each with what it needs around it."""

import argparse
import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree

from .broker import Broker
from .build import IN_ONE_ORDER, OPTIONS, temporary_folder
from .credentials import Credentials
from .ports import Ports
from .postgres import Postgres
from .services import surroundings
from .state import REPOSITORY, Problem, State
from .terminal import say, step

PARTS = ("format", "manifest", "swift", "simulators", "journeys")
SWIFT_SOURCES = ["Package.swift", "Services", "Shared", "Tests"]


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("-k", dest="words")
    parser.add_argument("--filter")


def run(options: argparse.Namespace) -> int:
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        raise Problem(f"There is no part {', '.join(unknown)} of the tests. There are: {', '.join(PARTS)}.")
    # Ctrl-C and a kill alike have to unwind, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parts = [part for part in PARTS if part in options.parts or not options.parts]
    work = {
        "format": _format, "manifest": _manifest, "swift": _swift, "simulators": _simulators, "journeys": _journeys}
    began = time.monotonic()
    failed = []
    for part in parts:
        say(f"\n── {part} " + "─" * (70 - len(part)))
        if not work[part](options):
            failed.append(part)
            if part == "swift" and "journeys" in parts and not (REPOSITORY / ".build" / "debug" / "identity").exists():
                break
    seconds = int(time.monotonic() - began)
    taken = f"{seconds // 60} min {seconds % 60} s"
    if failed:
        say(f"\nFailed after {taken}: {', '.join(failed)}.")
        return 1
    say(f"\nAll passed in {taken}: {', '.join(parts)}.")
    return 0


def _format(_: argparse.Namespace) -> bool:
    with temporary_folder() as temporary:
        return _show(["swift", "format", "lint", "--strict", "--parallel", "--recursive", *SWIFT_SOURCES], temporary)


def _manifest(_: argparse.Namespace) -> bool:
    with temporary_folder() as temporary:
        return _pytest("Tests/Manifest", **temporary)


def _swift(options: argparse.Namespace) -> bool:
    with temporary_folder() as temporary:
        if not _show(["swift", "build", "--build-tests", *OPTIONS["debug"]], temporary | IN_ONE_ORDER):
            return False
        with _private_servers() as servers:
            selection = ["--filter", options.filter] if options.filter else []
            report = pathlib.Path(temporary["TMPDIR"]) / f"report-{os.getpid()}"
            command = ["swift", "test", "--skip-build", *OPTIONS["debug"], "--xunit-output", f"{report}.xml", *selection]
            return _show(command, temporary | servers) and _has_tests(report)


def _has_tests(report: pathlib.Path) -> bool:
    """Whether a run that passed had a test at all. `report` is where Swift was told to write what it ran."""
    suites = xml.etree.ElementTree.parse(f"{report}-swift-testing.xml").getroot().iter("testsuite")
    if any(int(suite.get("tests", "0")) for suite in suites):
        return True
    say("No test matches --filter. `swift test list` names them all.")
    return False


def _simulators(_: argparse.Namespace) -> bool:
    return _pytest("Tests/Simulators")


def _journeys(options: argparse.Namespace) -> bool:
    with temporary_folder() as temporary:
        if not _show(["swift", "build", *OPTIONS["debug"]], temporary | IN_ONE_ORDER):
            return False
    selection = ["-k", options.words] if options.words else []
    environment = {"ECT_TEST_FAULTS": "1"} if options.faults else {}
    return _pytest("Tests/Journeys", *(["--keep-state"] if options.keep else []), *selection, **environment)


@contextlib.contextmanager
def _private_servers():
    """PostgreSQL and a broker for the Swift tests, on free ports. Yields the environment that tells where they are."""
    state = State(REPOSITORY / ".local" / "test" / "swift")
    state.create()
    ports = Ports.free()
    credentials = Credentials(state)
    credentials.create()
    postgres = Postgres(state, ports.postgres, credentials, for_tests=True)
    broker = Broker(state, ports.kafka)
    try:
        with step("PostgreSQL and a broker of their own for the tests"):
            # What a test run that was killed left.
            broker.stop()
            postgres.purge()
            postgres.start()
            postgres.create_database("test")
            broker.start()
        yield surroundings(state) | {
            "TEST_DATABASE_URL": postgres.url(database="test"), "TEST_KAFKA_BOOTSTRAP_SERVERS": broker.address}
    finally:
        broker.stop()
        postgres.purge()
        state.purge()


def _pytest(folder: str, *arguments: str, **environment: str) -> bool:
    python_path = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(pathlib.Path(__file__).resolve().parents[1])}
    return _show([sys.executable, "-m", "pytest", folder, *arguments], python_path | environment)


def _show(command: list[str], environment: dict[str, str] | None = None) -> bool:
    """Runs a program on this terminal. On the way out, whatever the reason, the program is gone too."""
    say("$ " + " ".join(pathlib.Path(word).name if word == sys.executable else word for word in command))
    # In a group of its own: a terminal's Ctrl-C would reach it as well, and a second one in the middle of what the first
    # one has it stop would leave the rest running.
    with subprocess.Popen(
        command, cwd=REPOSITORY, env=os.environ | (environment or {}), stdin=subprocess.DEVNULL, process_group=0,
    ) as child:
        try:
            return child.wait() == 0
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGINT)
                try:
                    child.wait(timeout=60)
                except subprocess.TimeoutExpired:
                    child.kill()
