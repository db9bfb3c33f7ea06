begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(8);
select pg_temp.executor('one') as one \gset
insert into jobs (job_type, subject, auto_start) values ('t_wait', 'joes', false) returning id as draft \gset
insert into jobs (job_type, subject, run_at) values ('t_wait', 'joes', _now() + interval '1 hour') returning id as later \gset
select pg_temp.about('joes') as now \gset
select is(pg_temp.claimed(:one, :draft, :later, :now), '3a', 'neither a draft nor a job of later holds up the one of now');
select is(pg_temp.states(:later), 'a pending (scheduled), b pending (dependencies)', 'scheduled');
select start_job(:draft) \g /dev/null
select is(pg_temp.states(:draft), 'a pending (subject_busy), b pending (dependencies)', 'a started draft waits');
select pg_temp.pass('1 hour');
select is(pg_temp.claimed(:one, :draft, :later, :now), '', 'and so does one whose time has come');
select is(pg_temp.states(:later), 'a pending (subject_busy), b pending (dependencies)', 'it says so');
select cancel_job(:now) \g /dev/null
select pg_temp.report(:now, 'a', '{"ended": "cancelled"}') \g /dev/null
select is(pg_temp.claimed(:one, :draft, :later, :now), '1a', 'in the order of ids');
select pg_temp.fail(:draft, 'a') \g /dev/null
select is(pg_temp.claimed(:one, :draft, :later, :now), '2a', 'one after the other');
-- Manual and conditional first steps wait, too.
select define_job_type('{"job_type": "t_manual", "one_active_per": "subject", "steps": [{"key": "look", "manual": "Look"},
  {"key": "if", "command": ["x"], "depends_on": [], "when": {"parameters.x": "exists"}}]}') \g /dev/null
select pg_temp.about('x', 't_manual') as shown \gset
select pg_temp.about('x', 't_manual') as hidden \gset
select pg_temp.claimed(:one, 0) \g /dev/null
select is(pg_temp.states(:shown) || ' / ' || pg_temp.states(:hidden),
  'look action_required (manual), if skipped (condition) / look pending (subject_busy), if pending (subject_busy)', 'a person is not asked before');
select * from finish();
rollback;
