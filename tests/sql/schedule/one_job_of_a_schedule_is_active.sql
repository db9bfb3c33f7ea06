begin;
\ir ../fixtures.psql
set local client_min_messages = error;
select plan(20);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "turns", "one_active_per": "subject", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select pg_temp.executor() as one \gset
select baton.schedule_job('skips', '@hourly', 't') \g /dev/null
select pg_temp.pass('1 hour') \g /dev/null
select baton.run_schedule('skips') as j1 \gset
select is((select schedule from baton.jobs where id = :j1), 'skips', 'a job names its schedule');
select pg_temp.claim(:one) \g /dev/null
select pg_temp.fail(:j1, 'a') \g /dev/null
select pg_temp.pass('1 hour') \g /dev/null
select baton.run_schedule('skips') as j2 \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:j2, 'a') \g /dev/null

-- The first one is retried, and takes long.
select baton.retry_job(:j1) \g /dev/null
select is(pg_temp.claim(:one), 'a', 'it runs again');
select pg_temp.pass('1 hour') \g /dev/null
select is(baton.run_schedule('skips'), null, 'while any job of the schedule has not ended, a slot gives none');
select is((select last_reason from baton.schedule_overview), format('job %s had not ended', :j1), 'and says which it was');

-- Slots that were missed or skipped: asked for by name, each gives its job, and one after another.
select pg_temp.pass('4 hours') \g /dev/null
select is((select count(baton.run_schedule(name, slot)) from baton.missed_slots), 3::bigint, 'each slot that was missed gives a job');
select is((select count(*) from baton.missed_slots), 0::bigint, 'and is missed no more');
select isnt(baton.run_schedule('skips', '2030-01-01 15:00+00'), null, 'so does one that was skipped');
select is(baton.run_schedule('skips', '2030-01-01 15:00+00'), (select job_id from baton.schedule_slots where slot = '2030-01-01 15:00+00'), 'once');
select is((select last_job_id from baton.schedule_overview), (select job_id from baton.schedule_slots order by slot desc limit 1), 'the last job is that of the last slot');
select is(pg_temp.claim(:one), '', 'they wait for the one that runs');
select is(baton.explain_step((select max(id) from baton.jobs), 'a') ~
  format('one job of schedule skips is active, and that is job %s \(in_progress\). 3 jobs are before it.', :j1), true, 'explain_step says so');
select pg_temp.report(:j1, 'a') \g /dev/null
select is(pg_temp.claim(:one), 'a', 'then the first of them runs');
select is(pg_temp.claim(:one), '', 'by itself');

-- queue: a job at each slot, one after another, also when one is retried.
select baton.schedule_job('queues', '@hourly', 't', p_overlap => 'queue') \g /dev/null
select pg_temp.pass('1 hour') \g /dev/null
select baton.run_schedule('queues') as q1 \gset
select is(pg_temp.claim(:one), 'a', 'another schedule does not wait for this one');
select pg_temp.pass('1 hour') \g /dev/null
select baton.run_schedule('queues') as q2 \gset
select isnt(:q2, null, 'a job although the last has not ended');
select is(pg_temp.claim(:one), '', 'which waits for it');
select pg_temp.fail(:q1, 'a') \g /dev/null
select pg_temp.claim(:one) \g /dev/null
select baton.retry_job(:q1) \g /dev/null
select is(pg_temp.claim(:one), '', 'the first one is retried and waits for the second');
select pg_temp.report(:q2, 'a') \g /dev/null
select is(pg_temp.claim(:one), 'a', 'until that has ended');

-- Of a type that takes turns by subject, the jobs of the schedule are told from others.
select baton.schedule_job('turns', '@hourly', 'turns', p_subject => 's') \g /dev/null
insert into baton.jobs (job_type, subject) values ('turns', 's');
select pg_temp.pass('1 hour') \g /dev/null
select isnt(baton.run_schedule('turns'), null, 'a job of that subject that is none of the schedule does not count');
update baton.schedules set last_job_id = null where name = 'turns';
select pg_temp.pass('1 hour') \g /dev/null
select is(baton.run_schedule('turns'), null, 'one that is does');

select * from finish();
rollback;
