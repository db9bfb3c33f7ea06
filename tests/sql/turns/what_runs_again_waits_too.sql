begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(12);
select pg_temp.executor('one') as one \gset
select pg_temp.about('joes') as first \gset
select pg_temp.claimed(:one, 0) \g /dev/null
select pg_temp.fail(:first, 'a') \g /dev/null
select pg_temp.about('joes') as second \gset
select is(pg_temp.claimed(:one, :first, :second), '2a', 'the second one is active');
select retry_job(:first) \g /dev/null
select is(pg_temp.states(:first), 'a pending (subject_busy), b pending (dependencies)', 'a retried job waits');
select is((select status from jobs where id = :first), 'in_progress', 'it has not ended any more');
select set_step_status(:first, 'a', 'completed', 'by hand') \g /dev/null
select is(pg_temp.states(:first), 'a completed (manual), b pending (subject_busy)', 'an edit does not jump the queue');
select is(pg_temp.claimed(:one, :first, :second), '', 'nothing starts');
select cancel_job(:second) \g /dev/null
select pg_temp.report(:second, 'a', '{"ended": "cancelled"}') \g /dev/null
select is(pg_temp.claimed(:one, :first, :second), '1b', 'then it is its turn');
select reset_step(:second, 'a', 'again') \g /dev/null
select is(pg_temp.states(:second), 'a pending (subject_busy), b pending (dependencies)', 'a reset waits');
select pg_temp.report(:first, 'b') \g /dev/null
select is(pg_temp.claimed(:one, :first, :second), '2a', 'until its turn');
select pg_temp.fail(:second, 'a') \g /dev/null
select pg_temp.about('joes') as third \gset
select pg_temp.claimed(:one, 0) \g /dev/null
select set_step_status(:second, 'a', 'completed', 'by hand') \g /dev/null
select is(pg_temp.states(:second), 'a completed (manual), b pending (subject_busy)', 'an edit that opens an ended job, too');
select set_step_status(:second, 'b', 'skipped', 'by hand') \g /dev/null
select is((select status from jobs where id = :second), 'completed', 'one that waits can be ended by hand');
select is((select array_agg(job_id) from turns where subject = 'joes'), array[:third]::bigint[], 'and has left');
-- With on_active reject, what runs again waits, and nobody new is accepted meanwhile.
select pg_temp.about('x', 't_reject') as rejecting \gset
select pg_temp.claimed(:one, 0) \g /dev/null
select pg_temp.fail(:rejecting, 'a') \g /dev/null
select retry_job(:rejecting) \g /dev/null
select is(pg_temp.refused($$insert into baton.jobs (job_type, subject) values ('t_reject', 'x')$$),
  'BT084: job type t_reject takes one active job per subject: job (id) is active', 'a retried job counts');
select * from finish();
rollback;
