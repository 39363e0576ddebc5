"""`deploy/bench`: builds, starts a private stack, measures, reports."""

import argparse
import dataclasses
import json
import pathlib
import signal
import sys

from stack.build import build
from stack.options import Parser, positive
from stack.ports import Ports
from stack.state import REPOSITORY, Problem, State
from stack.terminal import say, warn
from stack.whole import Stack

from . import gias, lookup, persons, schools, start, sustained, visible
from .report import Row, middle, shown
from .settled_log import settle

# Each measure leaves the stack ready for the next; the order is from an empty system to a full one.
MEASURES = {
    "persons": persons.measure,
    "gias": gias.measure,
    "schools": schools.measure,
    "lookup": lookup.measure,
    "visible": visible.measure,
    "sustained": sustained.measure,
    "start": start.measure,
}

# One run of these says too little beside their limit: they are run so often, each time on an empty system.
RUNS = {"persons": 3}


def main() -> int:
    options = _options()
    # Ctrl-C and a kill alike have to unwind, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    chosen = [name for name in MEASURES if name in options.measures or not options.measures]
    state = State(REPOSITORY / ".local" / "bench")
    rows: list[Row] = []
    stack = None
    try:
        stack = Stack(state, Ports.free(), build("release"))
        stack = _emptied(stack)
        _begin(stack)
        for name in chosen:
            runs: list[list[Row]] = []
            while len(runs) < RUNS.get(name, 1):
                if runs:
                    stack = _emptied(stack)
                    _begin(stack)
                say(f"\n── {name} " + "─" * (70 - len(name)))
                runs.append(MEASURES[name](stack, options))
            rows += middle(runs)
    except Problem as problem:
        warn(f"\n{problem}")
        return 1
    except KeyboardInterrupt:
        warn("\nStopped.")
        return 130
    finally:
        if stack:
            stack.purge()
    say("\n" + shown(rows))
    if options.json:
        options.json.write_text(json.dumps([dataclasses.asdict(row) for row in rows], indent=2) + "\n")
    missed = [row.measure for row in rows if not row.holds]
    if missed:
        say(f"\nMissed: {', '.join(missed)}.")
    return 1 if missed else 0


def _emptied(stack: Stack) -> Stack:
    stack.purge()
    return Stack(stack.state, stack.ports, stack.binaries)


def _begin(stack: Stack) -> None:
    stack.start()
    settle(stack.postgres)


def _options() -> argparse.Namespace:
    parser = Parser("bench")
    parser.add_argument("measures", nargs="*", metavar="MEASURE")
    parser.add_argument("--gias", type=pathlib.Path)
    parser.add_argument("--persons", type=positive, default=200_000)
    parser.add_argument("--commands", type=positive, default=6_000)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    for name in set(options.measures) - MEASURES.keys():
        parser.error(f"there is no measure {name}; there are {', '.join(MEASURES)}")
    if options.gias and not (options.gias / "establishments.csv").is_file():
        parser.error(f"--gias: there is no establishments.csv in {options.gias}")
    if options.json and not options.json.absolute().parent.is_dir():
        parser.error(f"--json: there is no folder {options.json.parent}")
    return options


if __name__ == "__main__":
    sys.exit(main())
