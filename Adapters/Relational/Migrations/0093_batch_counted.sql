-- Batches of before; with the triggers in place nothing is missed meanwhile. Items that were pruned are in no count, as until now.
UPDATE batches SET
    items_queued = (SELECT COUNT(*) FROM executions e WHERE e.batch_id = batches.id AND e.status = 'queued'),
    items_running = (SELECT COUNT(*) FROM executions e WHERE e.batch_id = batches.id AND e.status = 'running'),
    items_waiting = (SELECT COUNT(*) FROM executions e WHERE e.batch_id = batches.id AND e.status = 'waiting'),
    items_succeeded = (SELECT COUNT(*) FROM executions e WHERE e.batch_id = batches.id AND e.status = 'succeeded'),
    items_failed = (SELECT COUNT(*) FROM executions e WHERE e.batch_id = batches.id AND e.status = 'failed'),
    items_cancelled = (SELECT COUNT(*) FROM executions e WHERE e.batch_id = batches.id AND e.status = 'cancelled'),
    items_parked = (SELECT COUNT(*) FROM executions e WHERE e.batch_id = batches.id AND e.status = 'parked');
-- Batches with something to claim, the one whose turn it is first.
CREATE INDEX batches_next ON batches ((CAST(priority AS DOUBLE PRECISION) / (items_running + 1)) DESC, id)
    WHERE items_queued > 0 AND items_running < max_parallel;
DROP INDEX batches_open;
