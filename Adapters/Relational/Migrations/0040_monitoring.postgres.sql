-- What an operator asks the database directly, with search_path set to this schema.

-- One row for each live entry at the version that everybody gets: production's, else the latest. A name is unique in its namespace.
CREATE VIEW prompt_catalog AS
SELECT e.name AS prompt_name,
    e.namespace,
    e.kind,
    COALESCE(p.number, e.latest_version) AS version,
    e.latest_version,
    e.suggestions_count,
    to_timestamp(e.updated_at / 1000.0) AS updated_at
FROM entries e
LEFT JOIN entry_labels p ON p.namespace = e.namespace AND p.name = e.name AND p.label = 'production'
WHERE e.is_archived = 0;

-- One row for each execution that came to an end by itself, as long as it is kept: one that was cancelled says nothing of its workflow,
-- one that was parked was given up and counts as a failure. execution_time is in seconds, from the first claim to the end.
CREATE VIEW workflow_executions AS
SELECT x.id AS execution_id,
    x.workflow_name,
    x.workflow_namespace,
    x.workflow_version,
    (x.completed_at - COALESCE(x.started_at, x.created_at)) / 1000.0::double precision AS execution_time,
    x.status = 'succeeded' AS success,
    x.status,
    x.batch_id,
    to_timestamp(x.completed_at / 1000.0) AS completed_at
FROM executions x
WHERE x.status IN ('succeeded', 'failed', 'parked') AND x.completed_at IS NOT NULL;
