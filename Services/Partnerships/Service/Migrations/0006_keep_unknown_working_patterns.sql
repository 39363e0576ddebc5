-- A pattern that a newer registration knows and we do not is kept as it came.
ALTER TABLE placement DROP CONSTRAINT working_pattern_is_known;
