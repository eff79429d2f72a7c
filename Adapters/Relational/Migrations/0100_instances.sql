-- What processes say of themselves, every few seconds; who ends takes his row along, who dies is forgotten.
CREATE TABLE instances (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    serves INTEGER NOT NULL,
    started_at BIGINT NOT NULL,
    position BIGINT NOT NULL,
    caught_up_at BIGINT,
    reported_at BIGINT NOT NULL
);
