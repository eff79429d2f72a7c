-- A batch is read in the order of its inputs, and asked how much of it ended lately.
CREATE INDEX executions_batch_items ON executions (batch_id, batch_index) WHERE batch_id IS NOT NULL;
CREATE INDEX executions_batch_ended ON executions (batch_id, completed_at) WHERE batch_id IS NOT NULL AND completed_at IS NOT NULL;
