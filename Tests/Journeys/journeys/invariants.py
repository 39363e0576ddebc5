"""What must hold once everything is quiet, whatever went wrong before."""

import collections

from stack.whole import Stack

from . import copies

# Every count must be nought.
IN_ONE_SCHEMA = {
    "events wait to be published": "SELECT count(*) FROM {schema}.outbox_unpublished",
    "events were refused by the broker": "SELECT count(*) FROM {schema}.outbox_refused",
    "events are parked": "SELECT count(*) FROM {schema}.parked WHERE state = 'open'",
    "keys have versions that are not dense": """
        SELECT count(*) FROM (
            SELECT FROM {schema}.outbox WHERE version IS NOT NULL GROUP BY topic, key
            HAVING count(*) <> max(version) OR min(version) <> 1) AS sparse""",
}

BETWEEN_SCHEMAS = {
    "commands have not exactly one outcome": """
        SELECT count(*) FROM registration.command
        WHERE (SELECT count(*) FROM registration.outbox
               WHERE topic = 'registration.command-outcome.v1' AND key = command.id) <> 1""",
    "outcomes belong to no command": """
        SELECT count(*) FROM registration.outbox
        WHERE topic = 'registration.command-outcome.v1' AND key NOT IN (SELECT id FROM registration.command)""",
    "placements were not told exactly once": """
        SELECT count(*) FROM registration.placement
        WHERE (SELECT count(*) FROM registration.outbox
               WHERE type LIKE '%%ect.registered'
                 AND convert_from(payload, 'UTF8')::jsonb ->> 'placementID' = placement.id::text) <> 1""",
    "corrections of names were not told exactly once": """
        SELECT count(*) FROM registration.name_correction
        WHERE (SELECT count(*) FROM registration.outbox
               WHERE type LIKE '%%ect.name-corrected'
                 AND convert_from(payload, 'UTF8')::jsonb ->> 'placementID'
                     = name_correction.placement_id::text) <> 1""",
    "accepted registrations have no placement": """
        SELECT count(*) FROM registration.command
        WHERE kind = 'registration.ect.register' AND outcome = 'accepted'
          AND placement_id NOT IN (SELECT id FROM registration.placement)""",
    "departures were accepted and did not end a placement": """
        SELECT count(*) FROM registration.command LEFT JOIN registration.placement ON placement.id = command.placement_id
        WHERE command.kind = 'registration.ect.report-leaving' AND outcome = 'accepted' AND finished_on IS NULL""",
    "placements ended and nobody was told, or more than once": """
        SELECT count(*) FROM registration.placement
        WHERE finished_on IS NOT NULL AND (
            SELECT count(*) FROM registration.outbox
            WHERE type LIKE '%%ect.left-school'
              AND convert_from(payload, 'UTF8')::jsonb ->> 'placementID' = placement.id::text) <> 1""",
    "teachers in confirmed training are shown to nobody": """
        SELECT count(DISTINCT placement.trn) FROM partnerships.training_period
            JOIN partnerships.placement ON placement.id = placement_id
            JOIN partnerships.participant ON participant.trn = placement.trn
        WHERE partnership_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM partnerships.document
            WHERE resource = 'participant' AND document.id = participant.id AND body IS NOT NULL)""",
    "placements have not exactly one training or refusal": """
        SELECT count(*) FROM partnerships.placement
        WHERE (SELECT count(*) FROM partnerships.training_period WHERE placement_id = placement.id)
            + (SELECT count(*) FROM partnerships.refused_training WHERE placement_id = placement.id) <> 1""",
    "people have more than one e-mail for one cause": """
        SELECT count(*) FROM (
            SELECT FROM notifications.message WHERE state IN ('accepted', 'delivered')
            GROUP BY coalesce(original_id, id) HAVING count(*) > 1) AS double""",
    "messages do not rest": """
        SELECT count(*) FROM notifications.message WHERE state IN ('planned', 'sending', 'uncertain')""",
}


def broken(stack: Stack) -> list[str]:
    """Every invariant that does not hold, in words."""
    problems = []
    with stack.postgres.connect() as connection:
        for name in stack.services:
            for what, statement in IN_ONE_SCHEMA.items():
                count = connection.execute(statement.format(schema=name)).fetchone()[0]
                if count:
                    problems.append(f"{name}: {count} {what}")
        for what, statement in BETWEEN_SCHEMAS.items():
            count = connection.execute(statement.replace("%%", "%")).fetchone()[0]
            if count:
                problems.append(f"{count} {what}")
        problems += copies.differing(connection)
    verified = stack.services["partnerships"].run("documents", "verify")
    if verified.returncode != 0:
        problems.append(f"documents differ from a rebuild: {verified.stdout}{verified.stderr}")
    return problems + _wrong_emails(stack)


def _wrong_emails(stack: Stack) -> list[str]:
    """One e-mail for each registration, and none for anything else."""
    sent = collections.Counter(message["email_address"] for message in stack.notify.messages())
    with stack.postgres.connect() as connection:
        owed = collections.Counter(
            row[0] for row in connection.execute(
                "SELECT email_address FROM notifications.message WHERE state <> 'withheld'"))
        registered = connection.execute(
            "SELECT count(*) FROM registration.placement AS each WHERE NOT EXISTS ("
            "SELECT FROM notifications.message WHERE email_address = each.email_address)").fetchone()[0]
    problems = [f"{registered} registrations led to no message"] if registered else []
    if sent != owed:
        missing, surplus = sum((owed - sent).values()), sum((sent - owed).values())
        problems.append(f"e-mails: {missing} were not sent, {surplus} were sent that the ledger does not owe")
    return problems


def unanswered(stack: Stack, commands: dict[str, dict]) -> list[str]:
    """Ids of commands that were sent and have no outcome."""
    with stack.postgres.connect() as connection:
        known = {row[0] for row in connection.execute("SELECT id FROM registration.command")}
    return [command for command in commands if command not in known]
