-- One row for the database itself; another id means another catalog behind the same name.
CREATE TABLE catalog_identity (
    id TEXT PRIMARY KEY,
    created_at BIGINT NOT NULL
);

-- The last position of the change log. Updated last in every writing transaction, so positions are gapless and follow commit order.
CREATE TABLE change_counter (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    position BIGINT NOT NULL
);
INSERT INTO change_counter (id, position) VALUES (1, 0);

CREATE TABLE entries (
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    latest_version INTEGER NOT NULL,
    position BIGINT NOT NULL,
    suggestions_count INTEGER NOT NULL,
    updated_at BIGINT NOT NULL,
    is_archived INTEGER NOT NULL,
    PRIMARY KEY (namespace, name)
);

CREATE TABLE entry_versions (
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    description TEXT NOT NULL,
    tags TEXT NOT NULL,
    body TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    source TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    author TEXT,
    change_note TEXT,
    PRIMARY KEY (namespace, name, number),
    FOREIGN KEY (namespace, name) REFERENCES entries (namespace, name)
);

CREATE TABLE entry_labels (
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (namespace, name, label),
    FOREIGN KEY (namespace, name, number) REFERENCES entry_versions (namespace, name, number)
);

CREATE TABLE suggestions (
    id TEXT PRIMARY KEY,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    author TEXT,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    resolved_at BIGINT,
    resolved_by TEXT,
    FOREIGN KEY (namespace, name) REFERENCES entries (namespace, name)
);
CREATE INDEX suggestions_by_entry ON suggestions (namespace, name, created_at);

CREATE TABLE change_log (
    position BIGINT PRIMARY KEY,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Hashes of content files that were imported for an entry, ever.
CREATE TABLE content_imports (
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    PRIMARY KEY (namespace, name, hash)
);
