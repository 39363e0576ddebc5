-- Whom an e-mail went to is forgotten some time after the last one for its cause came to rest. The row stays: its key keeps
-- anything from being sent twice, and operators see what became of it.
ALTER TABLE message
    ALTER COLUMN recipient_name DROP NOT NULL,
    ALTER COLUMN email_address DROP NOT NULL,
    ADD COLUMN forgotten_at timestamptz,
    ADD CONSTRAINT only_a_forgotten_recipient_is_missing CHECK
        ((recipient_name IS NULL) = (forgotten_at IS NOT NULL)
            AND (email_address IS NULL) = (forgotten_at IS NOT NULL)),
    ADD CONSTRAINT of_a_forgotten_recipient_no_number_is_left CHECK (forgotten_at IS NULL OR trn IS NULL),
    ADD CONSTRAINT nobody_is_forgotten_who_is_still_written_to CHECK (forgotten_at IS NULL OR due_at IS NULL);

-- What is to be forgotten is looked for all the time, and is seldom there.
CREATE INDEX message_to_forget ON message (changed_at, id) WHERE round = 0 AND forgotten_at IS NULL AND due_at IS NULL;
CREATE INDEX message_to_teacher ON message (trn) WHERE trn IS NOT NULL;
CREATE INDEX message_for_placement ON message (placement_id) WHERE forgotten_at IS NULL;
CREATE INDEX teacher_by_age ON teacher (updated_at);
CREATE INDEX departure_by_age ON departure (updated_at);
