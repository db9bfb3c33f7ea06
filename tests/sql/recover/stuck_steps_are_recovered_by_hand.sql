begin;
\ir ../fixtures.psql
select plan(9);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'started');
select pg_temp.pass('59 minutes') \g /dev/null
select is(baton.recover_orphans('stuck') ->> 'recovered', '0', 'silent for 59 minutes: not yet stuck');
select pg_temp.pass('2 minutes') \g /dev/null
select is(baton.recover_orphans('stuck', p_dry_run => true), jsonb_build_object('jobs', array[:job]) || '{"recovered": 1, "failed": 0, "skipped": 0, "errors": [], "dry_run": true}', 'over an hour: a dry run names it');
select is(pg_temp.state(:job, 'a'), 'running', 'and changes nothing');
select is(baton.recover_orphans('stuck'), '{"recovered": 1, "failed": 0, "skipped": 0, "errors": [], "dry_run": false}', 'recovered');
select is(pg_temp.state(:job, 'a'), 'ready (orphaned)', 'it runs again');
select is((select outcome from attempts where job_id = :job), 'lost', 'the silent attempt is recorded as lost');
select is(baton._recover_job(:job, 'stuck', false), '{"outcome": "skipped"}', 'a sweep that comes late leaves alone what moves again');
select throws_ok($$ select baton.recover_orphans('all') $$, 'BT055', null, 'an unknown kind is refused');

select * from finish();
rollback;
