-- By whose name a letter of appointment greets that is sent later: the one that the school shows by then.
ALTER TABLE school ADD COLUMN tutor_name text;
