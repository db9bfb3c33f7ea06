begin;
\ir ../../fixtures.psql
select plan(9);
create function pg_temp.far(p_job bigint) returns text language sql as $$
  select format('%s %% %s of %s', progress ->> 'progress_percent', progress ->> 'done_steps', progress ->> 'total_steps')
  from baton.job_progress(p_job) as progress
$$;
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]},
  {"key": "c", "command": ["x"], "depends_on": ["b"]}, {"key": "d", "command": ["x"], "depends_on": ["c"]},
  {"key": "never", "command": ["x"], "when": {"parameters.wanted": "exists"}}]') as job \gset
select is(pg_temp.far(:job), '20 % 1 of 5', 'what its condition skipped is done');
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.fail(:job, 'b') \g /dev/null
select is(pg_temp.job_state(:job), 'failed (step_failed)', 'it failed');
select is(pg_temp.far(:job), '40 % 2 of 5', 'neither what failed is done nor what was skipped for it');
select is((select format('%s %% %s of %s', progress_percent, done_steps, total_steps) from job_overview where job_id = :job), '40 % 2 of 5', 'in the overview, too');
select is(baton.job_status(:job) ->> 'done_steps', '2', 'and in job_status');

select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a') \g /dev/null
select baton.cancel_job(:job) \g /dev/null
select is(pg_temp.far(:job), '50 % 1 of 2', 'of a cancelled job, what completed');

select pg_temp.job('[{"key": "a", "command": ["x"], "on_failure": "continue"}, {"key": "b", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.fail(:job, 'a') \g /dev/null
select is(pg_temp.far(:job), '0 % 0 of 2', 'it goes on without a');
select pg_temp.report(:job, 'b') \g /dev/null
select is(pg_temp.job_state(:job), 'completed', 'it completes without a');
select is(pg_temp.far(:job), '100 % 1 of 2', 'a completed job is at its end');
select * from finish();
rollback;
