begin;
\ir ../../fixtures.psql
\ir edit.psql
select plan(13);
select pg_temp.executor() as executor \gset
insert into jobs (steps, auto_start) values ('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]', false) returning id as job \gset
select is(pg_temp.affected(baton.set_step_status(:job, 'a', 'completed', 'done before')), 'a pending -> completed (manual); job draft -> draft', 'a step of a draft');
select is(pg_temp.states(:job), 'a completed (manual), b pending (draft)', 'nothing starts');
select is(pg_temp.try(format('select baton.set_step_status(%s, ''b'', ''failed'', ''x'')', :job)), 'BT057: cannot mark b failed: job ' || :job || ' is a draft', 'a draft cannot fail');
select is(pg_temp.affected(baton.check_step_change(:job, 'b', 'skipped')), 'b pending -> skipped (manual); job draft -> completed', 'a draft of which nothing is left has ended');
select is(pg_temp.affected(baton.check_step_change(:job, 'a', 'pending')), 'a completed -> pending (draft); job draft -> draft', 'it can be taken back');
select baton.start_job(:job) \g /dev/null
select is(pg_temp.states(:job), 'a completed (manual), b ready', 'started, it does the rest');

insert into jobs (steps, run_at) values ('[{"key": "a", "command": ["x"], "on_failure": "continue"}, {"key": "b", "command": ["x"], "depends_on": ["a"]},
  {"key": "tidy", "command": ["x"], "depends_on": ["b"], "run_if": "all_finished"}]', baton._now() + interval '1 day') returning id as job \gset
select is(pg_temp.affected(baton.set_step_status(:job, 'a', 'skipped', 'not today')), 'a pending -> skipped (manual); job pending -> pending', 'a step of a job that is to run tomorrow');
select is(pg_temp.states(:job), 'a skipped (manual), b pending (scheduled), tidy pending (dependencies)', 'does not start the others today');
select is(pg_temp.affected(baton.set_step_status(:job, 'b', 'failed', 'no')), 'b pending -> failed (manual); job pending -> pending', 'it may fail already');
select is(pg_temp.states(:job) || '; ' || pg_temp.job_state(:job), 'a skipped (manual), b failed (manual), tidy pending (scheduled); pending (step_failed)', 'then its clean-up waits');
select is(pg_temp.try(format('select baton.reset_step(%s, ''b'', ''yes after all'')', :job)), 'done', 'or think better of it');
select pg_temp.pass('2 days') \g /dev/null
select is(pg_temp.claim(:executor), 'b b', 'b starts when its time has come');
select pg_temp.run_until(:executor, :job) \g /dev/null
select is((select count(*) from timers where job_id = :job), 0::bigint, 'and nothing is left over');

select * from finish();
rollback;
