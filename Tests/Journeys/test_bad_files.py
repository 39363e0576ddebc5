"""Rows that are wrong are reported and skipped; files that are wrong are refused with what to do."""

import json
import signal
import subprocess

import pytest

from journeys.world import record
from stack import demo_data
from stack.waiting import wait_until

FOLDER = demo_data.FOLDER
DATA, OUTPUT = 65, 74


def test_a_wrong_establishment_row_is_skipped(stack, world, tmp_path):
    lines = (FOLDER / "establishments.csv").read_bytes().decode("cp1252").splitlines()
    urn = world.school()
    good = lines[1].replace("190001", urn, 1).replace("Marsh Lane Primary School", "Renamed By Journeys")
    assert good != lines[1]
    wrong = [
        lines[1].replace("190001", "not-a-urn", 1),
        lines[1].replace("190001", "", 1),
        lines[1].replace("Open", "Floating", 1),
        lines[1].replace("01-09-2012", "99-99-9999", 1),
        "190001,too,few,columns",
        '190001,"a quote that never ends',
    ]
    file = tmp_path / "establishments.csv"
    file.write_text("\r\n".join([lines[0], good, *wrong]) + "\r\n", encoding="cp1252")
    links = tmp_path / "links.csv"
    links.write_text("URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\r\nx,y,z,Successor,\r\n"
                     f"{urn},190001,Marsh Lane Primary School,A link of a new kind,01-01-1900\r\n", encoding="cp1252")
    result = stack.services["registration"].run("import-establishments", str(file), "--links", str(links))
    assert "skipped" in (result.stdout + result.stderr).lower(), result.stdout + result.stderr
    registration = stack.services["registration"]

    def renamed() -> bool:
        status, text = registration.internal(f"/schools/{urn}")
        return status == 200 and json.loads(text)["name"] == "Renamed By Journeys"

    wait_until("the good row is applied", renamed, 60)


@pytest.mark.parametrize(
    ("service", "arguments"),
    [
        ("registration", ["import-establishments", "{file}", "--links", "{file}"]),
        ("registration", ["import-appropriate-bodies", "{file}"]),
        ("partnerships", ["import-catalogue", "{file}"]),
        ("identity", ["import-persons", "{file}"]),
    ],
)
def test_a_file_that_is_not_there_is_named(stack, service, arguments):
    result = stack.services[service].run(*(each.format(file="/nowhere/at-all.csv") for each in arguments))
    assert result.returncode == DATA
    assert "/nowhere/at-all.csv" in result.stderr, result.stderr


@pytest.mark.parametrize(
    ("service", "arguments"),
    [
        ("registration", ["import-establishments", "{folder}", "--links", "{folder}"]),
        ("registration", ["import-appropriate-bodies", "{folder}"]),
        ("identity", ["import-persons", "{folder}"]),
    ],
)
def test_a_folder_in_the_place_of_a_file_is_named(stack, tmp_path, service, arguments):
    folder = tmp_path / "Zoë's files"
    folder.mkdir()
    result = stack.services[service].run(*(each.format(folder=folder) for each in arguments))
    assert result.returncode == DATA
    assert f"{folder} is a folder" in result.stderr, result.stderr
    assert "NSCocoaErrorDomain" not in result.stderr


def test_a_file_without_its_columns_is_refused(stack, tmp_path):
    file = tmp_path / "establishments.csv"
    file.write_text("Name,Colour\r\nA,blue\r\n")
    result = stack.services["registration"].run("import-establishments", str(file), "--links", str(file))
    assert result.returncode == DATA
    assert "URN" in result.stderr, result.stderr


