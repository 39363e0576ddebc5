-- When `messages recover` prepared this database after it was restored from a backup.
CREATE TABLE recovery (
    recovered_at timestamptz NOT NULL
);
