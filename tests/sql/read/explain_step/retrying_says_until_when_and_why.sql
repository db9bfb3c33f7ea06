begin;
\ir ../../fixtures.psql
select plan(2);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "fixed"}]') as job \gset
select is(pg_temp.claim(:executor) || ' ' || pg_temp.stumble(:job, 'a'), 'a recorded', 'a fails');
select matches(baton.explain_step(:job, 'a'), format(
  '^Step "a" of job %s waits for its next attempt, due 2030-01-01 12:00:01 UTC \(in 1 s\), after attempt 1 failed\. The error was TIMEOUT: too slow\.', :job),
  'when it is due, and which error it backs off from');

select * from finish();
rollback;
