-- How many items of a batch have each status, kept with its row: counted anew it would cost each item the size of its batch.
ALTER TABLE batches ADD COLUMN items_queued INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batches ADD COLUMN items_running INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batches ADD COLUMN items_waiting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batches ADD COLUMN items_succeeded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batches ADD COLUMN items_failed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batches ADD COLUMN items_cancelled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batches ADD COLUMN items_parked INTEGER NOT NULL DEFAULT 0;
