-- Since when a school is not open, for letters of appointment that waited. It counts only while it is the time of the last
-- update: the version before updates a school that opens and leaves this as it is.
ALTER TABLE school ADD COLUMN closed_as_of timestamptz;
