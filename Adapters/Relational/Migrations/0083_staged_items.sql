-- Inputs of a batch whose upload goes on: nothing claims them, and its creation turns them into executions.
CREATE TABLE staged_items (
    batch_id TEXT NOT NULL,
    item_index INTEGER NOT NULL,
    execution_id TEXT NOT NULL,
    input TEXT NOT NULL,
    staged_at BIGINT NOT NULL,
    PRIMARY KEY (batch_id, item_index)
);
