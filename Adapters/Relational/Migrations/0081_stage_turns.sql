-- What a stage's conversation with a model that calls tools has come to, in order: what the model called, then what each call gave.
CREATE TABLE stage_turns (
    execution_id TEXT NOT NULL,
    stage_path TEXT NOT NULL,
    item_key TEXT NOT NULL,
    conversation TEXT NOT NULL,
    turn INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (execution_id, stage_path, item_key, conversation, turn)
);

-- Of a call of a tool; none where a model was called, or an older release wrote.
ALTER TABLE stage_attempts ADD COLUMN tool TEXT;
