-- One row for each teacher reference number that TRS has ever spoken of. Date of birth and national insurance number
-- exist only as digests under a key that the database does not hold.
CREATE TABLE teacher (
    trn text PRIMARY KEY,
    standing text NOT NULL,
    merged_into text,
    first_name text,
    middle_name text,
    last_name text,
    date_of_birth_digest bytea,
    national_insurance_number_digest bytea,
    qualified_on date,
    induction_status text,
    induction_started_on date,
    induction_completed_on date,
    is_prohibited boolean NOT NULL DEFAULT false,
    prohibition_ends_on date,
    observed_at timestamptz NOT NULL,
    CONSTRAINT trn_has_seven_digits CHECK (trn ~ '^[0-9]{7}$'),
    CONSTRAINT standing_is_known CHECK (standing IN ('active', 'deactivated', 'merged', 'not-found')),
    CONSTRAINT merged_names_the_retained_record CHECK ((standing = 'merged') = (merged_into IS NOT NULL)),
    CONSTRAINT facts_are_whole
        CHECK ((first_name IS NULL) = (last_name IS NULL) AND (first_name IS NULL) = (induction_status IS NULL)),
    CONSTRAINT digests_have_32_bytes
        CHECK (octet_length(date_of_birth_digest) = 32 AND octet_length(national_insurance_number_digest) = 32)
) WITH (fillfactor = 90);
