-- Years and counts are bigint throughout, as Swift's Int is.

CREATE TABLE contract_period (
    year bigint PRIMARY KEY,
    started_on date NOT NULL,
    finished_on date NOT NULL,
    is_enabled boolean NOT NULL,
    payments_frozen_at timestamptz,
    mentor_funding_enabled boolean NOT NULL,
    detailed_evidence_types_enabled boolean NOT NULL,
    uplift_fees_enabled boolean NOT NULL,
    CONSTRAINT a_contract_period_is_not_before_2020 CHECK (year >= 2020),
    CONSTRAINT a_contract_period_finishes_after_it_starts CHECK (finished_on > started_on)
);

CREATE TABLE lead_provider (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT a_lead_provider_has_its_own_name UNIQUE
);

CREATE TABLE active_lead_provider (
    lead_provider_id uuid NOT NULL REFERENCES lead_provider,
    contract_period bigint NOT NULL REFERENCES contract_period,
    PRIMARY KEY (lead_provider_id, contract_period)
);

CREATE TABLE delivery_partner (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX a_delivery_partner_has_its_own_name ON delivery_partner (lower(name));

CREATE TABLE pairing (
    lead_provider_id uuid NOT NULL,
    delivery_partner_id uuid NOT NULL REFERENCES delivery_partner,
    contract_period bigint NOT NULL,
    PRIMARY KEY (lead_provider_id, delivery_partner_id, contract_period),
    CONSTRAINT only_active_lead_providers_are_paired FOREIGN KEY (lead_provider_id, contract_period)
        REFERENCES active_lead_provider
);
CREATE INDEX pairing_by_delivery_partner ON pairing (delivery_partner_id);

CREATE TABLE schedule (
    contract_period bigint NOT NULL REFERENCES contract_period,
    identifier text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (contract_period, identifier)
);

CREATE TABLE milestone (
    contract_period bigint NOT NULL,
    schedule_identifier text NOT NULL,
    declaration_type text NOT NULL,
    started_on date NOT NULL,
    finished_on date,
    PRIMARY KEY (contract_period, schedule_identifier, declaration_type),
    FOREIGN KEY (contract_period, schedule_identifier) REFERENCES schedule,
    CONSTRAINT a_milestone_finishes_after_it_starts CHECK (finished_on > started_on)
);
