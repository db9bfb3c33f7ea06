begin;
\ir ../../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]},
  {"key": "c", "command": ["x"], "depends_on": ["a", "b"]}, {"key": "d", "command": ["x"], "depends_on": ["c"]}]') as job \gset
select is(pg_temp.claim(:executor, 1), 'a', 'a runs');
select is(baton.explain_step(:job, 'c'), format(
  'Step "c" of job %s waits for 2 of its 2 dependencies: a (running since 2030-01-01 12:00:00 UTC (less than a second ago)), b (ready).', :job),
  'each open dependency with its state');
select is(baton.explain_step(:job, 'd'), format(
  'Step "d" of job %s waits for 1 of its 1 dependencies: c (pending, dependencies). These wait for: a (running since 2030-01-01 12:00:00 UTC (less than a second ago)), b (ready).', :job),
  'behind a dependency that only waits, what it waits for');

insert into baton.jobs (steps, auto_start) values ('[{"key": "a", "command": ["x"]}]', false) returning id as draft \gset
select is(baton.explain_step(:draft, 'a'), format(
  'Step "a" of job %s waits because its job is a draft. Start it with: select baton.start_job(%s)', :draft, :draft), 'a draft');

insert into baton.jobs (steps, run_at) values ('[{"key": "a", "command": ["x"]}]', baton._now() + interval '2 hours') returning id as later \gset
select is(baton.explain_step(:later, 'a'), format(
  'Step "a" of job %s waits because its job is to run at 2030-01-01 14:00:00 UTC (in 2 h).', :later), 'scheduled for later');
select pg_temp.pass('2 hours 1 second') \g /dev/null
select matches(baton.explain_step(:later, 'a'), 'waits for the next maintain\(\) or claim', 'due, but nobody has looked');

select * from finish();
rollback;
