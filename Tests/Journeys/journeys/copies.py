"""Every copy that a service keeps of what another one owns, compared row by row and column by column."""

import collections
import dataclasses

import psycopg


@dataclasses.dataclass(frozen=True)
class Copy:
    """A copy and what it is a copy of. Both queries name their columns alike; the first ones tell rows apart."""

    name: str
    own: str
    copied: str
    keys: int = 1


# The last word on a school: what is published, not what it is computed from.
LAST_SCHOOL = """
    SELECT DISTINCT ON (key) key AS urn, convert_from(payload, 'UTF8')::jsonb AS body
    FROM registration.outbox WHERE topic = 'registration.school.v1' ORDER BY key, version DESC"""

COPIES = [
    Copy(
        "registration.teacher",
        "SELECT trn, standing AS status, merged_into, first_name, last_name, induction_status FROM identity.teacher",
        "SELECT trn, status, merged_into, first_name, last_name, induction_status FROM registration.teacher"),
    Copy(
        "partnerships.teacher_record",
        "SELECT trn, first_name, last_name, induction_status, induction_started_on, induction_completed_on"
        " FROM identity.teacher WHERE first_name IS NOT NULL",
        # A row without names is there to be locked: nobody has told of the teacher yet.
        "SELECT trn, first_name, last_name, induction_status, induction_started_on, induction_completed_on"
        " FROM partnerships.teacher_record WHERE first_name IS NOT NULL"),
    Copy(
        "partnerships.placement",
        """SELECT placement.id, trn, urn, started_on, finished_on, email_address, working_pattern,
               programme AS wished_programme, lead_provider_id AS wished_lead_provider_id
           FROM registration.placement JOIN registration.school ON school.id = school_id""",
        """SELECT id, trn, urn, started_on, finished_on, email_address, working_pattern, wished_programme,
               wished_lead_provider_id
           FROM partnerships.placement"""),
    Copy(
        "registration.training_period",
        """SELECT period.id, placement_id,
               CASE WHEN programme = 'school_led' THEN 'school-led' WHEN partnership_id IS NULL
                   THEN 'awaiting-confirmation' ELSE 'confirmed' END AS state,
               CASE WHEN programme = 'provider_led' THEN period.contract_period END AS contract_period,
               lead_provider.name AS lead_provider_name, delivery_partner.name AS delivery_partner_name, started_on,
               finished_on
           FROM partnerships.training_period AS period
           LEFT JOIN partnerships.lead_provider ON lead_provider.id = period.lead_provider_id
           LEFT JOIN partnerships.partnership ON partnership.id = period.partnership_id
           LEFT JOIN partnerships.delivery_partner ON delivery_partner.id = partnership.delivery_partner_id""",
        """SELECT id, placement_id, state, contract_period, lead_provider_name, delivery_partner_name, started_on,
               finished_on
           FROM registration.training_period"""),
    Copy(
        "registration.training_refusal",
        "SELECT placement_id, code FROM partnerships.refused_training",
        "SELECT placement_id, code FROM registration.training_refusal"),
    Copy(
        "partnerships.school",
        f"""SELECT school.urn, id, establishment.name, (body ->> 'isEligible')::boolean AS is_eligible, tutor_name,
               tutor_email, primary_contact_email, secondary_contact_email,
               date_trunc('milliseconds', created_at) AS created_at
           FROM registration.school JOIN registration.establishment USING (urn) JOIN ({LAST_SCHOOL}) AS last USING (urn)""",
        """SELECT urn, id, name, is_eligible, tutor_name, tutor_email, primary_contact_email, secondary_contact_email,
               date_trunc('milliseconds', created_at) AS created_at
           FROM partnerships.school"""),
    Copy(
        "notifications.school",
        "SELECT urn, name, tutor_email FROM registration.school JOIN registration.establishment USING (urn)",
        "SELECT urn, name, tutor_email FROM notifications.school"),
    Copy(
        "published schools",
        "SELECT urn, id::text, name, tutor_name, tutor_email, primary_contact_email, secondary_contact_email"
        " FROM registration.school JOIN registration.establishment USING (urn)",
        f"""SELECT urn, body ->> 'schoolID' AS id, body ->> 'name' AS name,
               body #>> '{{inductionTutor,name}}' AS tutor_name,
               body #>> '{{inductionTutor,emailAddress}}' AS tutor_email,
               body ->> 'primaryContactEmail' AS primary_contact_email,
               body ->> 'secondaryContactEmail' AS secondary_contact_email
           FROM ({LAST_SCHOOL}) AS last"""),
    Copy(
        "registration.contract_period",
        "SELECT year, started_on, finished_on, is_enabled, payments_frozen_at FROM partnerships.contract_period",
        "SELECT year, started_on, finished_on, is_enabled, payments_frozen_at FROM registration.contract_period"),
    Copy(
        "registration.lead_provider",
        "SELECT id, name FROM partnerships.lead_provider", "SELECT id, name FROM registration.lead_provider"),
    Copy(
        "registration.lead_provider_period",
        "SELECT lead_provider_id, contract_period AS year FROM partnerships.active_lead_provider",
        "SELECT lead_provider_id, year FROM registration.lead_provider_period", keys=2),
]


def differing(connection: psycopg.Connection) -> list[str]:
    """Every copy that is not what it is a copy of, with columns and counts, but no values."""
    return [problem for copy in COPIES for problem in _compare(connection, copy)]


def _compare(connection: psycopg.Connection, copy: Copy) -> list[str]:
    columns, own = _rows(connection, copy.own, copy.keys)
    copied_columns, copied = _rows(connection, copy.copied, copy.keys)
    assert columns == copied_columns, f"{copy.name}: {columns} cannot be compared with {copied_columns}"
    wrong = collections.Counter(
        column for key in own.keys() & copied.keys()
        for column, one, other in zip(columns[copy.keys:], own[key], copied[key]) if one != other)
    problems = [f"{copy.name}: {column} differs in {count} rows" for column, count in wrong.items()]
    for rows, what in ((own.keys() - copied.keys(), "missing"), (copied.keys() - own.keys(), "surplus")):
        if rows:
            problems.append(f"{copy.name}: {len(rows)} rows are {what}")
    return problems


def _rows(connection: psycopg.Connection, query: str, keys: int) -> tuple[list[str], dict[tuple, tuple]]:
    cursor = connection.execute(query)
    columns = [column.name for column in cursor.description]
    return columns, {row[:keys]: row[keys:] for row in cursor}
