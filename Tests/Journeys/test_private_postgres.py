"""The private PostgreSQL starts, whatever an earlier start or a crash left behind."""

import os
import subprocess

import pytest

from stack.credentials import Credentials
from stack.ports import Ports
from stack.postgres import Postgres
from stack.state import Problem, State


@pytest.fixture
def postgres(tmp_path):
    state = State(tmp_path / "state")
    state.create()
    credentials = Credentials(state)
    credentials.create()
    server = Postgres(state, Ports.free().postgres, credentials, for_tests=True)
    yield server
    server.purge()


def test_a_pid_file_with_the_number_of_another_process_is_no_running_server(postgres):
    postgres.start()
    postgres.stop()
    with subprocess.Popen(["sleep", "600"], user=postgres.data.stat().st_uid) as bystander:
        try:
            (postgres.data / "postmaster.pid").write_text(f"{bystander.pid}\n{postgres.data}\n")
            assert not postgres.is_running
            assert not postgres.stop()
            postgres.start()
            assert postgres.is_running
            assert bystander.poll() is None
        finally:
            bystander.kill()


def test_a_first_start_that_was_broken_off_is_made_up_for(postgres):
    unfinished = postgres.data.with_name(f"{postgres.data.name}.unfinished")
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("15\n")
    postgres.start()
    postgres.create_database()
    assert postgres.is_running
    assert not unfinished.exists()


def test_a_database_that_was_made_with_other_secrets_is_told(postgres, tmp_path):
    postgres.start()
    postgres.create_database()
    (tmp_path / "state" / "secrets" / "postgres-database-password").unlink()
    Credentials(State(tmp_path / "state")).create()
    with pytest.raises(Problem, match="other secrets.*deploy/down --purge"):
        postgres.create_database()


def test_a_database_outside_the_state_folder_is_found_by_its_link_again(postgres, tmp_path):
    # A private home, into which only root's own programs may look.
    tmp_path.chmod(0o700)
    link = tmp_path / "state" / "postgres"
    if os.geteuid() != 0:
        assert postgres.data == link, "only root runs the server as somebody else"
        return
    postgres.start()
    data = postgres.data
    assert data != link
    postgres.stop()
    link.unlink()
    postgres.start()
    assert postgres.is_running
    assert link.is_symlink() and os.path.samefile(link, data)


def test_a_purge_leaves_nothing(postgres):
    postgres.start()
    data = postgres.data
    assert postgres.purge() == data
    assert not data.exists()
    assert not postgres.is_running
    assert postgres.purge() is None
