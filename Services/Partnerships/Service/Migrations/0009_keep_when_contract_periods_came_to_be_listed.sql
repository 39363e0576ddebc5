-- When schools came to be listed in the contract period, which is with its first import: whatever is shown of a school in it is
-- dated no earlier. Of periods from before it is not known, and a time before all others leaves everything dated as it was.
ALTER TABLE contract_period ADD COLUMN listed_at timestamptz NOT NULL DEFAULT '-infinity';
