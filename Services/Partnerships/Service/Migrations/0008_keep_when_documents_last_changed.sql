-- The latest updated_at that was given to a document of the provider, or, under the nil id, to any document of a school: the
-- clocks of processes differ, and no later change may be dated before it. Documents of schools share one time because one list
-- shows those that everybody shares and those of a provider. NULL where none was given yet.
ALTER TABLE document_sequence ADD COLUMN last_at timestamptz;
UPDATE document_sequence s SET last_at = latest.at
FROM (
    SELECT lead_provider_id, max(updated_at) AS at FROM document GROUP BY 1
    UNION ALL
    SELECT '00000000-0000-0000-0000-000000000000', max(updated_at) FROM school_document
) AS latest
WHERE latest.lead_provider_id = s.lead_provider_id;
