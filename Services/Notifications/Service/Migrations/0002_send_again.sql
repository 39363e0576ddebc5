-- What did not arrive is sent again as an e-mail of its own, so that each has one reference at Notify and one outcome.
ALTER TABLE message
    ADD COLUMN original_id uuid REFERENCES message,
    ADD COLUMN round integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT only_the_first_has_no_original CHECK ((original_id IS NULL) = (round = 0)),
    ADD CONSTRAINT each_round_is_sent_once UNIQUE (original_id, round);

-- Who asked for one to be sent again, and why.
CREATE TABLE message_request (
    message_id uuid PRIMARY KEY REFERENCES message,
    actor text NOT NULL,
    reason text NOT NULL,
    asked_at timestamptz NOT NULL
);
