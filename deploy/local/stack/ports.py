"""Every port that the stack listens on, all on the loopback address."""

import dataclasses
import os
import socket

from .state import Problem

DEFAULT_BASE = 7400


@dataclasses.dataclass(frozen=True)
class Ports:
    """The default of each is `ECT_PORT_BASE` (7400) plus the number given; `ECT_<NAME>_PORT` moves one alone."""

    postgres: int = 32
    kafka: int = 92
    store: int = 93
    notify: int = 80
    partnerships: int = 20
    notifications: int = 21
    identity_internal: int = 11
    registration_internal: int = 12
    partnerships_internal: int = 13
    notifications_internal: int = 14

    @staticmethod
    def from_environment() -> "Ports":
        base = _number("ECT_PORT_BASE", DEFAULT_BASE)
        return Ports(**{
            field.name: _number(_variable(field.name), base + field.default)
            for field in dataclasses.fields(Ports)
        })

    @staticmethod
    def free() -> "Ports":
        """Ports that nobody listens on at this moment, for a private stack."""
        fields = dataclasses.fields(Ports)
        sockets = [socket.socket() for _ in fields]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        ports = Ports(**{field.name: each.getsockname()[1] for field, each in zip(fields, sockets)})
        for each in sockets:
            each.close()
        return ports

    def require_free(self, names: list[str]) -> None:
        """Raises a `Problem` that names every port which another program holds, and the variable that moves it."""
        taken = [name for name in names if is_taken(getattr(self, name))]
        if taken:
            lines = [
                f"Port {getattr(self, name)} ({name.replace('_', ', ')}) is taken by another program. "
                f"Stop that program, or set {_variable(name)} to another port."
                for name in taken
            ]
            lines.append(f"ECT_PORT_BASE (default {DEFAULT_BASE}) moves all ports of the stack together.")
            raise Problem("\n".join(lines))


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            return False
        except OSError:
            return True


def accepts_connections(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _variable(name: str) -> str:
    return f"ECT_{name.upper()}_PORT"


def _number(variable: str, default: int) -> int:
    text = os.environ.get(variable)
    if text is None:
        return default
    if not text.isdecimal() or not 0 < int(text) < 65_436:
        raise Problem(f"{variable} must be a port number between 1 and 65435.")
    return int(text)
