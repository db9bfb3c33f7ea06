begin;
\ir ../../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "timeout": "4 minutes"}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'a runs');
select pg_temp.pass('65 seconds') \g /dev/null
select matches(baton.explain_step(:job, 'a'), format(
  '^Step "a" of job %s runs as attempt 1 on executor one \(host test-host, process 4711\) since 2030-01-01 12:00:00 UTC \(1 min 5 s ago\); '
  'last sign of life 2030-01-01 12:00:00 UTC \(1 min 5 s ago\); timeout 4 min\.', :job), 'executor, host, process, since when, last sign of life');
update baton.executors set renewed_tick = (select tick - 3 from baton.clock) where id = :executor;
select matches(baton.explain_step(:job, 'a'), 'not alive any more \(3 ticks missed.*the next maintain\(\) counts the attempt as lost', 'a lost lease, and what follows');
update baton.clock set ticked_at = baton._now() - interval '5 minutes';
select matches(baton.explain_step(:job, 'a'), 'The tick is late: baton\.maintain\(\) last ran 2030-01-01 11:56:05 UTC \(5 min ago\)', 'a clock that stands still');

select * from finish();
rollback;
