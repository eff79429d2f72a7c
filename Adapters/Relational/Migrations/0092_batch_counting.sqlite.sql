CREATE TRIGGER batches_count_items AFTER INSERT ON batches BEGIN
    UPDATE batches SET items_queued = NEW.total WHERE id = NEW.id;
END;
CREATE TRIGGER executions_count_item AFTER UPDATE OF status ON executions
    WHEN NEW.batch_id IS NOT NULL AND NEW.status <> OLD.status BEGIN
    UPDATE batches SET
        items_queued = items_queued + (NEW.status = 'queued') - (OLD.status = 'queued'),
        items_running = items_running + (NEW.status = 'running') - (OLD.status = 'running'),
        items_waiting = items_waiting + (NEW.status = 'waiting') - (OLD.status = 'waiting'),
        items_succeeded = items_succeeded + (NEW.status = 'succeeded') - (OLD.status = 'succeeded'),
        items_failed = items_failed + (NEW.status = 'failed') - (OLD.status = 'failed'),
        items_cancelled = items_cancelled + (NEW.status = 'cancelled') - (OLD.status = 'cancelled'),
        items_parked = items_parked + (NEW.status = 'parked') - (OLD.status = 'parked')
    WHERE id = NEW.batch_id;
END;
