-- What doubles with each retry would be longer than an interval can be, and the report that asks
-- for it could not be recorded.
begin;
\ir ../fixtures.psql
select plan(3);
select is(
  (select array_agg(baton._retry_delay(kind, base, '30 days', 1, 1000, null) order by kind, base)
   from unnest('{exponential,exponential_jitter}'::text[]) as kind,
     unnest('{1 second,1 minute,1 day}'::interval[]) as base),
  array_fill(interval '30 days', array[6]), 'it is the cap');
insert into baton.error_classes (position, code, reported_codes, error_type, max_retries,
  backoff, base_delay, max_delay, user_message, suggested_action)
values (1, 'LONG', '{LONG}', 'RETRYABLE', 1000,
  'exponential', '1 minute', '1 hour', 'It failed.', 'Wait');
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
create function pg_temp.fail(p_executor bigint, p_job bigint, p_times int) returns text
language plpgsql
as $$
declare
  v_result text;
begin
  for v_time in 1 .. p_times loop
    perform pg_temp.pass('1 hour');
    perform pg_temp.claim(p_executor);
    v_result := pg_temp.report(p_job, 'a', '{"ended": "exited", "exit_code": 1,
      "message": {"type": "error", "code": "LONG", "message": "m"}}');
  end loop;
  return v_result;
end $$;
select is(pg_temp.fail(:executor, :job, 41), 'recorded', 'the 41st failure is recorded');
select is((select next_retry_at - baton._now() from baton.steps where job_id = :job),
  interval '1 hour', 'and retried after an hour');
select * from finish();
rollback;
