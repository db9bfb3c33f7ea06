-- Deletes jobs with everything about them; the caller has locked them. Returns how many rows each
-- policy's jobs had. Every table that has rows of ended jobs is in here
-- (tests/sql/retain/every_table_about_jobs_is_thought_of.sql).
create function baton._delete_jobs(p_jobs bigint[], p_policies int[])
returns table (policy_id int, jobs bigint, removed_rows bigint)
language sql
rows 10
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
  -- Ahead of their steps, which say how much of them was done (_count_gone_jobs).
  delete from jobs as job where job.id = any (p_jobs);

  with gone as materialized (
    select leaving.job_id, leaving.policy_id from unnest(p_jobs, p_policies) as leaving (job_id, policy_id)
  ), steps as (
    delete from step_rows as step using gone where step.job_id = gone.job_id returning gone.policy_id
  ), attempts as (
    delete from attempt_rows as attempt using gone where attempt.job_id = gone.job_id returning gone.policy_id
  ), output as (
    delete from output_rows as output using gone where output.job_id = gone.job_id returning gone.policy_id
  ), events as (
    delete from job_events as event using gone where event.job_id = gone.job_id returning gone.policy_id
  ), unaside as (
    delete from set_aside as aside using gone
    where aside.job_id = gone.job_id and aside.work not in ('executor', 'prune', 'breaker', 'batch', 'count')
  ), removed as (
    select steps.policy_id, false as is_job from steps
    union all
    select attempts.policy_id, false from attempts
    union all
    select output.policy_id, false from output
    union all
    select events.policy_id, false from events
    union all
    select gone.policy_id, true from gone
  )
  select removed.policy_id, count(*) filter (where removed.is_job), count(*)
  from removed
  group by removed.policy_id
$$;
comment on function baton._delete_jobs(bigint[], int[]) is
  'Deletes jobs with everything about them; returns jobs and rows per policy.';
