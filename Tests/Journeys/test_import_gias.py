"""deploy/import-gias says what was read, published, skipped and applied."""

import csv
import re

import pytest

from journeys.system import started
from stack import demo_data, importing
from stack.state import REPOSITORY, Problem

REAL = REPOSITORY.parent / "shared" / "data" / "gias"
LINK_COLUMNS = ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"]
URNS = [str(number) for number in range(198_001, 198_005)]


def write(folder, changes: dict[str, dict], links: list[list[str]]) -> tuple[str, str]:
    pattern = next(row for row in demo_data.establishments() if row["URN"] == "190003")
    with (folder / "establishments.csv").open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, list(pattern))
        writer.writeheader()
        for urn, change in changes.items():
            writer.writerow(pattern | {"URN": urn, "EstablishmentName": f"Import School {urn}"} | change)
    with (folder / "links.csv").open("w", encoding="cp1252", newline="") as file:
        csv.writer(file).writerows([LINK_COLUMNS, *links])
    return str(folder / "establishments.csv"), str(folder / "links.csv")


def link(urn: str, other: str, kind: str = "Successor") -> list[str]:
    return [urn, other, "Somewhere", kind, "01-09-2020"]


def report(printed: str) -> dict[str, list[int]]:
    """Every line of the report that begins with a word and has numbers: the numbers, by that word and the last one."""
    lines = [line for line in printed.splitlines() if re.match(r"(establishments|links)\b", line)]
    return {
        ("applied " if ":" not in line else "") + line.split()[0].rstrip(":"): [
            int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", line)]
        for line in lines}


def test_what_was_read_skipped_and_applied_is_told(stack, world, tmp_path, capfd):
    first, second, third, fourth = URNS
    files = write(
        tmp_path,
        {first: {}, second: {}, third: {}, fourth: {"EstablishmentStatus (name)": ""}, "not-a-urn": {}},
        [link(first, second), link(first, third), link(second, first, "Of a new kind"), link("198999", first)])

    importing.import_gias(stack, *files)
    printed = capfd.readouterr().out
    told = report(printed)
    assert told["establishments"] == [5, 3], printed
    assert told["links"] == [4, 2, 1], printed
    assert sum(int(count) for count in re.findall(r"^skipped (\d+):", printed, re.MULTILINE)) == 4, printed
    assert told["applied establishments"][:3] == [3, 0, 0], printed
    assert told["applied links"][:3] == [2, 0, 0], printed

    importing.import_gias(stack, *files)
    printed = capfd.readouterr().out
    again = report(printed)
    assert again["establishments"] == [5, 3], printed
    assert again["applied establishments"] == [0, 0, 0, told["applied establishments"][3]], printed
    assert again["applied links"] == [0, 0, 0, told["applied links"][3]], printed
    assert "Nothing is new" in printed

    files = write(
        tmp_path, {first: {"EstablishmentName": "Import School Renamed"}, second: {}},
        [link(first, third, "Successor - merged")])
    importing.import_gias(stack, *files)
    printed = capfd.readouterr().out
    changed = report(printed)
    assert changed["applied establishments"][:3] == [0, 1, 0], printed
    assert changed["applied links"][:3] == [0, 1, 1], printed

    without_links = write(tmp_path, {first: {}, second: {}}, [])
    with pytest.raises(Problem):
        importing.import_gias(stack, *without_links)
    assert "--no-links" in capfd.readouterr().err
    importing.import_gias(stack, *without_links, no_links=True)
    printed = capfd.readouterr().out
    back = report(printed)
    assert back["applied establishments"][:3] == [0, 1, 0], f"what was said before was not believed again: {printed}"
    assert back["applied links"][:3] == [0, 0, 1], printed


@pytest.mark.skipif(not REAL.is_dir(), reason=f"the real extract is not at {REAL}")
def test_the_real_extract_is_taken_in_whole(request, capfd):
    with started("gias", request) as stack:
        importing.import_gias(stack, str(REAL / "establishments.csv"), str(REAL / "links.csv"))
        printed = capfd.readouterr().out
        with stack.postgres.connect() as connection:
            held = {
                table: connection.execute(f"SELECT count(*) FROM registration.{table}").fetchone()[0]
                for table in ("establishment", "establishment_link", "school")}
    told = report(printed)
    read, published = told["establishments"]
    assert read == 34_743, printed
    links_read, links_published, _ = told["links"]
    assert links_read == 33_801, printed
    skipped = sum(int(count) for count in re.findall(r"^skipped (\d+):", printed, re.MULTILINE))
    assert (read - published) + (links_read - links_published) == skipped, printed
    assert told["applied establishments"] == [published, 0, 0, published], printed
    assert told["applied links"] == [links_published, 0, 0, links_published], printed
    assert held["establishment"] == published
    assert held["establishment_link"] == links_published
    assert 0 < held["school"] < published, "not every establishment is a school that registers teachers"
