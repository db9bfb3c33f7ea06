begin;
\ir ../../refusal.psql
select plan(4);

select baton.define_job_type('{"job_type": "t", "steps": [
  {"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "queue": "t_slow"},
  {"key": "c", "command": ["x"], "depends_on": ["a", "b"]}]}') \g /dev/null
insert into baton.jobs (job_type, parameters, organisation_id, subject, priority)
values ('t', '{"p": 1}', 'joes', 'menu', 7) returning id as job \gset
select is((select row(status, status_reason, total_steps, open_steps, failing, warnings, priority, auto_start, created_by, parameters)::text
           from baton.jobs where id = :job), '(pending,,3,3,f,0,7,t,' || session_user || ',"{""p"": 1}")', 'the job');
select is(pg_temp.steps_of(:job), 'a ready, b ready, c pending (dependencies)', 'its steps');
select is((select array_agg(open_dependencies order by n) from baton.step_rows where job_id = :job), '{0,0,2}', 'and what they wait for');
select results_eq(format('select r.n, l.queue, r.priority, r.id from baton.ready r join baton.lanes l on l.id = r.lane where job_id = %s order by n', :job),
  format('select n, queue, 7, ready_id from baton.step_rows join (values (1, ''default''), (2, ''t_slow'')) as v (n, queue) using (n) where job_id = %s order by n', :job),
  'first steps are in the queue at once, under the id that their step knows');

select * from finish();
rollback;
