"""The four services as processes: their settings, their one-shot commands, their health."""

import json
import os
import pathlib
import subprocess
import urllib.error
import urllib.request

from .credentials import SERVICES, Credentials
from .ports import Ports
from .postgres import Postgres
from .processes import Process
from .state import Problem, State
from .waiting import wait_until

NOTIFY_TEMPLATE_ID = "5d1f5f0c-6f0e-4a53-9d0b-4f6f3c8a2b71"


class Service:
    """One service: `serve` in the background, its other commands in the foreground."""

    def __init__(self, name: str, binaries: pathlib.Path, environment: dict[str, str], state: State, ports: Ports):
        self.name = name
        self.binary = binaries / name
        self.environment = environment
        self.process = Process(state, name)
        self.internal_port: int = getattr(ports, f"{name}_internal")
        self.public_port: int | None = getattr(ports, name, None)

    def start(self, **extra_settings: str) -> None:
        if self.process.pid is None:
            self.process.start([str(self.binary), "serve"], self.environment | extra_settings)

    @property
    def is_ready(self) -> bool:
        return self.process.pid is not None and self.internal("/health/ready")[0] == 200

    def wait_until_ready(self, seconds: float = 60) -> None:
        def ready() -> bool:
            self.process.require_running()
            return self.is_ready

        wait_until(f"{self.name} is ready", ready, seconds, explain=self.process.tail)

    def wait_until_joined(self, groups: list[str], seconds: float = 60) -> None:
        """Waits until this process has partitions of each of these consumer groups."""
        missing = groups

        def joined() -> bool:
            nonlocal missing
            self.process.require_running()
            assigned = self.assigned_partitions()
            missing = [group for group in groups if not assigned.get(group)]
            return not missing

        wait_until(
            f"{self.name} has its partitions", joined, seconds, explain=lambda: f"Without any: {', '.join(missing)}.")

    def assigned_partitions(self) -> dict[str, int]:
        """How many partitions of each consumer group this process has."""
        samples = metrics(self.internal("/metrics")[1]).get("kafka_assigned_partitions", [])
        return {labels.get("group", ""): int(value) for labels, value in samples}

    def internal(self, path: str) -> tuple[int, str]:
        """Status and body of a GET on the internal port; status 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.internal_port}{path}", timeout=5) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def run(
        self, *arguments: str, seconds: float = 600, stderr=subprocess.PIPE, **extra_settings: str
    ) -> subprocess.CompletedProcess:
        """Runs a command of the service to its end, whatever that is."""
        return subprocess.run(
            [str(self.binary), *arguments], env=self.environment | extra_settings, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=stderr, text=True, errors="replace", timeout=seconds)

    def require(self, *arguments: str, seconds: float = 600) -> str:
        """Runs a command that has to succeed and returns what it printed."""
        result = self.run(*arguments, seconds=seconds)
        if result.returncode != 0:
            raise Problem(
                f"{self.name} {' '.join(arguments)} ended with {result.returncode}:\n"
                f"{(result.stderr + result.stdout).strip()}")
        return result.stdout


def settings(name: str, ports: Ports, postgres: Postgres, credentials: Credentials) -> dict[str, str]:
    """The settings that a service is started with, by name. compose.yaml has its own, for containers."""
    common = {
        "DATABASE_URL_FILE": str(credentials.write(f"{name}-database-url", postgres.url(name))),
        "DATABASE_SCHEMA": name,
        "KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{ports.kafka}",
        # The local broker does not wake a waiting fetch and lets a group wait for half a session before it starts.
        "KAFKA_FETCH_WAIT_MS": "25",
        "KAFKA_SESSION_TIMEOUT_MS": "6000",
        "INTERNAL_PORT": str(getattr(ports, f"{name}_internal")),
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "info"),
    }
    own = {
        "identity": {"LOOKUP_KEY_FILE": str(credentials.lookup_key), "ALLOW_MADE_UP_PERSONS": "true"},
        "registration": {
            "LOOKUP_KEY_FILE": str(credentials.lookup_key),
            "PROOF_KEYS_FILE": str(credentials.proof_keys),
            "PROOF_PUBLIC_KEY_FILE": str(credentials.proof_public_key),
        },
        # Everybody who asks on this machine has the same address.
        "partnerships": {"HTTP_PORT": str(ports.partnerships), "API_REQUESTS_PER_ADDRESS": "1000000"},
        "notifications": {
            "HTTP_PORT": str(ports.notifications),
            "NOTIFY_BASE_URL": f"http://127.0.0.1:{ports.notify}",
            "NOTIFY_API_KEY_FILE": str(credentials.notify_api_key),
            "NOTIFY_TEMPLATE_ID": NOTIFY_TEMPLATE_ID,
            "NOTIFY_CALLBACK_TOKEN_FILE": str(credentials.notify_callback_token),
            # The simulator shows at once what it took; the real one takes a while.
            "NOTIFY_LOOKUP_AFTER_SECONDS": "5",
            "SERVICE_URL": "https://register.example",
        },
    }
    return common | own[name]


def surroundings(state: State) -> dict[str, str]:
    """What a process needs beside its settings. Nothing else of this terminal's environment reaches a service."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TZ", "LANG") if name in os.environ}
    library = pathlib.Path(__file__).resolve().parents[3] / ".local" / "lib"
    return kept | {
        "LD_LIBRARY_PATH": ":".join(filter(None, [str(library), os.environ.get("LD_LIBRARY_PATH")])),
        # A crash has to end the process at once; the back trace helper can hang and hold the log open.
        "SWIFT_BACKTRACE": "enable=no",
        # As in deploy/Dockerfile: memory that one thread gave back is used by the next.
        "MALLOC_ARENA_MAX": "4",
    }


def all_services(
    state: State, ports: Ports, postgres: Postgres, credentials: Credentials, binaries: pathlib.Path
) -> dict[str, Service]:
    return {
        name: Service(
            name, binaries, surroundings(state) | settings(name, ports, postgres, credentials), state, ports)
        for name in SERVICES
    }


def metrics(text: str) -> dict[str, list[tuple[dict[str, str], float]]]:
    """Samples of a Prometheus text by name, each with its labels."""
    samples: dict[str, list[tuple[dict[str, str], float]]] = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        series, _, value = line.rpartition(" ")
        name, _, labels = series.partition("{")
        pairs = [part.split("=", 1) for part in labels.rstrip("}").split(",") if "=" in part]
        samples.setdefault(name, []).append(({key: json.loads(text) for key, text in pairs}, float(value)))
    return samples
