-- By triggers, so that an older build beside this one keeps the counts too. Whoever changes an item's status has its batch locked before.
CREATE FUNCTION count_batch_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.items_queued := NEW.total;
    RETURN NEW;
END $$;
CREATE TRIGGER batches_count_items BEFORE INSERT ON batches FOR EACH ROW EXECUTE FUNCTION count_batch_items();

CREATE FUNCTION count_batch_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE batches SET
        items_queued = items_queued + (NEW.status = 'queued')::int - (OLD.status = 'queued')::int,
        items_running = items_running + (NEW.status = 'running')::int - (OLD.status = 'running')::int,
        items_waiting = items_waiting + (NEW.status = 'waiting')::int - (OLD.status = 'waiting')::int,
        items_succeeded = items_succeeded + (NEW.status = 'succeeded')::int - (OLD.status = 'succeeded')::int,
        items_failed = items_failed + (NEW.status = 'failed')::int - (OLD.status = 'failed')::int,
        items_cancelled = items_cancelled + (NEW.status = 'cancelled')::int - (OLD.status = 'cancelled')::int,
        items_parked = items_parked + (NEW.status = 'parked')::int - (OLD.status = 'parked')::int
    WHERE id = NEW.batch_id;
    RETURN NULL;
END $$;
CREATE TRIGGER executions_count_item AFTER UPDATE OF status ON executions FOR EACH ROW
    WHEN (NEW.batch_id IS NOT NULL AND NEW.status <> OLD.status) EXECUTE FUNCTION count_batch_item();
