"""A private PostgreSQL cluster: its own data folder, port and passwords, never the machine's."""

import hashlib
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

import psycopg
import psycopg.sql

from .credentials import SERVICES, Credentials
from .state import DEPLOY, Problem, State
from .waiting import wait_until

DATABASE = "register_ects"

# What a value was must not reach the server's log, which errors and slow statements would otherwise print.
QUIET_LOG = {
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
# The disk is not waited for: what a test wrote has to outlive the server, but not the machine.
FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    def __init__(self, state: State, port: int, credentials: Credentials, for_tests: bool = False):
        self._state = state
        self._credentials = credentials
        self._settings = QUIET_LOG | (FOR_TESTS if for_tests else {})
        self.port = port
        self.log = state.logs / "postgres.log"
        self._link = state.root / "postgres"

    # The server refuses to run as root, so root runs it as Debian's user for it.

    @property
    def _account(self) -> str | None:
        return "postgres" if os.geteuid() == 0 else None

    def _run(self, command: list[str], **options) -> subprocess.CompletedProcess:
        account = {"user": self._account, "group": self._account, "extra_groups": []} if self._account else {}
        return subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            **account, **options)

    @property
    def data(self) -> pathlib.Path:
        """The data folder: in the state folder, or where its user can get at it if that is somebody's private home."""
        if self._link.is_symlink():
            return self._link.resolve()
        if self._account and self._run(["test", "-x", str(self._state.root)]).returncode != 0:
            digest = hashlib.sha256(str(self._state.root).encode()).hexdigest()[:12]
            return pathlib.Path(pwd.getpwnam(self._account).pw_dir) / f"register-ects-{digest}"
        return self._link

    @property
    def is_running(self) -> bool:
        """Whether a server runs on this data. Its pid file outlives a crash, and the number may be another's by then."""
        try:
            pid = int(self._pid_file.read_text().partition("\n")[0])
        except (FileNotFoundError, ValueError):
            return False
        # As its own user: in a container, root may not look into processes of others.
        place = self._run(["readlink", f"/proc/{pid}/cwd"])
        return place.returncode == 0 and place.stdout.strip() == str(self.data.resolve())

    def start(self) -> None:
        if self.is_running:
            return
        data = self.data
        if not (data / "PG_VERSION").exists():
            self._create(data)
        if data != self._link and not self._link.is_symlink():
            self._link.symlink_to(data)
        self._pid_file.unlink(missing_ok=True)
        settings = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "",
            "max_connections": 200, "shared_buffers": "128MB", "max_wal_size": "2GB", **self._settings,
        }
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self.log.touch()
        if self._account:
            shutil.chown(self.log, self._account)
        with self.log.open("ab") as log:
            # The server inherits the open log, which lies where its user might not be let in by name.
            result = subprocess.run(
                [_program("pg_ctl"), "start", "-D", str(data), "-w", "-t", "60", "-s", "-o", options],
                cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                **({"user": self._account, "group": self._account, "extra_groups": []} if self._account else {}))
        if result.returncode != 0:
            lines = "\n".join(self.log.read_text(errors="replace").splitlines()[-10:])
            raise Problem(f"PostgreSQL did not start. From {self.log}:\n{lines}")

    def stop(self, mode: str = "fast") -> bool:
        """Stops the server. `immediate` is what a crash of it looks like."""
        if not self.is_running:
            return False
        result = self._run([_program("pg_ctl"), "stop", "-D", str(self.data), "-m", mode, "-w", "-t", "60"])
        if self.is_running:
            raise Problem(f"PostgreSQL did not stop. {result.stdout.strip()}")
        return True

    def purge(self) -> pathlib.Path | None:
        """Removes the database and returns the folder that it was in, if there was one."""
        self.stop("immediate")
        data = self.data
        existed = data.exists()
        for folder in (data, _unfinished(data)):
            if folder.exists():
                shutil.rmtree(folder)
        self._link.unlink(missing_ok=True)
        return data if existed else None

    @property
    def _pid_file(self) -> pathlib.Path:
        return self.data / "postmaster.pid"

    def _create(self, data: pathlib.Path) -> None:
        """Makes the data folder, whole or not at all."""
        unfinished = _unfinished(data)
        for left in (unfinished, data):
            if left.exists():
                shutil.rmtree(left)
        unfinished.mkdir(mode=0o700)
        if self._account:
            shutil.chown(unfinished, self._account, self._account)
        with tempfile.NamedTemporaryFile("w") as password:
            password.write(self._credentials.password("postgres"))
            password.flush()
            if self._account:
                shutil.chown(password.name, self._account)
            result = self._run(
                [_program("initdb"), "-D", str(unfinished), "-U", "postgres", "--pwfile", password.name,
                 "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"])
        if result.returncode != 0:
            raise Problem(f"initdb failed:\n{result.stdout}")
        unfinished.rename(data)

    def url(self, role: str = "postgres", database: str = DATABASE) -> str:
        return f"postgres://{role}:{self._credentials.password(role)}@127.0.0.1:{self.port}/{database}"

    def connect(self, role: str = "postgres", database: str = DATABASE) -> psycopg.Connection:
        return psycopg.connect(self.url(role, database), autocommit=True, connect_timeout=5)

    def create_database(self, name: str = DATABASE) -> None:
        wait_until("PostgreSQL answers", self._answers)
        with self.connect(database="postgres") as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))

    def _answers(self) -> bool:
        try:
            self.connect(database="postgres").close()
            return True
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise Problem(
                    f"The database in {self.data} was made with other secrets than those in {self._state.secrets}. Put "
                    "those back, or have deploy/down --purge remove it with all that it holds.") from error
            return False

    def create_roles(self) -> None:
        """Gives every service its role and its schema: deploy/postgres/roles.sql."""
        environment = os.environ | {
            "PGPASSWORD": self._credentials.password("postgres"),
            **{f"{name.upper()}_DATABASE_PASSWORD": self._credentials.password(name) for name in SERVICES},
        }
        result = subprocess.run(
            [_program("psql"), "-X", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", DATABASE,
             "-f", str(DEPLOY / "postgres" / "roles.sql")],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if result.returncode != 0:
            raise Problem(f"The database roles could not be created:\n{result.stdout}")


def _unfinished(data: pathlib.Path) -> pathlib.Path:
    return data.with_name(f"{data.name}.unfinished")


def _program(name: str) -> str:
    """A program of the server: the newest that Debian installed, or the one on the path."""
    installed = sorted(
        pathlib.Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]), reverse=True)
    found = str(installed[0]) if installed else shutil.which(name)
    if not found:
        raise Problem(f"PostgreSQL's {name} was not found. On Debian: apt-get install postgresql")
    return found
