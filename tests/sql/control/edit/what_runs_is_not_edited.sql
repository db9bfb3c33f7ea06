begin;
\ir ../../fixtures.psql
\ir edit.psql
select plan(11);
select pg_temp.executor() as executor \gset
select pg_temp.diamond() as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.try(format('select baton.set_step_status(%s, ''a'', %L, ''x'')', :job, status)), said, status)
from (values ('completed', 'BT058: cannot mark a completed: it is running'), ('failed', 'BT058: cannot mark a failed: it is running'),
  ('skipped', 'BT058: cannot mark a skipped: it is running'), ('pending', 'BT058: cannot reset a: it is running')) as cases(status, said);
select pg_temp.report(:job, 'a') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.try(format('select baton.reset_step(%s, ''a'', ''x'')', :job)), 'BT058: cannot reset a: b, which depends on it, is running', 'nor anything before it');
select is(pg_temp.try(format('select baton.set_step_status(%s, ''a'', ''failed'', ''x'')', :job)), 'BT058: cannot mark a failed: b, which depends on it, is running', 'that it needs');
select is(pg_temp.try(format('select baton.set_step_status(%s, ''a'', ''skipped'', ''x'')', :job)), 'done', 'but a skipped step satisfies, too');
select is(pg_temp.try(format('select baton.set_step_status(%s, ''d'', ''skipped'', ''x'')', :job)), 'done', 'and what comes later may change');
select baton.cancel_job(:job) \g /dev/null
select is(pg_temp.job_state(:job), 'cancelling (cancelled)', 'while scripts are being stopped');
select is(pg_temp.try(format('select baton.set_step_status(%s, ''a'', ''completed'', ''x'')', :job)), 'BT058: cannot mark a completed: job ' || :job || ' is being cancelled', 'nothing can be edited');

-- A clean-up step that runs after a step that would run again.
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]},
  {"key": "tidy", "command": ["x"], "depends_on": ["b"], "run_if": "all_finished"}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.fail(:job, 'a') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.try(format('select baton.set_step_status(%s, ''a'', ''completed'', ''x'')', :job)), 'BT058: cannot mark a completed: tidy, which depends on it, is running', 'nor what a reopened step comes before');

select * from finish();
rollback;
