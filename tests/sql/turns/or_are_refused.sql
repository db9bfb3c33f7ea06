begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(13);
select pg_temp.executor('one') as one \gset
select pg_temp.about('joes', 't_reject') as first \gset
select throws_ok($$insert into baton.jobs (job_type, subject) values ('t_reject', 'joes')$$, 'BT084',
  format('job type t_reject takes one active job per subject: job %s is active', :first), 'refused at once, and told which job');
select is(pg_temp.claimed(:one, :first), '1a', 'it starts with the next claim');
select is(pg_temp.refused($$insert into baton.jobs (job_type, subject) values ('t_reject', 'a'), ('t_reject', 'b'), ('t_reject', 'a')$$),
  'BT084: job type t_reject takes one active job per subject: job (id) is active', 'in one statement, too');
select is((select count(*) from jobs where subject in ('a', 'b')), 0::bigint, 'all or nothing');
select lives_ok($$insert into baton.jobs (job_type, subject, organisation_id) values ('t_reject', 'joes', 'acme')$$, 'another organisation');
select lives_ok($$insert into baton.jobs (job_type, subject) values ('t_wait', 'joes')$$, 'another job type');
insert into jobs (job_type, subject, auto_start) values ('t_reject', 'joes', false) returning id as draft \gset
select is(pg_temp.refused(format('select baton.start_job(%s)', :draft)), 'BT084: job type t_reject takes one active job per subject: job (id) is active', 'a draft is refused when it is started');
select pg_temp.report(:first, 'a') \g /dev/null
select lives_ok(format('select baton.start_job(%s)', :draft), 'the subject is free');
select is(pg_temp.claimed(:one, :draft, :first) ~ '1a', true, 'the draft starts');
select pg_temp.report(:draft, 'a') \g /dev/null
insert into jobs (job_type, subject, run_at) values ('t_reject', 'joes', _now() + interval '1 hour') returning id as later \gset
select is(pg_temp.refused($$insert into baton.jobs (job_type, subject) values ('t_reject', 'joes')$$),
  'BT084: job type t_reject takes one active job per subject: job (id) is active', 'one that is scheduled has not ended');
select pg_temp.pass('1 hour');
select is(pg_temp.claimed(:one, :later), '1a', 'and starts at its time');
select is(create_job('t_reject', p_subject => 'key', p_idempotency_key => 'k'), create_job('t_reject', p_subject => 'key', p_idempotency_key => 'k'),
  'who repeats a request is told its job, not refused');
select cancel_job(:later) \g /dev/null
select pg_temp.report(:later, 'a', '{"ended": "cancelled"}') \g /dev/null
select lives_ok($$insert into baton.jobs (job_type, subject) values ('t_reject', 'joes')$$, 'a cancelled job makes room');
select * from finish();
rollback;
