"""An e-mail that does not arrive is seen, and sent again where somebody asks for it."""

from journeys import disclosure
from stack.services import metrics
from stack.waiting import wait_until

BOUNCING = "perm-fail@simulator.notify"


def test_a_bounced_welcome_is_sent_again_only_on_request(stack, world, school):
    notifications, urn = stack.services["notifications"], world.school()
    assert school.ask(school.registration(world.person(), urn, emailAddress=BOUNCING)).kind == "accepted"

    def failed() -> list[str]:
        lines = notifications.require("messages", "list", "--state", "failed").splitlines()[1:]
        return [line.split("\t")[0] for line in lines if line.split("\t")[2] == urn]

    def sent() -> int:
        return sum(each["email_address"] == BOUNCING for each in stack.notify.messages())

    message, = wait_until("the bounce is known", failed, 60)
    refused = notifications.run("messages", "resend", message, "--reason", "The school asked")
    assert refused.returncode == 1
    assert "--despite-bounce" in refused.stderr
    assert BOUNCING not in refused.stdout + refused.stderr
    assert sent() == 1

    asked = notifications.require("messages", "resend", message, "--reason", "The school asked", "--despite-bounce")
    again = asked.split()[-1]
    wait_until("it has bounced again", lambda: set(failed()) == {message, again}, 60)
    assert sent() == 2
    impatient = notifications.run("messages", "resend", message, again, "--reason", "The school asked")
    assert impatient.returncode == 1
    assert sent() == 2

    # Once both have been at rest for long enough, it is known what became of them, and no longer whom they were for.
    with stack.postgres.connect() as connection:
        connection.execute(
            "UPDATE notifications.message SET changed_at = changed_at - interval '91 days' WHERE id::text = ANY(%s)",
            ([message, again],))

    def is_forgotten() -> bool:
        with stack.postgres.connect() as connection:
            count, = connection.execute(
                "SELECT count(*) FROM notifications.message WHERE email_address = %s", (BOUNCING,)).fetchone()
        return count == 0

    wait_until("the recipient is forgotten", is_forgotten, 60)
    places = disclosure.in_database(stack, [BOUNCING])
    assert [place for place in places if place.startswith("notifications.")] == []
    assert set(failed()) == {message, again}
    late = notifications.run("messages", "resend", again, "--reason", "The school asked", "--despite-bounce")
    assert late.returncode == 1
    assert "90 days" in late.stderr
    assert sent() == 2


def test_a_lost_answer_holds_sending_and_the_metric_ends_with_the_look_ups(stack, world, school):
    notifications, urn, address = stack.services["notifications"], world.school(), "lost-answer@school.example"

    def held() -> float:
        samples = metrics(notifications.internal("/metrics")[1]).get("email_held", [])
        return sum(value for labels, value in samples if labels["reason"] == "uncertain")

    stack.wait_until_quiet()
    log = stack.state.logs / "notifications.log"
    before = log.stat().st_size
    stack.notify.inject("accept-then-server-error")
    assert school.ask(school.registration(world.person(), urn, emailAddress=address)).kind == "accepted"
    # The pause may be short, so the log tells that there was one.
    wait_until(
        "sending was held", lambda: any(
            b"email.held" in line and b"uncertain" in line for line in log.read_bytes()[before:].splitlines()), 60)
    wait_until("nothing waits behind it", lambda: held() == 0, 60)

    def state() -> list[str]:
        lines = [line.split("\t") for line in notifications.require("messages", "list").splitlines()[1:]]
        return [line[3] for line in lines if line[2] == urn]

    wait_until("Notify was asked", lambda: state() in (["accepted"], ["delivered"]), 90)
    assert sum(each["email_address"] == address for each in stack.notify.messages()) == 1
