begin;
\ir ../../refusal.psql
select plan(16);
insert into baton.jobs (steps) values ('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}]') returning id as job \gset
select is(pg_temp.refusal(format('select baton.set_step_statuses(%s, %L, ''x'')', :job, changes)), said, changes)
from (values
  (null, 'BT061: changes must be an array of objects that is not empty'),
  ('[]', 'BT061: changes must be an array of objects that is not empty'),
  ('{"a": "completed"}', 'BT061: changes must be an array of objects that is not empty'),
  ('["a"]', 'BT061: changes must be an array of objects that is not empty'),
  ('[{"step": "a", "state": "completed"}]', 'BT061: changes: unknown key "state"'),
  ('[{"step": "a", "status": "completed"}, {"step": "a", "status": "failed"}]', 'BT061: changes name step a more than once'),
  ('[{"step": "a", "status": "failed", "outputs": {"v": 1}}]', 'BT061: step a: only a step that is marked completed has outputs'),
  ('[{"step": "a", "status": "completed", "outputs": "done"}]', 'BT052: the outputs of step "a" are not a JSON object'),
  ('[{"step": "a"}]', 'BT060: step a: status is none of completed, failed, skipped, pending'),
  ('[{"step": "a", "status": "running"}]', 'BT060: step a: status is none of completed, failed, skipped, pending'),
  ('[{"status": "completed"}]', format('BT071: job %s has no step null', :job)),
  ('[{"step": "c", "status": "completed"}]', format('BT071: job %s has no step "c"', :job))
) as cases(changes, said);
select is(pg_temp.refusal('select baton.set_step_status(-1, ''a'', ''completed'', ''x'')'), 'BT070: there is no job -1', 'no such job');
select is(pg_temp.refusal('select baton.check_step_change(-1, ''a'', ''completed'')'), 'BT070: there is no job -1', 'no such job to look at');
select is(pg_temp.refusal(format('select baton.set_step_status(%s, ''a'', ''completed'', '' '')', :job)), 'BT059: an edit of steps needs a reason', 'no reason');
select is(pg_temp.steps_of(:job), 'a ready, b ready', 'nothing was changed');

select * from finish();
rollback;
