-- How many took how long, so that percentiles over several hours can be told. Null in hours that were counted before.
ALTER TABLE workflow_hours ADD COLUMN durations TEXT;
ALTER TABLE prompt_hours ADD COLUMN durations TEXT;
