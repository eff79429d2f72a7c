-- Keys by their SHA-256. A revoked one stays, so that its name is never given again.
CREATE TABLE access_keys (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    namespaces TEXT NOT NULL,
    requests_per_minute INTEGER,
    hash TEXT NOT NULL,
    former_hash TEXT,
    former_until BIGINT,
    created_at BIGINT NOT NULL,
    created_by TEXT,
    rotated_at BIGINT,
    revoked_at BIGINT
);

-- Of configured keys too.
CREATE TABLE access_key_uses (
    name TEXT PRIMARY KEY,
    used_at BIGINT NOT NULL
);
