"""Programs that outlive the command that started them, found again by pid and start time."""

import dataclasses
import os
import pathlib
import signal
import subprocess
import time

from .state import Problem, State


@dataclasses.dataclass(frozen=True)
class Ending:
    """How a program ended. Its exit code is known if this process started it; minus the signal that ended it, if one did."""

    seconds: float
    exit_code: int | None


class Process:
    """A program of the stack under a name. Its output goes to `logs/<name>.log`, its pid to `run/<name>.pid`."""

    def __init__(self, state: State, name: str):
        self.name = name
        self.log = state.logs / f"{name}.log"
        self._pid_file = state.run / f"{name}.pid"
        # Kept, since Python takes the exit code of a child that nobody holds any more.
        self._child: subprocess.Popen | None = None

    def start(self, command: list[str], environment: dict[str, str], folder: pathlib.Path | None = None) -> None:
        """Starts the program in a session of its own, so that Ctrl-C at the terminal does not reach it."""
        with self.log.open("ab") as output:
            try:
                child = subprocess.Popen(
                    command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
                    stderr=subprocess.STDOUT, start_new_session=True)
            except OSError as error:
                raise Problem(f"{self.name} could not be started: {command[0]}: {error.strerror}.") from error
        self._child = child
        self._pid_file.write_text(f"{child.pid} {_start_time(child.pid) or 0}\n")

    @property
    def pid(self) -> int | None:
        """The pid, if the program still runs; a pid that another program got since does not count."""
        try:
            pid, started = (int(word) for word in self._pid_file.read_text().split())
        except (FileNotFoundError, ValueError):
            return None
        if self._child and self._child.pid == pid:
            # Its first thread may be seen as ended while the others still hold its ports.
            return pid if self._child.poll() is None else None
        _reap(pid)
        return pid if _start_time(pid) == started else None

    def require_running(self) -> None:
        if self.pid is None:
            raise Problem(f"{self.name} ended right after its start.\n{self.tail()}")

    @property
    def exit_code(self) -> int | None:
        """What the program ended with, once it has and if this process started it."""
        return self._child.poll() if self._child else None

    def stop(self, seconds: float = 30, may_be_killed: bool = False) -> Ending | None:
        """Asks the program to end and waits for that. Nothing if it did not run.

        Past the deadline the program is killed. Unless that may be, a `Problem` says so once the program is gone.
        """
        ending = self._end(signal.SIGTERM, seconds)
        if ending and ending.seconds >= seconds and not may_be_killed:
            raise Problem(f"{self.name} did not end within {seconds:g} s of being asked to and was killed.\n{self.tail()}")
        return ending

    def kill(self) -> None:
        """Ends the program as a crash would: at once, without a word to it."""
        self._end(signal.SIGKILL, 10)

    def _end(self, first: signal.Signals, seconds: float) -> Ending | None:
        pid = self.pid
        if pid is None:
            self._pid_file.unlink(missing_ok=True)
            return None
        began = time.monotonic()
        _signal(pid, first)
        patience = seconds
        while self.pid is not None:
            if time.monotonic() - began >= patience:
                _signal(pid, signal.SIGKILL)
                patience += 10
            time.sleep(0.02)
        self._pid_file.unlink(missing_ok=True)
        return Ending(time.monotonic() - began, self.exit_code)

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
