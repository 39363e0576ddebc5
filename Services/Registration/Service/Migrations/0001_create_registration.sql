-- What GIAS says of establishments, whether or not they get a school here.
CREATE TABLE establishment (
    urn text PRIMARY KEY,
    name text NOT NULL,
    type_name text NOT NULL,
    status text NOT NULL,
    phase_name text,
    local_authority_code text,
    local_authority_name text,
    establishment_number text,
    ukprn text,
    opened_on date,
    closed_on date,
    address text NOT NULL,
    postcode text,
    website text,
    primary_contact_email text,
    secondary_contact_email text,
    district_name text,
    is_section_41_approved boolean NOT NULL
);

CREATE TABLE establishment_link (
    urn text NOT NULL,
    linked_urn text NOT NULL,
    type text NOT NULL,
    established_on date,
    PRIMARY KEY (urn, linked_urn)
);

-- Schools as their users see them. The last choices are offered again at the next registration.
CREATE TABLE school (
    id uuid PRIMARY KEY,
    urn text NOT NULL,
    is_marked_as_eligible boolean NOT NULL DEFAULT false,
    tutor_name text,
    tutor_email text,
    tutor_nominated_in bigint,
    last_appropriate_body_id uuid,
    last_programme text,
    last_lead_provider_id uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT one_school_per_urn UNIQUE (urn),
    CONSTRAINT a_tutor_has_name_and_address CHECK ((tutor_name IS NULL) = (tutor_email IS NULL)),
    CONSTRAINT only_a_tutor_is_nominated CHECK (tutor_nominated_in IS NULL OR tutor_name IS NOT NULL),
    CONSTRAINT last_provider_goes_with_provider_led
        CHECK ((last_lead_provider_id IS NOT NULL) = (coalesce(last_programme, '') = 'provider_led'))
);

CREATE TABLE appropriate_body (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT one_appropriate_body_per_name UNIQUE (name),
    CONSTRAINT kind_is_known CHECK (kind IN ('teaching_school_hub', 'national', 'local_authority'))
);

-- Copies of the catalogue that partnerships owns.
CREATE TABLE contract_period (
    year bigint PRIMARY KEY,
    started_on date NOT NULL,
    finished_on date NOT NULL,
    is_enabled boolean NOT NULL,
    payments_frozen_at timestamptz
);

CREATE TABLE lead_provider (
    id uuid PRIMARY KEY,
    name text NOT NULL
);

CREATE TABLE lead_provider_period (
    lead_provider_id uuid NOT NULL,
    year bigint NOT NULL,
    PRIMARY KEY (lead_provider_id, year)
);

-- The copy of what identity publishes of teachers.
CREATE TABLE teacher (
    trn text PRIMARY KEY,
    status text NOT NULL,
    merged_into text,
    first_name text,
    last_name text,
    induction_status text
);

-- One row for each teacher whom a school proved to know. Locking it orders everything that happens to their placements.
CREATE TABLE registrant (
    trn text PRIMARY KEY,
    corrected_name text
);

CREATE TABLE placement (
    id uuid PRIMARY KEY,
    trn text NOT NULL REFERENCES registrant,
    school_id uuid NOT NULL REFERENCES school,
    started_on date NOT NULL,
    finished_on date,
    display_name text NOT NULL,
    email_address text NOT NULL,
    working_pattern text NOT NULL,
    appropriate_body_id uuid NOT NULL,
    programme text NOT NULL,
    lead_provider_id uuid,
    leaving_reported_by uuid,
    registered_at timestamptz NOT NULL,
    CONSTRAINT finished_on_not_before_started_on CHECK (finished_on >= started_on),
    CONSTRAINT provider_led_names_its_provider CHECK ((lead_provider_id IS NOT NULL) = (programme = 'provider_led'))
);
CREATE UNIQUE INDEX one_open_placement_per_teacher ON placement (trn) WHERE finished_on IS NULL;
CREATE UNIQUE INDEX an_open_placement_has_its_own_address ON placement (lower(email_address)) WHERE finished_on IS NULL;
CREATE INDEX placement_by_teacher ON placement (trn);
CREATE INDEX placement_by_school ON placement (school_id);

-- What partnerships says of training.
CREATE TABLE training_period (
    id uuid PRIMARY KEY,
    placement_id uuid NOT NULL,
    state text NOT NULL,
    contract_period bigint,
    lead_provider_name text,
    delivery_partner_name text,
    started_on date NOT NULL,
    finished_on date,
    CONSTRAINT state_is_known CHECK (state IN ('awaiting-confirmation', 'confirmed', 'school-led'))
);
CREATE INDEX training_period_by_placement ON training_period (placement_id);

-- Placements for which partnerships could not find training; somebody has to mend the cause.
CREATE TABLE training_refusal (
    placement_id uuid PRIMARY KEY,
    code text NOT NULL,
    detail text NOT NULL
);

-- Every command with its one outcome. The digest tells a repeat from another command under the same id.
CREATE TABLE command (
    id text PRIMARY KEY,
    kind text NOT NULL,
    body_digest bytea NOT NULL,
    outcome text,
    placement_id uuid,
    reason_codes text,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT outcome_is_known CHECK (outcome IN ('accepted', 'refused'))
);

CREATE TABLE command_conflict (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    command_id text NOT NULL,
    body_digest bytea NOT NULL,
    first_body_digest bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT a_conflict_is_told_once UNIQUE (command_id, body_digest)
);
