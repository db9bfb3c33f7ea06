-- A step that its executors did not survive is to run alone, and claiming it raises, too.
begin;
\ir ../fixtures.psql
\ir poison.psql
set client_min_messages = error;
select plan(6);
select pg_temp.executor('one') as one \gset
select pg_temp.job('[{"key": "suspect", "command": ["x"]}]') as suspect \gset
select pg_temp.claim(:one) \g /dev/null
update baton.step_rows set lost = 2, attempts = 2 where job_id = :suspect;
insert into baton.attempt_rows (job_id, n, attempt, generation, token, executor_id, started_at, finished_at, outcome)
select :suspect, 1, n, 1, gen_random_uuid(), :one, baton._now(), baton._now(), 'lost' from generate_series(1, 2) as n;
update baton.running set attempt = 3 where job_id = :suspect;
update baton.clock set tick = tick + 3, ticked_at = baton._now();
select pg_temp.maintain() \g /dev/null
select is(pg_temp.state(:suspect, 'suspect'), 'ready (orphaned)', 'its next attempt runs alone');
select pg_temp.jobs(3) as jobs \gset
select pg_temp.poison('running', 'insert', array[:suspect]) \g /dev/null
select pg_temp.executor('two') as two \gset
select is(pg_temp.claim_as_executors_do(:two), '3', 'the others are claimed');
select is(pg_temp.aside(), format('claim %s/1 P0001', :suspect), 'the suspect is set aside with its error');
select pg_temp.report_all(:two) \g /dev/null
select is(pg_temp.claim_as_executors_do(:two), '0', 'and is not asked for again and again');
select pg_temp.cure('running') \g /dev/null
select pg_temp.pass('11 seconds') \g /dev/null
update baton.clock set ticked_at = baton._now();
select pg_temp.maintain() \g /dev/null
select is(pg_temp.claim_as_executors_do(:two), '1', 'when the cause has gone it is claimed');
select is(pg_temp.state(:suspect, 'suspect'), 'running', 'alone');
select * from finish();
rollback;
