-- Work that one process does at a time. A row stays after a release, so that its epoch never goes back.
CREATE TABLE named_leases (
    name TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    is_held INTEGER NOT NULL
);
