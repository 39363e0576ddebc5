-- Which lookup key the digests of a person are made with; NULL where whoever published them did not say.
ALTER TABLE teacher
    ADD COLUMN lookup_key_id text CONSTRAINT lookup_key_id_has_eight_digits CHECK (octet_length(lookup_key_id) = 8);
