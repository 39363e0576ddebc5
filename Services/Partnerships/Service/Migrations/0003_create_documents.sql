-- What the API answers, byte for byte. A row is rewritten only when the bytes differ, which the hash tells (of the body
-- without its updated_at). A NULL body is a tombstone: the resource is gone, and its sequence says when that came to be.
CREATE TABLE document (
    lead_provider_id uuid NOT NULL REFERENCES lead_provider,
    resource text NOT NULL,
    id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    sequence bigint NOT NULL,
    content_hash bytea,
    body bytea,
    -- What lists are filtered by.
    cohorts bigint[] NOT NULL DEFAULT '{}',
    delivery_partner_id uuid,
    training_statuses text[] NOT NULL DEFAULT '{}',
    -- The London day on which the body changes by itself.
    due_on date,
    PRIMARY KEY (lead_provider_id, resource, id),
    CONSTRAINT resource_is_known CHECK (resource IN ('delivery-partner', 'partnership', 'participant')),
    CONSTRAINT a_tombstone_has_no_hash CHECK ((body IS NULL) = (content_hash IS NULL))
) WITH (fillfactor = 90);
CREATE INDEX document_in_order ON document (lead_provider_id, resource, created_at, id) WHERE body IS NOT NULL;
CREATE INDEX document_by_update ON document (lead_provider_id, resource, updated_at, id) WHERE body IS NOT NULL;
CREATE UNIQUE INDEX document_in_sequence ON document (lead_provider_id, sequence);
CREATE INDEX document_by_id ON document (id);
CREATE INDEX document_due ON document (due_on) WHERE due_on IS NOT NULL;

-- Schools, on three levels, of which the most particular is served:
--   any contract period, any lead provider    one per school; the year is filled in when it is served
--   one contract period, any lead provider    where the school has partnerships or training in it
--   one contract period, one lead provider    where the school expects, or once expected, that provider
CREATE TABLE school_document (
    urn text NOT NULL REFERENCES school,
    contract_period bigint,
    lead_provider_id uuid,
    updated_at timestamptz NOT NULL,
    sequence bigint NOT NULL,
    content_hash bytea NOT NULL,
    body bytea NOT NULL,
    -- Where the four digits of the year begin in the body; only where it is to be filled in.
    cohort_at bigint,
    is_in_partnership boolean NOT NULL,
    CONSTRAINT one_school_document_per_level UNIQUE NULLS NOT DISTINCT (urn, contract_period, lead_provider_id),
    CONSTRAINT a_providers_own_is_of_a_contract_period CHECK (lead_provider_id IS NULL OR contract_period IS NOT NULL),
    CONSTRAINT only_the_general_one_is_filled_in CHECK ((cohort_at IS NULL) = (contract_period IS NOT NULL))
) WITH (fillfactor = 90);
CREATE INDEX school_document_by_cohort ON school_document (contract_period, lead_provider_id, urn)
    WHERE contract_period IS NOT NULL;

-- The last sequence that was given to documents of a provider, or, under the nil id, to school documents that all share.
-- Its row is locked until commit, so that numbers are given in the order in which they become visible.
CREATE TABLE document_sequence (
    lead_provider_id uuid PRIMARY KEY,
    last bigint NOT NULL
);
