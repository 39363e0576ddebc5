"""A command id stands for one command, however often it is sent."""

import uuid

from stack.waiting import wait_until


def test_the_same_command_twice_has_one_outcome(stack, world, school):
    person, urn = world.person(), world.school()
    body = school.registration(person, urn)
    for _ in range(3):
        school.send(body)
    assert school.outcome(body["commandID"]).kind == "accepted"
    stack.wait_until_quiet()
    assert [outcome.kind for outcome in school.outcomes(body["commandID"])] == ["accepted"]
    sent = [each for each in stack.notify.messages() if each["email_address"] == person.email_address]
    assert len(sent) == 1


def test_another_command_under_a_used_id_is_a_conflict(world, school):
    person, other, urn = world.person(), world.person(), world.school()
    command_id = str(uuid.uuid4())
    first = school.registration(person, urn, commandID=command_id)
    second = school.registration(other, urn, commandID=command_id)
    assert school.ask(first).kind == "accepted"
    school.send(second)
    outcomes = wait_until(
        "the second command has its outcome",
        lambda: found if len(found := school.outcomes(command_id)) == 2 else None, 60)
    assert sorted(outcome.kind for outcome in outcomes) == ["accepted", "conflicted"]
    conflict = next(outcome for outcome in outcomes if outcome.kind == "conflicted")
    assert conflict.body["bodyDigest"] != conflict.body["firstBodyDigest"]
    again = school.ask(school.registration(other, urn))
    assert again.kind == "accepted", "the conflict left nothing behind"


def test_a_second_registration_at_the_school_is_refused(world, school):
    person, urn = world.person(), world.school()
    assert school.ask(school.registration(person, urn)).kind == "accepted"
    again = school.ask(school.registration(person, urn))
    assert again.kind == "refused", again
    assert {code for _, code in again.reasons} == {"already-registered-here"}
