-- Runs that asked a model whose tokens, or whose price, nobody told: figures leave them out. 0 in hours that were counted before.
ALTER TABLE workflow_hours ADD COLUMN runs_without_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE workflow_hours ADD COLUMN runs_without_cost BIGINT NOT NULL DEFAULT 0;
