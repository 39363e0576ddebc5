-- How often a parked event was begun without an end: a process that dies over one leaves its mark.
ALTER TABLE parked ADD COLUMN begun integer NOT NULL DEFAULT 0;

-- For pruning, which asks by topic and age; rows of ordered topics are kept for good and cost nothing here.
CREATE INDEX outbox_unordered ON outbox (topic, appended_at) WHERE version IS NULL;
