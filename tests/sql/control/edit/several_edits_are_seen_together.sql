begin;
\ir ../../fixtures.psql
\ir edit.psql
select plan(9);
select pg_temp.executor() as executor \gset
select pg_temp.diamond() as job \gset
select is(pg_temp.messages(baton.check_step_change(:job, 'd', 'completed'), 'errors'), 'cannot mark d completed: b is pending, c is pending', 'd alone cannot be completed');
select is(pg_temp.affected(baton.check_step_changes(:job, jsonb_build_array('{"step": "d", "status": "completed"}'::jsonb, '{"step": "b", "status": "skipped"}'::jsonb, '{"step": "c", "status": "completed"}'::jsonb, '{"step": "a", "status": "completed"}'::jsonb))),
  'a ready -> completed (manual), b pending -> skipped (manual), c pending -> completed (manual), d pending -> completed (manual), tidy pending -> ready; job pending -> pending', 'with the others it can, in any order');
select is(pg_temp.messages(baton.check_step_changes(:job, '[{"step": "d", "status": "completed"}, {"step": "b", "status": "completed"}, {"step": "c", "status": "failed"}]'), 'errors'),
  'cannot mark b completed: a would be skipped (job_failed); cannot mark d completed: c would be failed', 'every error is said');
select throws_ok(format($$select baton.set_step_statuses(%s, '[{"step": "a", "status": "completed"}, {"step": "d", "status": "completed"}]', 'x')$$, :job),
  'BT057', 'cannot mark d completed: b would be ready, c would be ready', 'one bad change refuses all');
select is(pg_temp.states(:job), 'a ready, b pending (dependencies), c pending (dependencies), d pending (dependencies), tidy pending (dependencies)', 'and nothing is changed');
select pg_temp.run_until(:executor, :job) \g /dev/null
select is(pg_temp.affected(baton.check_step_changes(:job, '[{"step": "a", "status": "pending"}, {"step": "b", "status": "skipped"}]')),
  'a completed -> ready, b completed -> skipped (manual), c completed -> pending (dependencies), d completed -> pending (dependencies), tidy completed -> pending (dependencies); job completed -> in_progress',
  'what a person names is not drawn along');
select is(pg_temp.messages(baton.check_step_changes(:job, '[{"step": "a", "status": "pending"}, {"step": "b", "status": "completed"}]'), 'errors'),
  'cannot mark b completed: a would be ready', 'a step that stays as it is must still be possible');
select is((baton.set_step_statuses(:job, '[{"step": "a", "status": "pending"}, {"step": "b", "status": "skipped"}]', 'x', p_dry_run => true) ->> 'applied')::boolean, false, 'a dry run');
select is(pg_temp.job_state(:job), 'completed', 'changes nothing');

select * from finish();
rollback;
