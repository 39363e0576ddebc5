"""Programs that outlive the command that started them, found again by pid and start time."""

import os
import pathlib
import signal
import subprocess
import time

from .state import Problem, State


class Process:
    """A program of the stack under a name. Its output goes to `logs/<name>.log`, its pid to `run/<name>.pid`."""

    def __init__(self, state: State, name: str):
        self.name = name
        self.log = state.logs / f"{name}.log"
        self._pid_file = state.run / f"{name}.pid"

    def start(self, command: list[str], environment: dict[str, str], folder: pathlib.Path | None = None) -> None:
        """Starts the program in a session of its own, so that Ctrl-C at the terminal does not reach it."""
        with self.log.open("ab") as output:
            try:
                child = subprocess.Popen(
                    command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
                    stderr=subprocess.STDOUT, start_new_session=True)
            except OSError as error:
                raise Problem(f"{self.name} could not be started: {command[0]}: {error.strerror}.") from error
        self._pid_file.write_text(f"{child.pid} {_start_time(child.pid) or 0}\n")

    @property
    def pid(self) -> int | None:
        """The pid, if the program still runs; a pid that another program got since does not count."""
        try:
            pid, started = (int(word) for word in self._pid_file.read_text().split())
        except (FileNotFoundError, ValueError):
            return None
        _reap(pid)
        return pid if _start_time(pid) == started else None

    def require_running(self) -> None:
        if self.pid is None:
            raise Problem(f"{self.name} ended right after its start.\n{self.tail()}")

    def stop(self, seconds: float = 30, first: signal.Signals = signal.SIGTERM) -> bool:
        """Asks the program to end and waits; past the deadline kills it. True if it had been running."""
        pid = self.pid
        if pid is None:
            self._pid_file.unlink(missing_ok=True)
            return False
        _signal(pid, first)
        deadline = time.monotonic() + seconds
        while self.pid is not None:
            if time.monotonic() >= deadline:
                _signal(pid, signal.SIGKILL)
                deadline = time.monotonic() + 10
            time.sleep(0.02)
        self._pid_file.unlink(missing_ok=True)
        return True

    def kill(self) -> None:
        """Ends the program as a crash would: at once, without a word to it."""
        self.stop(first=signal.SIGKILL)

    def tail(self, lines: int = 15) -> str:
        try:
            text = self.log.read_text(errors="replace").splitlines()[-lines:]
        except FileNotFoundError:
            text = []
        return f"Its last lines, from {self.log}:\n" + "\n".join(f"  {line}" for line in text)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def _reap(pid: int) -> None:
    """Takes note of a child of ours that has ended; others' children are left to their parents."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass


def _start_time(pid: int) -> int | None:
    """Clock ticks since boot at which the program began; nothing if it has ended."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])
