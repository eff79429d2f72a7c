-- What belongs to a user; nothing of a league is kept here and nothing of a user in the tables of leagues.
CREATE TABLE user_preferences (
    user_id TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE user_feedback (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    execution_id TEXT,
    namespace TEXT,
    name TEXT,
    version INTEGER,
    rating INTEGER NOT NULL,
    comment TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX user_feedback_user ON user_feedback (user_id, id);

-- One row for the installation; position rises with each refresh.
CREATE TABLE user_figures (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    total_users BIGINT NOT NULL,
    active_today BIGINT NOT NULL,
    top_workflow TEXT,
    avg_queries_per_user DOUBLE PRECISION NOT NULL,
    position BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- History: one row for every execution of a user, complete when it has ended. It names the execution and copies nothing of it.
DROP INDEX user_history_user;
ALTER TABLE user_history DROP COLUMN league_name;
ALTER TABLE user_history DROP COLUMN tier;
ALTER TABLE user_history DROP COLUMN created_at;
ALTER TABLE user_history ADD COLUMN workflow TEXT;
ALTER TABLE user_history ADD COLUMN workflow_version INTEGER;
ALTER TABLE user_history ADD COLUMN status TEXT;
ALTER TABLE user_history ADD COLUMN started_at BIGINT;
ALTER TABLE user_history ADD COLUMN ended_at BIGINT;
UPDATE user_history SET
    workflow = COALESCE((SELECT e.workflow_namespace || '/' || e.workflow_name FROM executions e WHERE e.id = user_history.execution_id), 'workflows/questionnaire_to_contract'),
    workflow_version = COALESCE((SELECT e.workflow_version FROM executions e WHERE e.id = user_history.execution_id), 1),
    status = COALESCE((SELECT e.status FROM executions e WHERE e.id = user_history.execution_id), 'succeeded'),
    started_at = (SELECT e.created_at FROM executions e WHERE e.id = user_history.execution_id),
    ended_at = (SELECT e.completed_at FROM executions e WHERE e.id = user_history.execution_id);
CREATE INDEX user_history_user ON user_history (user_id, execution_id);

-- Whose run it was stands on the execution.
ALTER TABLE league_records DROP COLUMN user_id;
