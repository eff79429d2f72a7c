-- Figures of hours, each by its beginning. No user is among them. Costs are billionths of a dollar, durations milliseconds.
CREATE TABLE workflow_hours (
    hour BIGINT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    runs BIGINT NOT NULL,
    succeeded BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    parked BIGINT NOT NULL,
    p50_ms BIGINT,
    p95_ms BIGINT,
    input_tokens BIGINT,
    output_tokens BIGINT,
    cost BIGINT,
    model_calls BIGINT NOT NULL,
    PRIMARY KEY (hour, namespace, name)
);

CREATE TABLE prompt_hours (
    hour BIGINT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    calls BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    executions BIGINT NOT NULL,
    input_tokens BIGINT,
    output_tokens BIGINT,
    cost BIGINT,
    model_calls BIGINT NOT NULL,
    PRIMARY KEY (hour, namespace, name, version)
);

-- Sums, so that averages over any range can be taken from them.
CREATE TABLE league_hours (
    hour BIGINT NOT NULL,
    sport TEXT NOT NULL,
    tier TEXT NOT NULL,
    leagues BIGINT NOT NULL,
    score_sum DOUBLE PRECISION NOT NULL,
    confidence_sum DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (hour, sport, tier)
);

-- Written once for an execution, at its end.
CREATE INDEX executions_by_end ON executions (completed_at) WHERE completed_at IS NOT NULL;
