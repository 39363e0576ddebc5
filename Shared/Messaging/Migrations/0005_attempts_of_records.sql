-- How many processes have begun to read or run a record, one row for each that may have crashed them. `attempt_journal` holds
-- the batch of the last process.
CREATE TABLE attempted_record (
    consumer text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint NOT NULL,
    attempts integer NOT NULL,
    PRIMARY KEY (consumer, topic, partition, record_offset)
);
