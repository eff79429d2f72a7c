-- Example leagues; value is the JSON of the schema league_example, the columns are what is filtered and counted by.
CREATE TABLE league_examples (
    id TEXT PRIMARY KEY,
    league_name TEXT NOT NULL,
    sport TEXT NOT NULL,
    sport_bucket TEXT NOT NULL,
    tier TEXT NOT NULL,
    region TEXT NOT NULL,
    hash TEXT NOT NULL,
    value TEXT NOT NULL
);
CREATE INDEX league_examples_sport_tier ON league_examples (sport, tier);

-- One row for each execution, written with the result of the stage that made it.
CREATE TABLE league_records (
    execution_id TEXT PRIMARY KEY,
    user_id TEXT,
    league_name TEXT,
    sport TEXT,
    sport_bucket TEXT,
    region TEXT,
    tier TEXT NOT NULL,
    overall_score DOUBLE PRECISION NOT NULL,
    confidence DOUBLE PRECISION NOT NULL,
    fingerprint TEXT NOT NULL,
    facts TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX league_records_fingerprint ON league_records (fingerprint);

CREATE TABLE contracts (
    execution_id TEXT PRIMARY KEY,
    league_name TEXT,
    tier TEXT NOT NULL,
    annual_fee DOUBLE PRECISION NOT NULL,
    currency TEXT NOT NULL,
    markdown TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at TEXT NOT NULL
);

CREATE TABLE execution_metrics (
    execution_id TEXT PRIMARY KEY,
    completeness DOUBLE PRECISION NOT NULL,
    score_confidence DOUBLE PRECISION NOT NULL,
    review_confidence DOUBLE PRECISION NOT NULL,
    flags INTEGER NOT NULL,
    clauses INTEGER NOT NULL,
    to_be_completed INTEGER NOT NULL,
    created_at TEXT NOT NULL
);

CREATE TABLE user_history (
    execution_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    league_name TEXT,
    tier TEXT,
    created_at TEXT NOT NULL
);
CREATE INDEX user_history_user ON user_history (user_id, created_at);
