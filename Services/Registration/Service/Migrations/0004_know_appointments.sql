-- The naming that made the tutor. Unknown of tutors who were named before this version, until another is named.
ALTER TABLE school
    ADD COLUMN tutor_appointment_id uuid,
    ADD COLUMN tutor_appointed_at timestamptz,
    ADD CONSTRAINT an_appointment_has_id_and_moment
        CHECK ((tutor_appointment_id IS NULL) = (tutor_appointed_at IS NULL)),
    ADD CONSTRAINT only_a_tutor_is_appointed CHECK (tutor_appointment_id IS NULL OR tutor_name IS NOT NULL);
