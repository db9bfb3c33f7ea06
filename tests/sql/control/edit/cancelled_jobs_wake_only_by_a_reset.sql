begin;
\ir ../../fixtures.psql
\ir edit.psql
select plan(11);
select pg_temp.executor() as executor \gset
select pg_temp.diamond() as job \gset
select pg_temp.run_until(:executor, :job, '{b}') \g /dev/null
select baton.cancel_job(:job, 'not wanted') \g /dev/null
select baton.check_step_change(:job, 'b', 'completed') as foreseen \gset
select is(pg_temp.affected(:'foreseen'), 'b cancelled -> completed (manual); job cancelled -> cancelled', 'marking a step is book-keeping');
select is(pg_temp.messages(:'foreseen', 'warnings'), format('job %s stays cancelled: reset a step, or retry_job(), to run what is left', :job), 'and says so');
select baton.set_step_status(:job, 'b', 'completed', 'it had been done') \g /dev/null
select is(pg_temp.states(:job) || '; ' || pg_temp.job_state(:job), 'a completed, b completed (manual), c cancelled (cancelled), d cancelled (cancelled), tidy cancelled (cancelled); cancelled (cancelled)', 'nothing starts');
select is(pg_temp.affected(baton.check_step_changes(:job, '[{"step": "c", "status": "skipped"}, {"step": "d", "status": "completed"}, {"step": "tidy", "status": "skipped"}]')),
  'c cancelled -> skipped (manual), d cancelled -> completed (manual), tidy cancelled -> skipped (manual); job cancelled -> completed', 'unless all is done');
select is(pg_temp.affected(baton.check_step_changes(:job, '[{"step": "c", "status": "failed"}, {"step": "d", "status": "skipped"}, {"step": "tidy", "status": "skipped"}]')),
  'c cancelled -> failed (manual), d cancelled -> skipped (manual), tidy cancelled -> skipped (manual); job cancelled -> failed', 'or failed');
select is(pg_temp.affected(baton.reset_step(:job, 'd', 'wanted after all')),
  'c cancelled -> ready, d cancelled -> pending (dependencies), tidy cancelled -> pending (dependencies); job cancelled -> in_progress', 'a reset wakes all of it');
select pg_temp.run_until(:executor, :job) \g /dev/null
select is(pg_temp.job_state(:job), 'completed', 'to its end');

-- What was skipped for a failure that is gone cannot stay so, and must not run: it is cancelled with its job.
select pg_temp.job('[{"key": "a", "command": ["x"], "on_failure": "continue"}, {"key": "b", "command": ["x"], "depends_on": ["a"]}, {"key": "other", "manual": "Look"}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.fail(:job, 'a') \g /dev/null
select baton.cancel_job(:job) \g /dev/null
select is(pg_temp.affected(baton.set_step_status(:job, 'a', 'completed', 'x')), 'a failed -> completed (manual), b skipped -> cancelled (cancelled); job cancelled -> cancelled', 'b');
select is((select reason from job_history where job_id = :job and step_key = 'b'), 'its job was cancelled (x)', 'and why');

-- A script that was stopped had started because of a success; when that is taken back, its attempt is left behind.
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select baton.cancel_job(:job) \g /dev/null
select pg_temp.report(:job, 'b', '{"ended": "cancelled"}') \g /dev/null
select is(pg_temp.affected(baton.set_step_status(:job, 'a', 'failed', 'x')), 'a completed -> failed (manual), b cancelled -> cancelled (cancelled); job cancelled -> cancelled', 'it stays cancelled');
select is((select row(status, status_reason, generation)::text from step_rows where job_id = :job and n = 2), '(cancelled,cancelled,2)', 'in a new generation');

select * from finish();
rollback;
