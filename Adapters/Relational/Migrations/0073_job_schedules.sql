-- When each job is due, and how far that was served: a time is taken by whoever moves served_until past it. One row a job.
CREATE TABLE job_schedules (
    job TEXT PRIMARY KEY,
    cron TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    served_until BIGINT NOT NULL
);

-- The time of the schedule that a run was queued for; none where somebody asked, or an older release did.
ALTER TABLE job_runs ADD COLUMN due_at BIGINT;
CREATE UNIQUE INDEX job_runs_due ON job_runs (job, due_at);
