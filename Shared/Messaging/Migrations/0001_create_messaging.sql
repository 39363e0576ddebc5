-- The outbox is a log: a row is written with the state it tells of and never changed afterwards. Rows are kept, so that
-- a topic can be published again. BRIN suits a log: it costs the writer nothing.
CREATE TABLE outbox (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    version bigint,
    type text NOT NULL,
    correlation_id uuid,
    causation_id uuid,
    traceparent text,
    payload bytea NOT NULL,
    occurred_at timestamptz NOT NULL,
    appended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT versions_count_from_one CHECK (version >= 1)
);
CREATE INDEX outbox_appended_at ON outbox USING brin (appended_at) WITH (autosummarize = on);

-- What the relay still has to send. Deleting from this small table keeps the log itself free of dead rows.
CREATE TABLE outbox_unpublished (
    seq bigint PRIMARY KEY,
    is_replay boolean NOT NULL DEFAULT false
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

-- What the broker will never take, with its reason. Someone has to look at it.
CREATE TABLE outbox_refused (
    seq bigint PRIMARY KEY,
    reason text NOT NULL,
    refused_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE outbox_version (
    topic text NOT NULL,
    key text NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (topic, key)
);

CREATE TABLE relay_lease (
    name text PRIMARY KEY,
    owner uuid NOT NULL,
    epoch bigint NOT NULL,
    expires_at timestamptz NOT NULL
);

-- Every event id a subscription has met, and what became of it.
CREATE TABLE inbox (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    outcome text NOT NULL,
    processed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, event_id),
    CONSTRAINT outcome_is_known
        CHECK (outcome IN ('applied', 'stale', 'ignored', 'gap', 'parked', 'discarded'))
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05);
CREATE INDEX inbox_processed_at ON inbox USING brin (processed_at) WITH (autosummarize = on);

-- Never pruned: what the inbox has forgotten is still known to be old. `gaps` counts the events that wait in `parked`
-- for an earlier one, so that finding out whether any do costs nothing.
CREATE TABLE applied_version (
    consumer text NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    version bigint NOT NULL,
    gaps integer NOT NULL DEFAULT 0,
    PRIMARY KEY (consumer, topic, key)
) WITH (fillfactor = 80);

-- Events that could not be applied yet, each with the whole record, so that it can be run again as it came.
--   gap     waits for an earlier version of its key
--   poison  failed, or cannot be read
--   waiting came after a poison event of its key
CREATE TABLE parked (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL DEFAULT 'open',
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint NOT NULL,
    key text,
    version bigint,
    type text,
    record bytea NOT NULL,
    is_truncated boolean NOT NULL DEFAULT false,
    reason text NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT an_event_is_parked_once UNIQUE (consumer, event_id),
    CONSTRAINT kind_is_known CHECK (kind IN ('gap', 'poison', 'waiting')),
    CONSTRAINT state_is_known CHECK (state IN ('open', 'replay', 'discarded'))
);
CREATE INDEX parked_by_key ON parked (consumer, topic, key, seq);
CREATE INDEX parked_in_gaps ON parked (consumer) WHERE kind = 'gap';

-- One row for each key that is blocked by a poison event; locking it orders a replay and the events that still arrive.
CREATE TABLE parked_key (
    consumer text NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    blocked_since timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, topic, key)
);

CREATE TABLE dead_letter_audit (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    action text NOT NULL,
    actor text NOT NULL,
    reason text NOT NULL,
    happened_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The records in flight when they might take the process down with them: one row per partition.
CREATE TABLE attempt_journal (
    consumer text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    first_offset bigint NOT NULL,
    last_offset bigint NOT NULL,
    attempts integer NOT NULL,
    PRIMARY KEY (consumer, topic, partition)
);
