-- Exceptions that operators made for schools, and took back.
CREATE TABLE school_marking (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    urn text NOT NULL,
    is_marked_as_eligible boolean NOT NULL,
    actor text NOT NULL,
    reason text NOT NULL,
    marked_at timestamptz NOT NULL
);
