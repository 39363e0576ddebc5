"""deploy/status shows what waits for somebody: dead letters, gaps, groups that read nothing."""

import socket
import uuid

import pytest

from stack import kafka, operating
from stack.services import metrics
from stack.state import Problem
from stack.waiting import wait_until

INSERT = """
    INSERT INTO {service}.parked (consumer, event_id, kind, topic, partition, record_offset, record, reason)
    VALUES (%s, %s, %s, 'journeys.planted', 0, 0, '', 'planted')"""


def rows(printed: str) -> dict[str, list[str]]:
    """Every line of the tables by its first word."""
    return {line.split()[0]: line.split() for line in printed.splitlines() if line.strip()}


def shown(service, metric: str, consumer: str) -> float | None:
    samples = metrics(service.internal("/metrics")[1]).get(metric, [])
    return next((value for labels, value in samples if labels["consumer"] == consumer), None)


def test_dead_letters_and_gaps_are_shown_beside_their_group(stack, world, capfd):
    stack.wait_until_quiet()
    service = stack.services["notifications"]
    with stack.postgres.connect() as connection:
        before = {
            kind: connection.execute(
                "SELECT count(*) FROM notifications.parked WHERE consumer = 'ects' AND state <> 'discarded'"
                " AND (kind = 'gap') = %s", (kind == "gap",)).fetchone()[0]
            for kind in ("gap", "poison")}
        planted = [("poison", uuid.uuid4()), ("poison", uuid.uuid4()), ("gap", uuid.uuid4())]
        try:
            for kind, event in planted:
                connection.execute(INSERT.format(service="notifications"), ("ects", event, kind))
            poison, gaps = before["poison"] + 2, before["gap"] + 1
            wait_until(
                "the metrics show both", lambda: shown(service, "parked_messages", "ects") == poison
                and shown(service, "events_gap_open", "ects") == gaps, 60)
            assert operating.print_status(stack) == 0
            told = capfd.readouterr()
        finally:
            connection.execute(
                "DELETE FROM notifications.parked WHERE event_id = ANY(%s)", ([event for _, event in planted],))
    name, partitions, lag, dead, open_gaps = rows(told.out)["notifications.ects"]
    assert int(partitions) > 0
    assert lag == "0"
    assert (int(dead), int(open_gaps)) == (poison, gaps)
    heading = next(line for line in told.out.splitlines() if line.startswith("service "))
    assert "dead letters" in heading and "gaps" in heading
    assert "dead-letters list" in told.err


def test_services_say_themselves_how_far_they_are_behind(stack, world, school):
    assert school.ask(school.registration(world.person(), world.school())).kind == "accepted"
    stack.wait_until_quiet()
    for service in stack.services.values():
        def behind() -> dict[str, float]:
            samples = metrics(service.internal("/metrics")[1])
            found = {labels["group"]: 0.0 for labels, _ in samples.get("kafka_consumer_lag_records", [])}
            for name in ("kafka_consumer_lag_records", "kafka_consumer_lag_seconds"):
                for labels, value in samples.get(name, []):
                    found[labels["group"]] += value
            return found

        wait_until(
            f"{service.name} has worked everything off",
            lambda: behind() == dict.fromkeys(stack.groups_of(service.name), 0.0), 30, explain=lambda: str(behind()))


def test_a_group_without_partitions_is_named(stack, world, capfd, monkeypatch):
    read = operating._samples

    def without_one(service):
        samples = read(service)
        for labels, _ in samples.get("kafka_assigned_partitions", []):
            assert labels["group"].startswith(f"{service.name}.")
        samples["kafka_assigned_partitions"] = [
            (labels, 0.0 if labels["group"] == "registration.teachers" else value)
            for labels, value in samples.get("kafka_assigned_partitions", [])]
        return samples

    assert operating.print_status(stack) == 0
    capfd.readouterr()
    monkeypatch.setattr(operating, "_samples", without_one)
    assert operating.print_status(stack) == 1
    told = capfd.readouterr()
    assert rows(told.out)["registration.teachers"][1] == "0"
    assert "registration.teachers" in told.err
    assert "registration.commands" not in told.err


def test_a_broker_that_does_not_answer_is_told(stack, world, capfd, monkeypatch):
    def silent():
        raise Problem("The broker does not answer.")

    monkeypatch.setattr(stack, "lag", silent)
    assert operating.print_status(stack) == 1
    assert "does not answer" in capfd.readouterr().err
    operating.warn_of_unread_records(stack)
    assert "does not answer" in capfd.readouterr().err


def test_a_port_that_never_answers_is_a_problem_in_words():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = "127.0.0.1:%d" % silent.getsockname()[1]
        with pytest.raises(Problem, match=address):
            kafka.lag(address, [])
