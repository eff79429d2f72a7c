-- Claims ask each queue for its oldest: a batch's items, or what belongs to no batch.
ALTER TABLE batches ADD COLUMN priority INTEGER NOT NULL DEFAULT 5;
CREATE INDEX batches_open ON batches (id) WHERE completed_at IS NULL;
DROP INDEX executions_by_batch;
CREATE INDEX executions_by_batch ON executions (batch_id, status, id) WHERE batch_id IS NOT NULL;
CREATE INDEX executions_single ON executions (status, id) WHERE batch_id IS NULL;
