begin;
\ir ../fixtures.psql
select plan(16);
select pg_temp.executor() as executor \gset
select pg_temp.executor('two') as other \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "max_attempts": 1}]') as once \gset
select pg_temp.job('[{"key": "b", "command": ["x"]}]') as later \gset

select is(pg_temp.claim(:executor, 1), 'a', 'claimed ahead of a slot that did not get free');
select token as token from running where job_id = :once \gset
select is(pg_temp.report(:once, 'a', '{"ended": "not_begun"}'), 'recorded', 'it goes back');
select is(pg_temp.state(:once, 'a'), 'ready', 'the step waits as before');
select is((select count(*) from attempts where job_id = :once), 0::bigint, 'no attempt is recorded');
select is(pg_temp.report_as(:executor, :once, 1, :'token', '{"ended": "not_begun"}'), 'already_recorded', 'said twice, it is no news');
select is(pg_temp.claim(:other, 1), 'a', 'it comes first again, although another came to wait meanwhile');
select is(pg_temp.report_as(:executor, :once, 1, :'token', '{"ended": "not_begun"}'), 'already_recorded', 'and the old token is worth nothing');
select is(pg_temp.report(:once, 'a'), 'recorded', 'at most once is not used up by what never began');
select is((select status from jobs where id = :once), 'completed', 'the job ends');

-- What cannot wait any more ends as one that was interrupted.
select is(pg_temp.claim(:executor), 'b', 'the next');
select baton.cancel_job(:later) \g /dev/null
select is(pg_temp.report(:later, 'b', '{"ended": "not_begun"}'), 'recorded', 'its job is being cancelled meanwhile');
select is((select status from jobs where id = :later), 'cancelled', 'so the job is cancelled');

select pg_temp.job('[{"key": "c", "command": ["x"]}, {"key": "d", "command": ["x"]}, {"key": "e", "command": ["x"]}]') as failing \gset
select is(pg_temp.claim(:executor), 'c d e', 'three at once');
select baton.report_attempts(:executor, nextval('call_numbers'), (
  select jsonb_agg(jsonb_build_object('job_id', job_id, 'n', n, 'token', token)
    || (array['{"ended": "exited", "exit_code": 127, "message": {"type": "error", "code": "CONFIGURATION", "message": "no"}}',
              '{"ended": "exited", "exit_code": 0}', '{"ended": "not_begun"}'])[n]::jsonb)
  from running where job_id = :failing)) \g /dev/null
select is(pg_temp.state(:failing, 'd'), 'completed', 'in one call with others');
select is((select status from jobs where id = :failing), 'failed', 'a job that fails ends with it');
select is(pg_temp.state(:failing, 'e'), 'skipped (job_failed)', 'what goes back to it does not start');

select * from finish();
rollback;
