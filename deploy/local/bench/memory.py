"""Memory of processes, as the kernel counts it."""

import pathlib


def resident_megabytes(pid: int) -> float:
    return _status(pid, "VmRSS")


def peak_resident_megabytes(pid: int) -> float:
    return _status(pid, "VmHWM")


def _status(pid: int, field: str) -> float:
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"process {pid} has no {field}")
