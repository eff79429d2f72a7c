-- What executions were pinned to, stored once by hash.
CREATE TABLE manifests (
    hash TEXT PRIMARY KEY,
    body TEXT NOT NULL
);

CREATE TABLE batches (
    id TEXT PRIMARY KEY,
    workflow_namespace TEXT NOT NULL,
    workflow_name TEXT NOT NULL,
    workflow_version INTEGER NOT NULL,
    status TEXT NOT NULL,
    seq BIGINT NOT NULL,
    total INTEGER NOT NULL,
    max_parallel INTEGER NOT NULL,
    stop_on_item_error INTEGER NOT NULL,
    max_failures INTEGER,
    user_id TEXT,
    manifest_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    completed_at BIGINT
);

-- Written by every commit, so it holds nothing large: input and output are in execution_payloads. Costs are billionths of a dollar.
CREATE TABLE executions (
    id TEXT PRIMARY KEY,
    workflow_namespace TEXT NOT NULL,
    workflow_name TEXT NOT NULL,
    workflow_version INTEGER NOT NULL,
    status TEXT NOT NULL,
    seq BIGINT NOT NULL,
    lease_epoch BIGINT NOT NULL,
    lease_owner TEXT,
    lease_expires BIGINT NOT NULL,
    claims INTEGER NOT NULL,
    error TEXT,
    user_id TEXT,
    batch_id TEXT,
    batch_index INTEGER,
    manifest_hash TEXT NOT NULL,
    trace_parent TEXT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    completed_at BIGINT,
    input_tokens BIGINT,
    output_tokens BIGINT,
    cost BIGINT,
    model_calls INTEGER NOT NULL,
    reserved_tokens BIGINT NOT NULL,
    budget_tokens BIGINT,
    budget_cost BIGINT,
    forked_from TEXT,
    forked_stage TEXT,
    stage_delay_ms BIGINT NOT NULL
);
CREATE INDEX executions_by_status ON executions (status, id);
CREATE INDEX executions_by_batch ON executions (batch_id, status) WHERE batch_id IS NOT NULL;
CREATE INDEX executions_by_user ON executions (user_id, id) WHERE user_id IS NOT NULL;

CREATE TABLE execution_payloads (
    execution_id TEXT PRIMARY KEY,
    input TEXT NOT NULL,
    output TEXT
);

-- Written once; a waiting one is answered once.
CREATE TABLE stage_results (
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
);

CREATE TABLE stage_attempts (
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
    PRIMARY KEY (execution_id, stage_path, item_key, attempt, call)
);

-- Of executions and of batches, numbered from 1 without gaps.
CREATE TABLE execution_events (
    owner_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    type TEXT NOT NULL,
    stage TEXT,
    data TEXT NOT NULL,
    PRIMARY KEY (owner_id, seq)
);

-- Large values by the SHA-256 of their bytes.
CREATE TABLE blobs (
    hash TEXT PRIMARY KEY,
    content BYTEA NOT NULL
);

CREATE TABLE execution_artifacts (
    execution_id TEXT NOT NULL,
    stage_path TEXT NOT NULL,
    item_key TEXT NOT NULL,
    name TEXT NOT NULL,
    seq BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    hash TEXT NOT NULL,
    length BIGINT NOT NULL,
    PRIMARY KEY (execution_id, stage_path, item_key, name)
);
CREATE INDEX execution_artifacts_by_hash ON execution_artifacts (hash);

CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    target_id TEXT NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_by_target ON idempotency_keys (target_id);
