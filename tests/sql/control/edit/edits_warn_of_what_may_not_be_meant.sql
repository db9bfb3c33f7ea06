begin;
\ir ../../fixtures.psql
\ir edit.psql
select plan(5);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x", "--id", "{{ context.a.id }}"], "depends_on": ["a"]},
  {"key": "c", "command": ["x"], "depends_on": ["b"], "environment": {"ID": "{{context.a.id}}"}},
  {"key": "d", "command": ["x"], "depends_on": ["c"], "when": {"parameters.go": "exists"}}]') as job \gset
select is(pg_temp.messages(baton.check_step_change(:job, 'a', 'completed'), 'warnings'), 'b, c read outputs of a, which has none', 'no outputs for those that read them');
select is(pg_temp.messages(baton.check_step_changes(:job, '[{"step": "a", "status": "completed", "outputs": {"id": 1}}]'), 'warnings'), null, 'none with outputs');
select is(pg_temp.messages(baton.check_step_change(:job, 'b', 'skipped'), 'warnings'), 'what depends on b does not wait for a, which has not ended', 'a step skipped ahead');
update jobs set deadline = baton._now() where id = :job;
select pg_temp.run_until(:executor, :job) \g /dev/null
select baton.set_step_statuses(:job, '[{"step": "a", "status": "completed", "outputs": {"id": 1}}, {"step": "b", "status": "completed"}, {"step": "c", "status": "completed"}]', 'x') \g /dev/null
select is(pg_temp.job_state(:job), 'completed', 'all done');
select is(pg_temp.messages(baton.check_step_changes(:job, '[{"step": "c", "status": "pending"}, {"step": "d", "status": "skipped"}]'), 'warnings'),
  format('the deadline of job %s has passed and does not count any more', :job), 'a deadline that has passed');

select * from finish();
rollback;
