-- Who asked, by an id of the sender's own system.
ALTER TABLE command ADD COLUMN requested_by text;

-- Every correction of a name with both names, since corrections are watched.
CREATE TABLE name_correction (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    placement_id uuid NOT NULL REFERENCES placement,
    command_id text NOT NULL REFERENCES command,
    trn text NOT NULL,
    urn text NOT NULL,
    previous_name text NOT NULL,
    name text NOT NULL,
    is_significant boolean NOT NULL,
    requested_by text,
    corrected_at timestamptz NOT NULL,
    CONSTRAINT a_registration_corrects_once UNIQUE (placement_id)
);
CREATE INDEX name_correction_by_teacher ON name_correction (trn, seq);
