-- Whether a letter of appointment that waited still goes out. Not known of schools that the version before wrote: theirs do.
ALTER TABLE school ADD COLUMN is_open boolean;
