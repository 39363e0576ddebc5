-- When it was begun, by the process that is at it: others leave it alone until it ends or is taken for dead.
ALTER TABLE parked ADD COLUMN begun_at timestamptz;
