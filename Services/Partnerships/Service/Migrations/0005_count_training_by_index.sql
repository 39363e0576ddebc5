-- Partnerships count their participants by day; the count is read from the index alone.
CREATE INDEX training_period_by_partnership_and_days ON training_period (partnership_id, started_on, finished_on)
    WHERE partnership_id IS NOT NULL;
DROP INDEX training_period_by_partnership;
