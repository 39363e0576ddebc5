-- Of a range of pages a BRIN index keeps the oldest row that it ever held, so that with time every range seemed to hold one to
-- delete, and the whole inbox was read each minute.
CREATE INDEX inbox_by_age ON inbox (processed_at);
DROP INDEX inbox_processed_at;
