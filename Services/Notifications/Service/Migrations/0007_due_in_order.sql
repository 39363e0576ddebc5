-- What is due is taken in this order, a few at a time, however much is due.
DROP INDEX message_due;
CREATE INDEX message_due ON message (state, due_at, id) WHERE due_at IS NOT NULL;
