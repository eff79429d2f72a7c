-- What a waiting stage asks of a person, until it is answered. That it waits is said by its result.
CREATE TABLE stage_waits (
    execution_id TEXT NOT NULL,
    stage_path TEXT NOT NULL,
    item_key TEXT NOT NULL,
    reason TEXT NOT NULL,
    waits_for TEXT,
    since BIGINT NOT NULL,
    due_at BIGINT,
    when_due TEXT NOT NULL,
    PRIMARY KEY (execution_id, stage_path, item_key)
);
CREATE INDEX stage_waits_due ON stage_waits (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX stage_results_waiting ON stage_results (execution_id, stage_path, item_key) WHERE status = 'waiting';
