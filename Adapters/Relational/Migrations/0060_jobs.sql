-- Runs of jobs. The index lets at most one run of a job be open, whoever asks at the same time; the epoch is of the job's lease.
CREATE TABLE job_runs (
    id TEXT PRIMARY KEY,
    job TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    status TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    instance TEXT,
    attempts INTEGER NOT NULL,
    lease_epoch BIGINT NOT NULL,
    summary TEXT,
    error TEXT
);
CREATE UNIQUE INDEX job_runs_open ON job_runs (job) WHERE status IN ('queued', 'running');
CREATE INDEX job_runs_by_job ON job_runs (job, id);
