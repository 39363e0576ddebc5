-- How far the log of a partition had come with the last event that it acknowledged: one that says less has lost something.
CREATE TABLE log_end (
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);

-- Topics of which a log has lost something, until all of their events are marked to be sent again.
CREATE TABLE log_loss (
    topic text PRIMARY KEY,
    noticed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
