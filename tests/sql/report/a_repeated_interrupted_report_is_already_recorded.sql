begin;
\ir ../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select token from running where job_id = :job \gset
select is(pg_temp.report(:job, 'a', '{"ended": "interrupted"}'), 'recorded', 'handed back by the executor');
select is(pg_temp.report_as(:executor, :job, 1, :'token', '{"ended": "interrupted"}'), 'already_recorded', 'the same report again');

-- Handed back by the database, because the claim's answer seemed to be lost: nobody has reported it yet.
select pg_temp.claim(:executor) \g /dev/null
select token from running where job_id = :job \gset
select baton.renew_lease(:executor, '{}', currval('call_numbers'), 'active') \g /dev/null
select is(pg_temp.state(:job, 'a'), 'ready (interrupted)', 'handed back unasked');
select is(pg_temp.report_as(:executor, :job, 1, :'token', '{"ended": "exited", "exit_code": 0}'), 'stale: attempt 2 was recorded as interrupted', 'a success comes too late, and does not look recorded');
select is(pg_temp.report_as(:executor, :job, 1, :'token', '{"ended": "exited", "exit_code": 1}'), 'stale: attempt 2 was recorded as interrupted', 'a failure too');
select is((select array_agg(outcome::text) from attempts where job_id = :job), '{interrupted,interrupted}', 'two starts, two rows');

select * from finish();
rollback;
