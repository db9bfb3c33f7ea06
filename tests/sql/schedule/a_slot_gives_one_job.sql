begin;
\ir ../fixtures.psql
set local client_min_messages = error;
select plan(24);

select baton.define_job_type('{"job_type": "t", "required_parameters": ["a"], "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select is(baton.schedule_job('nightly', '0 2 * * *', 't', '{"a": 1}', p_subject => 's', p_organisation_id => 'o', p_priority => 5),
  '2030-01-02 02:00+00', 'the next slot');
select is((select schedule || ' ' || command from cron.job where jobname = 'baton: schedule nightly'),
  $$0 2 * * * select baton.run_schedule('nightly')$$, 'pg_cron has its entry');
select is(baton.run_schedule('nightly'), null, 'a slot before there was the schedule gives nothing');
select is((select entry || ' ' || missed || ' ' || next_slot from baton.schedule_overview where name = 'nightly'), 'active 0 2030-01-02 02:00:00+00', 'nothing was missed');

select pg_temp.pass('14 hours') \g /dev/null
select is((select count(*) from baton.missed_slots), 0::bigint, 'an entry has a minute to fire');
select baton.run_schedule('nightly') as job \gset
select isnt(:job, null, 'the slot has come');
select is((select row(job_type, parameters, subject, organisation_id, priority, idempotency_key)::text from baton.jobs where id = :job),
  $$(t,"{""a"": 1}",s,o,5,"baton:schedule nightly 2030-01-02 02:00 GMT")$$, 'the job is as asked for');
select is(baton.run_schedule('nightly'), (:job)::bigint, 'once more gives the same job');
select pg_temp.pass('23 hours 59 minutes') \g /dev/null
select is(baton.run_schedule('nightly'), (:job)::bigint, 'and so until the next slot');
select is((select count(*) from baton.jobs where idempotency_key like 'baton:schedule nightly %'), 1::bigint, 'there is one');

-- Overlap: skip, the default.
select pg_temp.pass('1 minute') \g /dev/null
select is(baton.run_schedule('nightly'), null, 'no job while the last has not ended');
select is((select last_outcome || ': ' || last_reason from baton.schedule_overview), format('skipped: job %s had not ended', :job), 'which is recorded');
select baton.cancel_job(:job) \g /dev/null
select is(baton.run_schedule('nightly'), null, 'a slot that was skipped stays skipped');
select pg_temp.pass('2 minutes') \g /dev/null
select is((select count(*) from baton.missed_slots), 0::bigint, 'and was not missed');
select pg_temp.pass('24 hours') \g /dev/null
select isnt(baton.run_schedule('nightly'), null, 'the next slot gives a job again');

-- queue
select is(baton.schedule_job('nightly', '0 2 * * *', 't', '{"a": 2}', 'queue'), '2030-01-05 02:00+00', 'changed');
select is((select count(*) from cron.job where jobname = 'baton: schedule nightly'), 1::bigint, 'there is one entry still');
select pg_temp.pass('24 hours') \g /dev/null
select isnt(baton.run_schedule('nightly'), null, 'a job although the last has not ended');

-- Missed, and made up for.
select pg_temp.pass('3 days') \g /dev/null
select set_eq($$select slot from baton.missed_slots where name = 'nightly'$$,
  array['2030-01-06 02:00+00', '2030-01-07 02:00+00', '2030-01-08 02:00+00']::timestamptz[], 'slots without a job or a skip');
select is((select missed || ' ' || last_missed from baton.schedule_overview), '3 2030-01-08 02:00:00+00', 'are counted');
select isnt(baton.run_schedule('nightly', '2030-01-07 02:00+00'), null, 'one is made up for');
select is((select missed from baton.schedule_overview), 2::bigint, 'and not missed any more');

-- A version that wants more than the schedule gives.
select baton.define_job_type('{"job_type": "t", "required_parameters": ["b"], "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select is(baton.run_schedule('nightly'), null, 'refused');
select is((select reason from baton.missed_slots order by slot desc limit 1), 'BT025: required parameter b is missing', 'counts as missed, with the reason');

select * from finish();
rollback;
