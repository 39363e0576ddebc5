-- What is told of teachers after they were registered, for letters that are not sent yet: the name to greet them by, and
-- the placements that have an end.
CREATE TABLE teacher (
    trn text PRIMARY KEY,
    name text NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE TABLE departure (
    placement_id uuid PRIMARY KEY,
    left_on date NOT NULL,
    is_registered_elsewhere boolean NOT NULL,
    updated_at timestamptz NOT NULL
);

-- Whom a welcome is about. Tutors have neither, and no TRN is known of welcomes that were entered before.
ALTER TABLE message
    ADD COLUMN placement_id uuid,
    ADD COLUMN trn text;
UPDATE message SET placement_id = split_part(dedupe_key, '/', 2)::uuid WHERE dedupe_key LIKE 'ect.registered/%';
CREATE INDEX message_planned_for_placement ON message (placement_id) WHERE state = 'planned';
