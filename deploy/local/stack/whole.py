"""The whole stack: what it consists of, in which order it starts and stops."""

import concurrent.futures
import json
import pathlib
from collections.abc import Iterable

import psycopg.sql

from .broker import Broker, Store
from .credentials import Credentials
from .kafka import lag
from .notify import Notify
from .ports import Ports
from .postgres import Postgres
from .services import Service, all_services
from .state import Problem, State
from .terminal import step, warn
from .waiting import wait_until


class Stack:
    def __init__(
        self, state: State, ports: Ports, binaries: pathlib.Path, durable_broker: bool = False, for_tests: bool = False
    ):
        state.create()
        self.state = state
        self.ports = ports
        self.binaries = binaries
        self.credentials = Credentials(state)
        self.credentials.create()
        self.postgres = Postgres(state, ports.postgres, self.credentials, for_tests)
        self.broker = Broker(state, ports.kafka, Store(state, ports.store) if durable_broker else None)
        self.notify = Notify(state, ports, self.credentials)
        self.services: dict[str, Service] = all_services(state, ports, self.postgres, self.credentials, binaries)
        self._settings = {
            "ports": vars(ports), "binaries": str(binaries), "durable_broker": durable_broker, "for_tests": for_tests}

    @staticmethod
    def recalled(state: State) -> "Stack":
        """The stack as it was last started in this folder."""
        settings = state.recall()
        if settings is None:
            raise Problem("Nothing was started here yet: run deploy/up first.")
        return Stack(
            state, Ports(**settings["ports"]), pathlib.Path(settings["binaries"]), settings["durable_broker"],
            settings["for_tests"])

    @property
    def is_running(self) -> bool:
        """Whether any part of the stack runs."""
        processes = [service.process for service in self.services.values()] + [self.notify.process]
        return self.postgres.is_running or self.broker.is_running or any(each.pid for each in processes)

    def require_ready(self) -> None:
        waiting = [name for name, service in self.services.items() if not service.is_ready]
        if waiting:
            raise Problem(f"Not ready: {', '.join(waiting)}. Start the system with deploy/up; deploy/status says more.")

    def require_free_ports(self) -> None:
        """Raises a `Problem` that names the ports which whatever does not run yet needs and another program holds."""
        self.ports.require_free(self._ports_to_take())

    def start(self) -> None:
        """Starts whatever does not run yet, in order, and waits until every service is ready."""
        self.require_free_ports()
        self.state.remember(self._settings)
        with step(f"PostgreSQL on port {self.ports.postgres}"):
            self.postgres.start()
            self.postgres.create_database()
            self.postgres.create_roles()
        if self._has_lost_log:
            # The log is gone, and with it the places up to which they had read: they must not meet an empty one.
            self.in_parallel(lambda service: service.process.stop())
            self.broker.stop()
        kind = "its log kept on S3" if self.broker.store else "in memory"
        with step(f"Kafka-compatible broker on port {self.ports.kafka}, {kind}"):
            self.broker.start()
        with step(f"Simulator of GOV.UK Notify on port {self.ports.notify}"):
            self.notify.start()
        with step("Schemas and topics"):
            self.in_parallel(lambda service: service.require("migrate"))
            self.create_topics()
        with step("Services: " + ", ".join(self.services)):
            for service in self.services.values():
                service.start()
            self.in_parallel(lambda service: service.wait_until_ready())
            self.wait_until_joined()

    @property
    def _has_lost_log(self) -> bool:
        """Whether the broker, or what keeps its log, is gone with all that it held in memory."""
        return self.broker.store.process.pid is None if self.broker.store else not self.broker.is_running

    def create_topics(self) -> None:
        """Creates every topic and commits where consumer groups start. Keeps the names of the groups for later."""
        groups = []
        for service in self.services.values():
            lines = service.require("topics").splitlines()
            groups += [line.split()[1].rstrip(":") for line in lines if line.startswith("group ")]
        self.state.note("groups.json", json.dumps(sorted(groups)))

    def lag(self) -> dict[str, int]:
        """How many records each consumer group has not yet finished with."""
        return lag(self.broker.address, self._groups)

    @property
    def _groups(self) -> list[str]:
        try:
            return json.loads((self.state.run / "groups.json").read_text())
        except FileNotFoundError:
            return []

    def wait_until_joined(self, of: Iterable[str] | None = None) -> None:
        """Waits until every consumer group of these services has its partitions.

        The local broker never forgets a member that dies while its group forms, so nothing is stopped before.
        """
        for name in of or self.services:
            self.services[name].wait_until_joined(self.groups_of(name))

    def groups_of(self, service: str) -> list[str]:
        return [group for group in self._groups if group.startswith(f"{service}.")]

    def wait_until_quiet(self, seconds: float = 60, of: Iterable[str] | None = None, interval: float = 0.2) -> None:
        """Waits until these services have nothing left to do: outboxes are published and groups are at the end.

        `interval` is in seconds; each look counts rows and offsets.
        """
        names = set(of or self.services)

        def waiting() -> dict[str, int]:
            unread = {group: count for group, count in self.lag().items() if count and group.split(".")[0] in names}
            unpublished = {name: count for name, count in self.unpublished().items() if count and name in names}
            return unread | {f"outbox of {name}": count for name, count in unpublished.items()}

        def is_quiet() -> bool:
            # Twice, since what was read a moment ago may just have become an event of its own.
            return not waiting() and not waiting()

        wait_until(
            "all services are idle", is_quiet, seconds, interval,
            explain=lambda: ", ".join(f"{name}: {count}" for name, count in waiting().items()))

    def unpublished(self) -> dict[str, int]:
        """How many events each service has written and not yet published."""
        with self.postgres.connect() as connection:
            return {
                name: connection.execute(
                    psycopg.sql.SQL("SELECT count(*) FROM {}.outbox_unpublished").format(psycopg.sql.Identifier(name))
                ).fetchone()[0]
                for name in self.services
            }

    def stop(self) -> list[str]:
        """Stops everything, services first, and returns the names of what had been running.

        Raises a `Problem` at the end if a service had to be killed.
        """
        stopped, problems = [], []
        with concurrent.futures.ThreadPoolExecutor() as pool:
            endings = {name: pool.submit(service.process.stop) for name, service in self.services.items()}
        for name, ending in endings.items():
            problem = ending.exception()
            if problem:
                problems.append(str(problem))
            if problem or ending.result():
                stopped.append(name)
        if self.notify.process.stop(seconds=5, may_be_killed=True):
            stopped.append("notify")
        if self.broker.stop():
            stopped.append("broker")
        if self.postgres.stop():
            stopped.append("postgres")
        if problems:
            raise Problem("Everything is stopped, but not as it should be:\n" + "\n".join(problems))
        return stopped

    def purge(self) -> None:
        """Stops everything, by whatever means, and removes what it made."""
        try:
            self.stop()
        except Problem as problem:
            warn(str(problem))
        self.postgres.purge()
        self.state.purge()

    def in_parallel(self, work) -> None:
        """Does the work for every service at once; all problems are told, the first one is raised."""
        with concurrent.futures.ThreadPoolExecutor() as pool:
            futures = [pool.submit(work, service) for service in self.services.values()]
        errors = [error for error in (future.exception() for future in futures) if error]
        for error in errors[1:]:
            warn(str(error))
        if errors:
            raise errors[0]

    def _ports_to_take(self) -> list[str]:
        names = []
        if not self.postgres.is_running:
            names.append("postgres")
        if not self.broker.is_running:
            names.append("kafka")
        if self.broker.store and self.broker.store.process.pid is None:
            names.append("store")
        if self.notify.process.pid is None:
            names.append("notify")
        for service in self.services.values():
            if service.process.pid is None:
                names.append(f"{service.name}_internal")
                if service.public_port:
                    names.append(service.name)
        return names
