-- What browsers' sessions are protected with, by the name that the framework gives each.
CREATE TABLE session_keys (
    name TEXT PRIMARY KEY,
    session_key TEXT NOT NULL,
    added_at BIGINT NOT NULL
);
