-- A page of schools is found without the rest of their rows.
DROP INDEX school_in_order;
CREATE INDEX school_in_order ON school (created_at, id) INCLUDE (urn, is_eligible);
-- What changed since a provider last asked is found by its time.
CREATE INDEX school_document_by_update ON school_document (updated_at, urn);
