-- Tells whether the examples that a process holds are still those that are stored.
CREATE TABLE league_example_revision (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL
);
INSERT INTO league_example_revision (id, revision) VALUES (1, 1);
