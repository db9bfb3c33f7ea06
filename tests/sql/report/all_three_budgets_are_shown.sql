begin;
\ir ../fixtures.psql
select plan(8);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "none", "max_attempts": 9}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.stumble(:job, 'a') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 1, "rule_error": "NETWORK"}') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
update baton.executors set renewed_tick = renewed_tick - 3 where id = :executor;
select baton._expire_leases(1000) \g /dev/null
select is(baton.job_status(:job) #> '{steps,0,budgets}', '{"retries": {"TIMEOUT": {"failures": 1, "max_retries": 3}, "NETWORK": {"failures": 1, "max_retries": 5}},
  "lost": {"attempts": 1, "max_attempts": 3}, "starts": {"attempts": 3, "max_attempts": 9}}', 'in job_status');
select is((select row(failures, max_retries, lost_attempts, max_lost_attempts, max_attempts)::text from step_overview where job_id = :job),
  row('{"NETWORK": 1, "TIMEOUT": 1}'::jsonb, 5, 1, 3, 9)::text, 'in step_overview');
select matches(baton.explain_step(:job, 'a'),
  '--commands DIR; Budgets: 1 of 5 retries for NETWORK are used; 1 of 3 retries for TIMEOUT are used; 1 of 3 lost attempts; 3 of 9 starts\.', 'in explain_step');

-- A script that takes its executor with it.
create function pg_temp.die(p_job bigint) returns text language plpgsql as $$
declare
  v_executor bigint := pg_temp.executor('dies');
begin
  perform pg_temp.claim(v_executor);
  update baton.executors set renewed_tick = renewed_tick - 3 where id = v_executor;
  perform baton._expire_leases(1000);
  return pg_temp.state(p_job, 'a');
end $$;
select is(pg_temp.die(:job) || pg_temp.die(:job), 'ready (orphaned)ready (orphaned)', 'lost twice more');
select is(pg_temp.die(:job), 'failed (orphaned)', 'and once too often');
select is(baton.job_status(:job) ->> 'error_message',
  'its executor died 4 times while it ran, and 3 such losses are allowed (the last time: its executor stopped renewing its lease)', 'with that reason');
select is(baton.job_status(:job) #>> '{details,error}', 'its executor stopped renewing its lease', 'nothing of an earlier failure is mixed in');
select pg_temp.job('[{"key": "a", "command": ["x"], "max_attempts": 1}]') as job \gset
select pg_temp.die(:job) \g /dev/null
select is((select error_message from steps where job_id = :job),
  'its executor died once while it ran, and max_attempts is 1 (the last time: its executor stopped renewing its lease)', 'max_attempts as well');
select * from finish();
rollback;
