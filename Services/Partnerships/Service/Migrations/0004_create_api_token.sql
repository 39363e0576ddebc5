CREATE TABLE api_token (
    id uuid PRIMARY KEY,
    lead_provider_id uuid NOT NULL REFERENCES lead_provider,
    -- SHA-256. The token itself is shown once and kept nowhere.
    digest bytea NOT NULL CONSTRAINT a_token_is_unique UNIQUE,
    description text,
    created_at timestamptz NOT NULL,
    last_used_on date,
    revoked_at timestamptz
);
