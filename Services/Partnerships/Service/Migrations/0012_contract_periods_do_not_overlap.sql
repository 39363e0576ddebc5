-- A day has one contract period. Checked at the end, since a boundary moves in two rows.
ALTER TABLE contract_period ADD CONSTRAINT contract_periods_do_not_overlap
    EXCLUDE USING gist (daterange(started_on, finished_on, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED;
