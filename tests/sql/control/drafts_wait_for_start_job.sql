begin;
\ir ../fixtures.psql
select plan(8);
select pg_temp.executor() as executor \gset
insert into baton.jobs (auto_start, steps) values (false, '[{"key": "a", "command": ["x"]}, {"key": "m", "manual": "Look"}]') returning id as draft \gset
select is(pg_temp.claim(:executor), '', 'a draft does not start');
select is(pg_temp.states(:draft), 'a pending (draft), m pending (draft)', 'its steps wait');
select is(baton.start_job(:draft), 'in_progress', 'started (a manual step is in progress at once)');
select is(pg_temp.states(:draft), 'a ready, m action_required (manual)', 'its first steps open');
select throws_ok(format('select baton.start_job(%s)', :draft), 'BT050', null, 'once');
insert into baton.jobs (auto_start, run_at, steps) values (false, baton._now() + interval '1 hour', '[{"key": "a", "command": ["x"]}]') returning id as later \gset
select is(baton.start_job(:later), 'pending', 'a draft with a time');
select is(pg_temp.states(:later), 'a pending (scheduled)', 'waits for it');
select pg_temp.pass('1 hour') \g /dev/null
select is(pg_temp.claim(:executor), 'a a', 'and starts at it');

select * from finish();
rollback;
