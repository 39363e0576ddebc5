-- The names that lead providers and delivery partners had before they were renamed, in lower case: a list that still has one
-- means nobody new.
CREATE TABLE former_name (
    kind text NOT NULL CONSTRAINT kind_is_known CHECK (kind IN ('lead-provider', 'delivery-partner')),
    name text NOT NULL,
    id uuid NOT NULL,
    PRIMARY KEY (kind, name)
);
