begin;
\ir ../../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select is(pg_temp.states(:job), 'a ready', 'ready');
select is(pg_temp.claim(:executor), 'a', 'claimed');
select is(
  (select row(status, attempts, started_at, finished_at, executor_id)::text from steps where job_id = :job),
  row('running'::text, 1, baton._now(), null::timestamptz, (:executor)::bigint)::text, 'status, attempt, start and executor come from the running row');
select is((select status from step_rows where job_id = :job), 'ready', 'the stored row was not touched by the claim');
select is(pg_temp.report(:job, 'a'), 'recorded', 'ended');
select is(
  (select row(status, attempts, finished_at, progress)::text from steps where job_id = :job),
  row('completed'::text, 1, baton._now(), 100)::text, 'the attempt is counted once');

select * from finish();
rollback;
