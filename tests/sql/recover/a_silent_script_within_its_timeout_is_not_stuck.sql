begin;
\ir ../fixtures.psql
select plan(5);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "timeout": "5 hours"}, {"key": "b", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a b', 'both run, and say nothing');
select pg_temp.pass('2 hours') \g /dev/null
select is((select array_agg(step_key || ' ' || orphaned_because) from orphaned_steps where job_id = :job), '{b stuck}', 'b should have been ended by its executor');
select is(baton.recover_due() ->> 'recovered', '1', 'pg_cron''s entry runs it again');
select is(pg_temp.states(:job), 'a running, b ready (orphaned)', 'and leaves a alone');
select pg_temp.pass('4 hours') \g /dev/null
select is((select array_agg(step_key order by step_key) from orphaned_steps where job_id = :job), '{a}', 'until its own time is over');

select * from finish();
rollback;
