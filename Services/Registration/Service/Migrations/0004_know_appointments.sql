-- The naming that made the tutor, with the address of whom it is, since the version before writes a new address and leaves
-- the naming. Unknown of tutors who were named before this version, until another is named.
ALTER TABLE school
    ADD COLUMN tutor_appointment_id uuid,
    ADD COLUMN tutor_appointed_at timestamptz,
    ADD COLUMN tutor_appointment_is_of text,
    ADD CONSTRAINT an_appointment_is_whole
        CHECK (num_nulls(tutor_appointment_id, tutor_appointed_at, tutor_appointment_is_of) IN (0, 3));
