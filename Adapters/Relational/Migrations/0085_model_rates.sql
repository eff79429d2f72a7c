-- Until when, in Unix milliseconds, the allowance of each rate is booked.
CREATE TABLE model_rates (
    rate TEXT PRIMARY KEY,
    booked_until BIGINT NOT NULL
);
