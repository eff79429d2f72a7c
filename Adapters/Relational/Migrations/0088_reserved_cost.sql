-- Billionths of a dollar set aside for model calls whose end is not recorded, as reserved_tokens is of tokens.
ALTER TABLE executions ADD COLUMN reserved_cost BIGINT NOT NULL DEFAULT 0;
