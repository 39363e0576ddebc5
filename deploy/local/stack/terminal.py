"""What the person at the terminal sees: one line per step, and a sign of life for whatever takes long."""

import contextlib
import shutil
import sys
import threading
import time

QUIET_SECONDS = 2.0
HEARTBEAT_SECONDS = 10.0


class Step:
    """One thing that is being done. `detail` may be set at any time; it is shown while the step runs."""

    def __init__(self, title: str):
        self.title = title
        self.detail = ""
        self.result = ""


def say(text: str = "") -> None:
    print(text, flush=True)


def warn(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(title: str):
    """Shows `title`, then how long it took. After two seconds, says now and then that it is still at work."""
    running = Step(title)
    finished = threading.Event()
    began = time.monotonic()
    watcher = threading.Thread(target=_watch, args=(running, finished, began), daemon=True)
    watcher.start()
    try:
        yield running
    except BaseException:
        finished.set()
        watcher.join()
        say(f"✗ {title}")
        raise
    finished.set()
    watcher.join()
    elapsed = time.monotonic() - began
    time_taken = f"  ({elapsed:.1f} s)" if elapsed >= QUIET_SECONDS / 4 else ""
    say(f"✓ {title}{': ' + running.result if running.result else ''}{time_taken}")


def _watch(running: Step, finished: threading.Event, began: float) -> None:
    interactive = sys.stdout.isatty()
    interval = 0.5 if interactive else HEARTBEAT_SECONDS
    if finished.wait(QUIET_SECONDS):
        return
    while True:
        seconds = int(time.monotonic() - began)
        line = f"… {running.title}, {seconds} s" + (f": {running.detail}" if running.detail else "")
        if interactive:
            width = shutil.get_terminal_size().columns - 1
            sys.stdout.write(f"\r\033[K{line[:width]}")
            sys.stdout.flush()
        else:
            say(line)
        if finished.wait(interval):
            break
    if interactive:
        sys.stdout.write("\r\033[K")
        sys.stdout.flush()


def table(rows: list[list[str]]) -> str:
    """Columns of text, each as wide as its widest cell; the first row is the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)
