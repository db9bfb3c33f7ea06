-- What doubles with each retry would be longer than an interval can be, and the report that asks
-- for it could not be recorded.
begin;
\ir ../fixtures.psql
select plan(3);
select is(
  (select array_agg(baton._retry_delay(kind, base, '30 days', 1, 1000, null) order by kind, base)
   from unnest('{exponential,exponential_jitter}'::text[]) as kind, unnest('{1 second,1 minute,1 day}'::interval[]) as base),
  array_fill(interval '30 days', array[6]), 'it is the cap');
insert into baton.error_classes (position, code, reported_codes, error_type, max_retries, backoff, base_delay, max_delay, user_message, suggested_action)
values (1, 'LONG', '{LONG}', 'RETRYABLE', 1000, 'exponential', '1 minute', '1 hour', 'It failed.', 'Wait');
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
update baton.step_rows set failures = '{"LONG": 40}' where job_id = :job;
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 1, "message": {"type": "error", "code": "LONG", "message": "m"}}'), 'recorded', 'the 41st failure is recorded');
select is((select next_retry_at - baton._now() from baton.steps where job_id = :job), interval '1 hour', 'and retried after an hour');
select * from finish();
rollback;
