-- A school is known by its snapshot. One that a registration names before its snapshot has come has a row without a
-- name, so that there is something to refer to and to lock: every writer that touches the partnerships or the training
-- of a school locks its row first.
CREATE TABLE school (
    urn text PRIMARY KEY,
    id uuid NOT NULL CONSTRAINT a_school_has_its_own_id UNIQUE,
    name text,
    is_eligible boolean NOT NULL DEFAULT false,
    tutor_name text,
    tutor_email text,
    primary_contact_email text,
    secondary_contact_email text,
    created_at timestamptz NOT NULL
) WITH (fillfactor = 90);
CREATE INDEX school_in_order ON school (created_at, id);

-- What TRS says of teachers, whether or not they are placed.
CREATE TABLE teacher_record (
    trn text PRIMARY KEY,
    first_name text,
    last_name text,
    induction_status text,
    induction_started_on date,
    induction_completed_on date
);

-- A teacher who was placed once. Ids are given once and never again; writers lock the row before they rewrite documents.
CREATE TABLE participant (
    trn text PRIMARY KEY,
    id uuid NOT NULL CONSTRAINT a_participant_has_its_own_id UNIQUE,
    training_record_id uuid NOT NULL CONSTRAINT a_training_record_has_its_own_id UNIQUE,
    registered_name text NOT NULL,
    corrected_name text,
    funding_eligible_from date,
    funding_ineligible_from date,
    frozen_period_left bigint,
    created_at timestamptz NOT NULL
) WITH (fillfactor = 90);

CREATE TABLE placement (
    id uuid PRIMARY KEY,
    trn text NOT NULL REFERENCES participant,
    urn text NOT NULL REFERENCES school,
    started_on date NOT NULL,
    finished_on date,
    email_address text NOT NULL,
    working_pattern text NOT NULL,
    registered_at timestamptz NOT NULL,
    -- What the school wished, kept for registrations that had to be refused.
    wished_programme text NOT NULL,
    wished_lead_provider_id uuid,
    CONSTRAINT a_placement_finishes_no_earlier_than_it_starts CHECK (finished_on >= started_on),
    CONSTRAINT working_pattern_is_known CHECK (working_pattern IN ('full_time', 'part_time')),
    CONSTRAINT wished_programme_is_known CHECK (wished_programme IN ('provider_led', 'school_led'))
);
CREATE INDEX placement_by_teacher ON placement (trn);

CREATE TABLE partnership (
    id uuid PRIMARY KEY,
    urn text NOT NULL REFERENCES school,
    lead_provider_id uuid NOT NULL,
    delivery_partner_id uuid NOT NULL,
    contract_period bigint NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT a_school_has_a_pairing_once UNIQUE (urn, lead_provider_id, delivery_partner_id, contract_period),
    CONSTRAINT only_pairings_are_partnered FOREIGN KEY (lead_provider_id, delivery_partner_id, contract_period)
        REFERENCES pairing,
    CONSTRAINT what_training_refers_to UNIQUE (id, urn, lead_provider_id, contract_period)
);
CREATE INDEX partnership_by_lead_provider ON partnership (lead_provider_id, contract_period);
CREATE INDEX partnership_by_delivery_partner ON partnership (delivery_partner_id);

CREATE TABLE training_period (
    id uuid PRIMARY KEY,
    placement_id uuid NOT NULL REFERENCES placement,
    trn text NOT NULL,
    urn text NOT NULL,
    started_on date NOT NULL,
    finished_on date,
    programme text NOT NULL,
    contract_period bigint REFERENCES contract_period,
    lead_provider_id uuid REFERENCES lead_provider,
    schedule_identifier text,
    partnership_id uuid,
    began_as_interest boolean NOT NULL DEFAULT false,
    withdrawn_at timestamptz,
    withdrawal_reason text,
    deferred_at timestamptz,
    deferral_reason text,
    created_at timestamptz NOT NULL,
    CONSTRAINT training_finishes_no_earlier_than_it_starts CHECK (finished_on >= started_on),
    CONSTRAINT programme_is_known CHECK (programme IN ('provider_led', 'school_led')),
    CONSTRAINT a_provider_leads_with_period_and_schedule CHECK (
        programme <> 'provider_led'
        OR (lead_provider_id IS NOT NULL AND contract_period IS NOT NULL AND schedule_identifier IS NOT NULL)),
    CONSTRAINT a_school_leads_alone CHECK (
        programme <> 'school_led'
        OR (lead_provider_id IS NULL AND schedule_identifier IS NULL AND partnership_id IS NULL)),
    CONSTRAINT a_schedule_is_of_the_contract_period FOREIGN KEY (contract_period, schedule_identifier)
        REFERENCES schedule,
    CONSTRAINT a_partnership_is_of_the_same_school_provider_and_period
        FOREIGN KEY (partnership_id, urn, lead_provider_id, contract_period)
        REFERENCES partnership (id, urn, lead_provider_id, contract_period),
    CONSTRAINT a_withdrawal_has_its_reason CHECK ((withdrawn_at IS NULL) = (withdrawal_reason IS NULL)),
    CONSTRAINT a_deferral_has_its_reason CHECK ((deferred_at IS NULL) = (deferral_reason IS NULL)),
    CONSTRAINT who_is_withdrawn_or_deferred_has_finished CHECK (
        finished_on IS NOT NULL OR (withdrawn_at IS NULL AND deferred_at IS NULL))
);
CREATE UNIQUE INDEX one_open_training_period_per_teacher ON training_period (trn) WHERE finished_on IS NULL;
CREATE INDEX training_period_by_teacher ON training_period (trn);
CREATE INDEX training_period_by_partnership ON training_period (partnership_id) WHERE partnership_id IS NOT NULL;
CREATE INDEX training_period_by_school ON training_period (urn, contract_period, lead_provider_id);
CREATE INDEX training_period_by_placement ON training_period (placement_id);

-- Placements that could not be given training; operators mend the cause and retry.
CREATE TABLE refused_training (
    placement_id uuid PRIMARY KEY REFERENCES placement,
    code text NOT NULL,
    refused_at timestamptz NOT NULL
);
