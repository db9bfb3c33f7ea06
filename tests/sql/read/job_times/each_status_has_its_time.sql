begin;
\ir ../../fixtures.psql
select plan(9);
select pg_temp.executor() as executor \gset
create function pg_temp.since(p_job bigint, p_step text) returns text language sql as $$
  select to_char(((case when p_step is null then baton.job_times(p_job) ->> 'since' else baton.job_times(p_job) -> 'steps' ->> p_step end)::timestamptz)
    at time zone 'UTC', 'HH24:MI')
$$;
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "manual": "look", "depends_on": ["a"]}]') as job \gset
select pg_temp.pass('1 minute') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.pass('1 minute') \g /dev/null
select is(pg_temp.since(:job, 'a'), '12:01', 'what runs: since its start');
select is(pg_temp.since(:job, 'b'), '12:00', 'what waits: since the job was submitted');
select is(pg_temp.since(:job, null), '12:01', 'the job: since its first step started');
select pg_temp.report(:job, 'a') \g /dev/null
select pg_temp.pass('1 minute') \g /dev/null
select is(pg_temp.since(:job, 'a'), '12:02', 'what ended: since then');
select is(pg_temp.since(:job, 'b'), '12:02', 'what waits for a person: since what it needs ended');
select baton.resolve_step(:job, 'b', 'failed', p_reason => 'no') \g /dev/null
select is((baton.job_times(:job) ->> 'worked_ms')::int, 120000, 'two minutes of work');

-- Two hours later it is retried: a minute more.
select pg_temp.pass('2 hours') \g /dev/null
select baton.retry_job(:job) \g /dev/null
select is(pg_temp.since(:job, 'b'), '14:03', 'what runs again: since the retry');
select pg_temp.pass('1 minute') \g /dev/null
select is((select duration from baton.job_overview where job_id = :job), interval '3 minutes', 'the hours between are no work');
select baton.resolve_step(:job, 'b', 'completed') \g /dev/null
select pg_temp.pass('1 day') \g /dev/null
select is((select duration from baton.job_overview where job_id = :job), interval '3 minutes', 'nor is what comes after');
select * from finish();
rollback;
