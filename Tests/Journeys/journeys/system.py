"""A system of the journeys' own."""

import os
import pathlib

import pytest

from stack.build import binaries_in
from stack.ports import Ports
from stack.state import REPOSITORY, State
from stack.terminal import warn
from stack.whole import Stack

EVERY_TOPIC = [
    "trs.person.v1", "gias.establishment.v1", "gias.link.v1", "identity.lookup-request.v1",
    "identity.lookup-reply.v1", "identity.teacher.v1", "registration.command.v1", "registration.command-outcome.v1",
    "registration.ect.v1", "registration.school.v1", "partnerships.catalogue.v1", "partnerships.partnership.v1",
    "partnerships.training.v1", "notifications.message.v1",
]


def binaries() -> pathlib.Path:
    return binaries_in(pathlib.Path(os.environ.get("ECT_BINARIES", REPOSITORY / ".build" / "debug")))


class started:
    """Runs for as long as the block, on free ports, with its state in .local/test, or in ECT_STATE where that is set.

    Every service is given the settings on top of its own.
    """

    def __init__(self, name: str, request: pytest.FixtureRequest, durable_broker: bool = False, **settings: str):
        self._state = State(State.default().root / "test" / name)
        self._request = request
        self._durable = durable_broker
        self._service_settings = settings

    def __enter__(self) -> Stack:
        if self._state.recall():
            Stack.recalled(self._state).purge()
        self._failures_before = self._request.session.testsfailed
        self.stack = Stack(self._state, Ports.free(), binaries(), self._durable, for_tests=True)
        for service in self.stack.services.values():
            service.environment.update(self._service_settings)
        try:
            self.stack.start()
        except BaseException:
            self._end(failed=True)
            raise
        return self.stack

    def __exit__(self, kind, *_) -> None:
        self._end(failed=kind is not None or self._request.session.testsfailed > self._failures_before)

    def _end(self, failed: bool) -> None:
        self.stack.stop()
        if failed or self._request.config.getoption("--keep-state"):
            warn(f"\nLogs and database are kept in {self._state.root}")
        else:
            self.stack.purge()
