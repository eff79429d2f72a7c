-- Raised in the transaction that activates a generation, and read with the end of the log: every instance learns of it by its tail.
ALTER TABLE change_counter ADD COLUMN derived_revision BIGINT NOT NULL DEFAULT 0;

-- The lease under which a generation was activated last; one that is older than another's activates nothing.
ALTER TABLE embedding_generations ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0;
