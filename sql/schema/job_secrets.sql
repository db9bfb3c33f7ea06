-- Secrets that travel with a job, one row per job that has some, while it has not ended. Nobody may
-- read it: create_job() writes it, attempt_secrets() reads it for the executor that holds an
-- attempt, and the job's end deletes it. No constraint that could fail but the key, which holds no
-- value: a constraint's error prints the row. What was erased is vacuumed away within a minute or
-- two, not when a fifth of the table is dead.
create table baton.job_secrets (
  job_id  bigint primary key,
  secrets jsonb                 -- name -> value
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0,
        toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 0);
comment on table baton.job_secrets is
  'Secrets that were given with open jobs; erased when the job ends. No role may read it.';
