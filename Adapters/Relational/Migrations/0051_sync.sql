-- Marks that a document elsewhere is behind: what it becomes is read when the mark is delivered. since is the oldest change not delivered.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    target TEXT NOT NULL,
    owner TEXT NOT NULL,
    collection TEXT NOT NULL,
    document_id TEXT NOT NULL,
    since BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    is_parked INTEGER NOT NULL,
    error TEXT
);
CREATE INDEX outbox_due ON outbox (target, is_parked, since, id);
CREATE INDEX outbox_owner ON outbox (target, owner);
CREATE INDEX outbox_document ON outbox (target, collection, document_id);

-- How far a copy of the catalog has followed the change log.
CREATE TABLE sync_cursors (
    target TEXT PRIMARY KEY,
    catalog_id TEXT NOT NULL,
    position BIGINT NOT NULL
);
