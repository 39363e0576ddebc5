-- The label by which Notify finds an e-mail, made of its key. It is set when the e-mail is sent, or looked up for the first
-- time; null where the id is the label, as for what the version before sends. It is unique because the key is.
CREATE FUNCTION reference_of(dedupe_key text) RETURNS uuid LANGUAGE sql IMMUTABLE
    RETURN substring(encode(sha256(convert_to(dedupe_key, 'UTF8')), 'hex') FOR 32)::uuid;
ALTER TABLE message
    ADD COLUMN reference uuid,
    -- Whether it was entered because its event was read again. This ledger may have lost that it was sent before.
    ADD COLUMN is_recovered boolean NOT NULL DEFAULT false;
CREATE INDEX message_by_reference ON message (reference) WHERE reference IS NOT NULL;
