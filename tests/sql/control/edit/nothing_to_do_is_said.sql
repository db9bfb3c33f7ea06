begin;
\ir ../../fixtures.psql
\ir edit.psql
select plan(7);
select pg_temp.executor() as executor \gset
select pg_temp.diamond() as job \gset
select pg_temp.run_until(:executor, :job, '{d}') \g /dev/null
select baton.set_step_status(:job, 'd', 'skipped', 'x') \g /dev/null
select is(pg_temp.messages(baton.check_step_change(:job, step, status), 'warnings'), said, said)
from (values ('a', 'completed', 'a is completed already'), ('d', 'skipped', 'd is skipped already'),
  ('tidy', 'pending', 'tidy has not started: there is nothing to reset')) as cases(step, status, said);
select is((select count(*) from job_events where job_id = :job and n = 4), 1::bigint, 'd was skipped once');
select is(baton.set_step_status(:job, 'd', 'skipped', 'again') - 'warnings', format('{"job_id": %s, "valid": true, "applied": false, "errors": [], "affected": [], "job": {"from": "in_progress", "to": "in_progress"}}', :job)::jsonb,
  'an edit that changes nothing is valid and says so');
select is((select count(*) from job_events where job_id = :job and n = 4), 1::bigint, 'and leaves no trace');
select is(pg_temp.affected(baton.set_step_status(:job, 'a', 'completed', 'other outputs', '{"v": 2}')), 'a completed -> completed; job in_progress -> in_progress', 'other outputs are a change');

select * from finish();
rollback;
