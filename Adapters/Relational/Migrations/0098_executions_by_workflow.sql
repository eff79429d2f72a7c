-- Ids ascend with time: the newest runs of a workflow first.
CREATE INDEX executions_by_workflow ON executions (workflow_name, id);
