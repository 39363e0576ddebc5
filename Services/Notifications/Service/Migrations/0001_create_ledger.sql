-- Copies of what other services say about schools: names for letters, and the tutor who was known last.
CREATE TABLE school (
    urn text PRIMARY KEY,
    name text NOT NULL,
    tutor_email text,
    updated_at timestamptz NOT NULL
);

-- Every e-mail that was ever owed, and what became of it.
CREATE TABLE message (
    id uuid PRIMARY KEY,
    dedupe_key text NOT NULL CONSTRAINT one_message_for_each_key UNIQUE,
    purpose text NOT NULL,
    urn text NOT NULL,
    recipient_name text NOT NULL,
    email_address text NOT NULL,
    state text NOT NULL,
    -- Requests to send it so far. The answer to an earlier one than the last is not recorded any more.
    attempt integer NOT NULL DEFAULT 0,
    absences integer NOT NULL DEFAULT 0,
    -- When something is to be done about it; in state `sending`, when the process that sends it counts as gone.
    due_at timestamptz,
    notify_id uuid,
    reason text,
    correlation_id uuid,
    causation_id uuid,
    traceparent text,
    queued_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT state_is_known CHECK
        (state IN ('planned', 'sending', 'uncertain', 'accepted', 'delivered', 'failed', 'withheld')),
    CONSTRAINT an_unsettled_message_is_due CHECK
        (due_at IS NOT NULL OR state NOT IN ('planned', 'sending', 'uncertain')),
    CONSTRAINT an_accepted_message_is_known_to_notify CHECK
        (notify_id IS NOT NULL OR state NOT IN ('accepted', 'delivered'))
) WITH (fillfactor = 80);
CREATE INDEX message_due ON message (state, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX message_by_state ON message (state, id);
