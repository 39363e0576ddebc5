import os
import pathlib
import signal
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "deploy" / "local"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from journeys.school import School  # noqa: E402
from journeys.system import EVERY_TOPIC, started  # noqa: E402
from journeys.world import World  # noqa: E402
from stack.kafka import Tail  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--keep-state", action="store_true", help="leave databases and logs in .local/test")


def pytest_configure():
    # Asked to end, whoever asks and however it was started, it stops what it has started.
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("asked to end", returncode=143))
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items):
    if os.environ.get("ECT_TEST_FAULTS"):
        return
    for item in items:
        if item.get_closest_marker("fault") and not item.get_closest_marker("every_run"):
            item.add_marker(pytest.mark.skip(reason="deploy/test --faults runs it"))


@pytest.fixture(scope="session")
def stack(request):
    with started("journeys", request) as stack:
        yield stack


@pytest.fixture(scope="session")
def world(stack):
    return World.create(stack)


@pytest.fixture(scope="session")
def tail(stack, world):
    """Everything published on every topic since the world was made."""
    with Tail(stack.broker.address, EVERY_TOPIC) as tail:
        yield tail


@pytest.fixture(scope="session")
def school(stack, tail):
    return School(stack, tail)
