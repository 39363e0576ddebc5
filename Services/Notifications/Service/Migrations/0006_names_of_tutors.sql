-- By whose name a letter of appointment greets that is sent later: the one that the school shows by then. With the address of
-- whom it is, since the version before writes a new address and leaves the name.
ALTER TABLE school
    ADD COLUMN tutor_name text,
    ADD COLUMN tutor_name_is_of text;
