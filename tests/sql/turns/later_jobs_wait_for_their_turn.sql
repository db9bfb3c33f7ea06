begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(14);
select pg_temp.executor('one') as one \gset
select pg_temp.about('joes') as first \gset
select pg_temp.about('joes') as second \gset
select pg_temp.about('joes') as third \gset
select pg_temp.about('marias') as other \gset
select pg_temp.about('joes', 't_wait', 'acme') as acme \gset
select is(pg_temp.claimed(:one, :first, :second, :third, :other, :acme), '1a 4a 5a', 'one per subject and organisation');
select is(pg_temp.states(:second), 'a pending (subject_busy), b pending (dependencies)', 'the next one waits and says why');
select is((select status || ' ' || status_reason from job_overview where job_id = :second), 'pending subject_busy', 'as a job, too');
select ok(explain_step(:second, 'a') like format('%%waits for its job''s turn: one job of type t_wait is active per subject, and that is job %s (in_progress). It is next. To let it go first: select baton.cancel_job(%s)', :first, :first), 'explained');
select ok(explain_step(:third, 'a') like format('%%1 job is before it. To let the next one go first: select baton.cancel_job(%s)', :first), 'and who is before it');
select pg_temp.report(:first, 'a') \g /dev/null
select is(pg_temp.claimed(:one, :first, :second, :third), '1b', 'a step that ends is no end of its job');
select pg_temp.report(:first, 'b') \g /dev/null
select is(pg_temp.claimed(:one, :first, :second, :third), '2a', 'the earlier job starts');
select cancel_job(:second) \g /dev/null
select is(pg_temp.claimed(:one, :first, :second, :third), '', 'not while a cancelled script still runs');
select pg_temp.report(:second, 'a', '{"ended": "cancelled"}') \g /dev/null
select is(pg_temp.claimed(:one, :first, :second, :third), '3a', 'but when it is gone');
select pg_temp.about('joes') as fourth \gset
select pg_temp.about('joes') as fifth \gset
select cancel_job(:fourth) \g /dev/null
select pg_temp.fail(:third, 'a') \g /dev/null
select is(pg_temp.claimed(:one, :third, :fourth, :fifth), '3a', 'a failed job has ended, and one that was cancelled waits no more');
select is((select job_id from turns where subject = 'joes' and organisation_id is null and active), :fifth::bigint, 'the next one is active');
select pg_temp.report(:fifth, 'a') \g /dev/null
select pg_temp.claimed(:one, 0) \g /dev/null
select pg_temp.report(:fifth, 'b') \g /dev/null
select is((select count(*) from turns where subject = 'joes' and organisation_id is null), 0::bigint, 'nothing is left');
select is((select count(*) from timers where job_id not in (select id from jobs where finished_at is null)), 0::bigint, 'nor a timer');
select is(pg_temp.refused($$insert into baton.jobs (job_type) values ('t_wait')$$), 'BT083: a job of type t_wait needs a subject', 'without a subject it is refused');
select * from finish();
rollback;
