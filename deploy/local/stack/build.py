"""Building the services with SwiftPM."""

import collections
import contextlib
import fcntl
import os
import pathlib
import shutil
import subprocess

from .credentials import SERVICES
from .state import REPOSITORY, Problem
from .terminal import step


OPTIONS = {
    # The same for services and for tests: SwiftPM plans everything anew when its options change.
    "debug": ["--explicit-target-dependency-import-check", "error"],
    # Optimised executables are built as the images of deploy/Dockerfile are.
    "release": ["--static-swift-stdlib"],
}


# SwiftPM hands the traits of a package to the compiler in the order of a set, and compiles anew what has another order.
IN_ONE_ORDER = {"SWIFT_DETERMINISTIC_HASHING": "1"}


def executables(configuration: str) -> pathlib.Path:
    """The folder where the executables are once they are built; `ECT_BINARIES` names one with others."""
    return pathlib.Path(os.environ.get("ECT_BINARIES", REPOSITORY / ".build" / configuration))


def build(configuration: str = "debug") -> pathlib.Path:
    """Builds all services and returns the folder of their executables. Says what the compiler is at meanwhile."""
    if "ECT_BINARIES" in os.environ:
        return binaries_in(executables(configuration))
    with step(f"Building the services (swift build -c {configuration})") as building:
        lines = collections.deque(maxlen=60)
        command = ["swift", "build", "-c", configuration, *OPTIONS[configuration]]
        with temporary_folder() as temporary, subprocess.Popen(
            command, cwd=REPOSITORY, env=os.environ | temporary | IN_ONE_ORDER, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        ) as compiler:
            for line in compiler.stdout:
                if line.strip():
                    lines.append(line.rstrip())
                    building.detail = line.strip()
        if compiler.returncode != 0:
            raise Problem("The build failed:\n" + "\n".join(lines))
    return binaries_in(executables(configuration))


@contextlib.contextmanager
def temporary_folder():
    """Yields the environment in which Swift runs, with a folder for what it would leave behind.

    The folder is always the same, since SwiftPM reads all manifests again when its environment changes. Whoever leaves
    it last empties it.
    """
    folder = REPOSITORY / ".build" / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            yield {"TMPDIR": str(folder)}
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _empty(folder, but=lock.name)


def _empty(folder: pathlib.Path, but: str) -> None:
    for each in folder.iterdir():
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each, ignore_errors=True)
        elif str(each) != but:
            each.unlink(missing_ok=True)


def binaries_in(folder: pathlib.Path) -> pathlib.Path:
    missing = [name for name in SERVICES if not (folder / name).exists()]
    if missing:
        raise Problem(f"{folder} lacks {', '.join(missing)}. Build them: swift build")
    return folder
