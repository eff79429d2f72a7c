-- The rows of a stage in the order of their key and nowhere else: a commit of a stage writes four pages to the log, not seven.
CREATE TABLE stage_results_by_key (
    execution_id TEXT NOT NULL,
    stage_path TEXT NOT NULL,
    item_key TEXT NOT NULL,
    format_version INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    status TEXT NOT NULL,
    output TEXT,
    error TEXT,
    attempts INTEGER NOT NULL,
    started_at BIGINT,
    completed_at BIGINT,
    PRIMARY KEY (execution_id, stage_path, item_key)
) WITHOUT ROWID;
INSERT INTO stage_results_by_key SELECT execution_id, stage_path, item_key, format_version, seq, status, output, error, attempts,
    started_at, completed_at FROM stage_results;
DROP TABLE stage_results;
ALTER TABLE stage_results_by_key RENAME TO stage_results;

CREATE TABLE stage_attempts_by_key (
    execution_id TEXT NOT NULL,
    stage_path TEXT NOT NULL,
    item_key TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    call INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    lease_epoch BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    completed_at BIGINT,
    model TEXT,
    prompt TEXT,
    input_tokens BIGINT,
    output_tokens BIGINT,
    cost BIGINT,
    model_calls INTEGER NOT NULL,
    error_code TEXT,
    tool TEXT,
    PRIMARY KEY (execution_id, stage_path, item_key, attempt, call)
) WITHOUT ROWID;
INSERT INTO stage_attempts_by_key SELECT execution_id, stage_path, item_key, attempt, call, seq, lease_epoch, started_at, completed_at, model,
    prompt, input_tokens, output_tokens, cost, model_calls, error_code, tool FROM stage_attempts;
DROP TABLE stage_attempts;
ALTER TABLE stage_attempts_by_key RENAME TO stage_attempts;

CREATE TABLE execution_events_by_key (
    owner_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    type TEXT NOT NULL,
    stage TEXT,
    data TEXT NOT NULL,
    PRIMARY KEY (owner_id, seq)
) WITHOUT ROWID;
INSERT INTO execution_events_by_key SELECT owner_id, seq, type, stage, data FROM execution_events;
DROP TABLE execution_events;
ALTER TABLE execution_events_by_key RENAME TO execution_events;
