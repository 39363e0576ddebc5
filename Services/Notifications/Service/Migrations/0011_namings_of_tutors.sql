-- The naming that made the tutor of a school, with the address of whom it is, since the version before writes a new address
-- and leaves the naming. Somebody who is named again after another has the same address and a new naming.
ALTER TABLE school
    ADD COLUMN tutor_appointment_id uuid,
    ADD COLUMN tutor_appointment_is_of text;
