DO $$
DECLARE overlapping text;
BEGIN
    SELECT string_agg(one.year || ' and ' || other.year, ', ') INTO overlapping
    FROM contract_period AS one JOIN contract_period AS other
        ON one.year < other.year AND one.started_on <= other.finished_on AND other.started_on <= one.finished_on;
    IF overlapping IS NOT NULL THEN
        RAISE EXCEPTION 'contract periods overlap: %. Import their right days with the version before, then migrate', overlapping;
    END IF;
END $$;

-- A day has one contract period. Checked at the end, since a boundary moves in two rows.
ALTER TABLE contract_period ADD CONSTRAINT contract_periods_do_not_overlap
    EXCLUDE USING gist (daterange(started_on, finished_on, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED;
