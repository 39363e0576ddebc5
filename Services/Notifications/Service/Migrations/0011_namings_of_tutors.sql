-- The naming that made the tutor of a school: somebody who is named again after another has the same address and a new
-- naming. It counts only while it is as of the last update: the version before updates a school and leaves this as it is.
ALTER TABLE school
    ADD COLUMN tutor_appointment_id uuid,
    ADD COLUMN tutor_appointment_as_of timestamptz;
