begin;
\ir ../../fixtures.psql
\ir edit.psql
select plan(19);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}]') as job \gset

select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a') \g /dev/null
select pg_temp.fail(:job, 'b') \g /dev/null
select is(pg_temp.job_state(:job), 'failed (step_failed)', 'b failed, nothing else is left');
select is(pg_temp.affected(baton.set_step_status(:job, 'b', 'completed', 'was there')), 'b failed -> completed (manual); job failed -> completed', 'failed -> completed');
select is(pg_temp.job_state(:job), 'completed', 'without a stop');
select is(pg_temp.affected(baton.set_step_status(:job, 'a', 'failed', 'was nonsense')), 'a completed -> failed (manual); job completed -> failed', 'completed -> failed');
select is((select row(status, status_reason, error_step, error_code, error_message, finished_at is not null, failing)::text from jobs where id = :job),
  '(failed,step_failed,1,REJECTED,"was nonsense",t,t)', 'with the error that a person gave');
select is(pg_temp.affected(baton.reset_step(:job, 'a', 'again')), 'a failed -> ready; job failed -> in_progress', 'failed -> in_progress');
select is((select row(status, status_reason, open_steps, error_step, finished_at, failing)::text from jobs where id = :job),
  '(in_progress,,1,,,f)', 'with nothing left of the failure');
select is(pg_temp.affected(baton.set_step_status(:job, 'a', 'skipped', 'not wanted')), 'a ready -> skipped (manual); job in_progress -> completed', 'in_progress -> completed');

-- With on_failure continue the job goes on without it.
select pg_temp.job('[{"key": "a", "command": ["x"], "on_failure": "continue"}, {"key": "b", "command": ["x"]}]') as job \gset
select is(pg_temp.affected(baton.set_step_status(:job, 'a', 'failed', 'broken')), 'a ready -> failed (manual); job pending -> pending', 'on_failure continue: the job goes on');
select is((select warnings from jobs where id = :job), 1, 'with a warning');
select is(pg_temp.affected(baton.set_step_status(:job, 'a', 'completed', 'repaired')), 'a failed -> completed (manual); job pending -> pending', 'which can be taken back');
select is((select warnings from jobs where id = :job), 0, 'and is gone then');
select is(pg_temp.affected(baton.set_step_status(:job, 'b', 'failed', 'broken')), 'b ready -> failed (manual); job pending -> failed', 'pending -> failed');
select is((select count(*) from ready where job_id = :job), 0::bigint, 'nothing waits any more');

-- Timers of the job go with its end and come back with its life.
insert into jobs (steps, deadline) values ('[{"key": "a", "command": ["x"]}]', baton._now() + interval '1 hour') returning id as job \gset
select baton.set_step_status(:job, 'a', 'completed', 'done') \g /dev/null
select is((select count(*) from timers where job_id = :job), 0::bigint, 'an ended job has no deadline');
select baton.reset_step(:job, 'a', 'again') \g /dev/null
select is((select kind from timers where job_id = :job), 'deadline', 'one that runs again has');

-- A step that a person failed although what it depends on had not ended: an edit of something else lets it be.
select pg_temp.job('[{"key": "x", "command": ["x"]}, {"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'x') \g /dev/null
select baton.set_step_status(:job, 'b', 'failed', 'never mind') \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "interrupted"}') \g /dev/null
select is(pg_temp.states(:job) || '; ' || pg_temp.job_state(:job), 'x completed, a skipped (job_failed), b failed (manual); failed (step_failed)', 'b is failed, so a is not begun again');
select is(pg_temp.affected(baton.set_step_status(:job, 'x', 'completed', 'more', '{"v": 2}')), 'x completed -> completed; job failed -> failed', 'other outputs of x wake nothing');
select is(pg_temp.affected(baton.check_step_change(:job, 'b', 'pending')), 'a skipped -> ready, b failed -> pending (dependencies); job failed -> in_progress', 'taking back the failure of b does');

select * from finish();
rollback;
