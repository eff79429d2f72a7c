-- Documents by the SHA-256 of their bytes, each once. The reading is compressed JSON of the format that stands in it.
CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    media_type TEXT NOT NULL,
    encoding TEXT,
    length BIGINT NOT NULL,
    pages INTEGER NOT NULL,
    characters INTEGER NOT NULL,
    notes TEXT NOT NULL,
    content BYTEA NOT NULL,
    reading BYTEA NOT NULL
);

-- Who uploaded a document, by the id of his last upload of it; an empty user is nobody in particular.
CREATE TABLE document_uploads (
    id TEXT PRIMARY KEY,
    document_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    file_name TEXT,
    uploaded_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX document_uploads_of_user ON document_uploads (document_id, user_id);
CREATE INDEX document_uploads_by_user ON document_uploads (user_id, id);
CREATE INDEX document_uploads_by_time ON document_uploads (uploaded_at);
