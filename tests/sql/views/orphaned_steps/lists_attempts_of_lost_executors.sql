begin;
\ir ../../fixtures.psql
select plan(6);
select pg_temp.executor('lost') as lost \gset
select pg_temp.executor('alive') as alive \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:lost, 1) || pg_temp.claim(:alive, 1), 'ab', 'one step each');
select is((select count(*) from orphaned_steps where job_id = :job), 0::bigint, 'both executors hold their lease');
select pg_temp.pass('30 minutes') \g /dev/null
update baton.executors set renewed_tick = renewed_tick - 3 where id = :lost;
select is((select row(step_key, orphaned_because, executor, host, pid, hours_stale)::text from orphaned_steps where job_id = :job),
  row('a'::text, 'lease_lost'::text, 'lost'::text, 'test-host'::text, 4711, 0.50)::text, 'three ticks missed');
select is((select row(orphaned_steps, step_keys, executors)::text from orphaned_jobs where job_id = :job),
  row(1, '{a}'::text[], '{lost}'::text[])::text, 'its job is orphaned');
select pg_temp.pass('31 minutes') \g /dev/null
select is((select array_agg(step_key || ' ' || orphaned_because order by n) from orphaned_steps where job_id = :job),
  array['a lease_lost', 'b stuck'], 'no sign of life for stuck_after, although its executor lives');
update baton.executors set status = 'gone', ended_at = baton._now() where id = :lost;
select is((select orphaned_because from orphaned_steps where job_id = :job and step_key = 'a'), 'executor_gone', 'an executor that left');

select * from finish();
rollback;
