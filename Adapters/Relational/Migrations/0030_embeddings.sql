-- What vectors were made by. The one activated last is the active one; BYTEA is what both products take for bytes.
CREATE TABLE embedding_generations (
    id TEXT PRIMARY KEY,
    embedder TEXT NOT NULL,
    dimensions INTEGER NOT NULL,
    trained_entries INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    activation BIGINT NOT NULL,
    artifact BYTEA NOT NULL
);

-- Little-endian single precision, of unit length.
CREATE TABLE embeddings (
    generation TEXT NOT NULL,
    entry TEXT NOT NULL,
    version INTEGER NOT NULL,
    vector BYTEA NOT NULL,
    PRIMARY KEY (generation, entry, version),
    FOREIGN KEY (generation) REFERENCES embedding_generations (id) ON DELETE CASCADE
);
