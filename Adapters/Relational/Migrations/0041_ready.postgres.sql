-- Claims look for what is ready, however much has ended.
CREATE INDEX executions_ready ON executions (id) WHERE status IN ('queued', 'running');

-- Every commit and renewal writes the row again: room in its page keeps the indexes as they are.
ALTER TABLE executions SET (fillfactor = 70);
ALTER TABLE batches SET (fillfactor = 50);
ALTER TABLE change_counter SET (fillfactor = 10);
