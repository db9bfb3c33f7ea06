begin;
\ir ../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
create function pg_temp.interrupt(p_executor bigint, p_job bigint) returns text language plpgsql as $$
begin
  perform pg_temp.claim(p_executor);
  perform pg_temp.report(p_job, 'a', '{"ended": "interrupted", "checkpoint": {"page": 3}}');
  return pg_temp.state(p_job, 'a');
end $$;
select is((select array_agg(pg_temp.interrupt(:executor, :job)) from generate_series(1, 10)), array_fill('ready (interrupted)'::text, array[10]), 'ten times, and it runs again each time');
select is((select row(attempts, failures, lost_attempts, checkpoint)::text from steps where job_id = :job), row(10, null::jsonb, 0, '{"page": 3}'::jsonb)::text,
  'each start is counted, none is charged, and the checkpoint is kept');
select is(pg_temp.claim(:executor), 'a', 'it starts again');
select is(pg_temp.report(:job, 'a'), 'recorded', 'and completes');

-- What may start once only is over then, and a job that goes on without it says so.
select pg_temp.job('[{"key": "a", "command": ["x"], "max_attempts": 1, "on_failure": "continue"}]') as once \gset
select is(pg_temp.interrupt(:executor, :once), 'failed (interrupted)', 'at most once');
select is((select row(status, warnings)::text from jobs where id = :once), row('completed', 1)::text, 'with a warning');

select * from finish();
rollback;