@pytest.mark.parametrize(
    ("service", "command", "rows"),
    [
        ("registration", "import-appropriate-bodies", "name,type\nBody Of Journeys,of no known type\n"),
        ("partnerships", "import-catalogue", "year,started_on,finished_on,enabled\nnever,2026-06-01,2027-05-31,true\n"),
        ("identity", "import-persons", "{}\n"),
    ],
)
def test_rows_that_were_skipped_can_be_told_by_the_exit_code(stack, tmp_path, service, command, rows):
    file = tmp_path / "rows.csv"
    file.write_text(rows)
    result = stack.services[service].run(command, str(file))
    assert result.returncode == DATA, result.stdout + result.stderr
    assert "1 skipped" in result.stdout, result.stdout


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_an_import_that_is_interrupted_says_so(stack, tmp_path, by):
    file = tmp_path / "persons.ndjson"
    file.write_text("{}\n" * 2_000_000)
    identity = stack.services["identity"]
    with subprocess.Popen(
        [str(identity.binary), "import-persons", str(file)], env=identity.environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as importer:
        # It has told of the first line, and has nearly all of them before it.
        assert importer.stderr.readline()
        importer.send_signal(by)
        printed, told = importer.communicate(timeout=60)
    assert importer.returncode == 1, told
    assert "Interrupted" in told
    assert "cannot be reached" not in told
    assert printed == ""


def test_output_that_is_lost_is_told(stack):
    registration = stack.services["registration"]
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [str(registration.binary), "dead-letters", "list"], env=registration.environment, stdin=subprocess.DEVNULL, stdout=full,
            stderr=subprocess.PIPE, text=True, timeout=60)
    assert result.returncode == OUTPUT, result.stderr
    assert "could not be written (No space left on device)" in result.stderr


def test_a_wrong_person_is_reported_without_personal_data(stack, world, tmp_path):
    person = world.person()
    file = tmp_path / "persons.ndjson"
    lines = [
        json.dumps(record(person, trn="canary")), json.dumps(record(person, dateOfBirth="canary")), "{", "[]", "",
        json.dumps(record(person)),
    ]
    file.write_text("\n".join(lines) + "\n")
    result = stack.services["identity"].run("import-persons", str(file))
    printed = result.stdout + result.stderr
    assert "canary" not in printed.lower()
    assert person.last_name not in printed
    assert "line 1" in printed or "1:" in printed or "row 1" in printed, printed


def test_made_up_people_that_cannot_be_kept_are_not_said_to_be_written(stack, tmp_path):
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    for place in [full, tmp_path / "no-such-folder" / "persons.ndjson", tmp_path]:
        result = stack.services["identity"].run("generate-persons", "5", "--output", str(place))
        assert result.returncode == OUTPUT, result.stdout
        assert str(place) in result.stderr, result.stderr
        assert "written to" not in result.stdout
    assert full.is_symlink()


def test_a_pair_of_keys_is_written_wholly_or_not_at_all(stack, tmp_path):
    private, public = tmp_path / "private", tmp_path / "public"
    public.write_text("of somebody else")
    arguments = ["proof-keys", "generate", "--id", "1", "--private-keys", str(private), "--public-key", str(public)]
    result = stack.services["registration"].run(*arguments)
    assert result.returncode == OUTPUT
    assert f"{public} exists already" in result.stderr, result.stderr
    assert not private.exists()
    assert public.read_text() == "of somebody else"
    public.unlink()
    stack.services["registration"].require(*arguments)
    assert private.stat().st_mode & 0o077 == 0
    assert json.loads(public.read_text()).keys() == {"1"}


def test_an_unknown_lead_provider_gets_no_token(stack):
    result = stack.services["partnerships"].run("tokens", "create", "--lead-provider", "Nobody At All")
    assert result.returncode != 0
    assert "Nobody At All" in result.stderr


def test_a_revoked_token_opens_nothing(stack):
    from journeys.lead_provider import raw

    partnerships = stack.services["partnerships"]
    name = demo_data.lead_providers()[1]["name"]
    token = partnerships.require("tokens", "create", "--lead-provider", name).split()[-1]
    with raw(stack, token) as api:
        assert api.get("/delivery-partners").status_code == 200
    with raw(stack, None) as api:
        response = api.get("/delivery-partners")
        assert response.status_code == 401
        assert response.json() == {"error": "HTTP Token: Access denied"}
