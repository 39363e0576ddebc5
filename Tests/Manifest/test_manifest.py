"""Package.swift draws every arrow between modules that there is, and none that there is not.

The compiler's own check of undeclared imports passes over executables and over what comes with another product.
"""

import functools
import json
import pathlib
import re
import subprocess

import pytest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SERVICES = ["Identity", "Registration", "Partnerships", "Notifications"]
OF_THE_TOOLCHAIN = {"Dispatch", "Foundation", "Glibc", "Synchronization", "Testing"}
IMPORT = re.compile(r"^(?:(?:package|public|internal|private|fileprivate|@\w+) +)*import +(?:(?:struct|class|enum|protocol|func|var|let|typealias) +)?(\w+)")


@functools.cache
def targets() -> dict[str, dict]:
    dumped = subprocess.run(
        ["swift", "package", "dump-package"], cwd=REPOSITORY, check=True, stdout=subprocess.PIPE, timeout=120).stdout
    return {target["name"]: target for target in json.loads(dumped)["targets"]}


def declared(target: dict) -> set[str]:
    return {next(iter(dependency.values()))[0] for dependency in target["dependencies"]}


def imported(folder: pathlib.Path) -> set[str]:
    lines = (line for file in folder.rglob("*.swift") for line in file.read_text().splitlines())
    return {match[1] for match in map(IMPORT.match, lines) if match} - OF_THE_TOOLCHAIN


def reached(name: str) -> set[str]:
    """The targets of this package that a target is built upon, at whatever distance."""
    direct = declared(targets()[name]) & targets().keys()
    return direct.union(*map(reached, direct))


def with_sources(*types: str) -> list[str]:
    return [name for name, target in targets().items() if target["type"] in types]


@pytest.mark.parametrize("name", with_sources("regular", "executable", "test"))
def test_what_is_imported_is_declared(name):
    target = targets()[name]
    assert imported(REPOSITORY / target["path"]) - declared(target) == set()


@pytest.mark.parametrize("name", with_sources("regular", "executable"))
def test_what_is_declared_is_imported(name):
    target = targets()[name]
    assert declared(target) - imported(REPOSITORY / target["path"]) == set()


FORBIDDEN = [
    ("Events", ["Kafka", "Postgres", "Messaging", "Web", "Observability"]),
    ("Kafka", ["Postgres", "Events", "Messaging", "Web"]),
    ("Postgres", ["Kafka", "Events", "Messaging", "Web"]),
    ("Web", ["Postgres", "Kafka", "Events", "Messaging"]),
    ("Messaging", ["Web", "Bootstrap"]),
    *((f"{service}Domain", None) for service in SERVICES),
    *((f"{service}Service", ["Bootstrap"]) for service in SERVICES),
]


@pytest.mark.parametrize("name, others", FORBIDDEN, ids=lambda value: value if isinstance(value, str) else "")
def test_no_arrow_leads_where_none_may(name, others):
    forbidden = targets().keys() - {"Vocabulary"} if others is None else set(others)
    assert forbidden <= targets().keys()
    assert reached(name) & forbidden == set()


@pytest.mark.parametrize("service", SERVICES)
def test_services_share_no_module_of_their_own(service):
    others = {f"{other}{kind}" for other in SERVICES if other != service for kind in ("Domain", "Service")}
    assert others <= targets().keys()
    for name in (f"{service}Domain", f"{service}Service", service.lower()):
        assert reached(name) & others == set()


@pytest.mark.parametrize("line, module", [
    ("import Kafka", "Kafka"), ("package import Events", "Events"), ("@testable import Messaging", "Messaging"),
    ("@preconcurrency package import struct Web.Edge", "Web"),
])
def test_every_way_of_importing_is_seen(tmp_path, line, module):
    (tmp_path / "One.swift").write_text(f"import Foundation\n{line}\n// import Nothing\n")
    assert imported(tmp_path) == {module}
