begin;
\ir ../../refusal.psql
select plan(5);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]}') \g /dev/null
insert into baton.jobs (job_type, run_at) values ('t', now() + interval '1 hour') returning id as job \gset
select is(pg_temp.steps_of(:job), 'a pending (scheduled), b pending (dependencies)', 'its steps');
select is_empty(format('select from baton.ready where job_id = %s', :job), 'nothing is ready');
select results_eq(format('select due_at, n, kind from baton.timers where job_id = %s', :job),
  $$values (now() + interval '1 hour', 0, 'run_at')$$, 'a timer waits');
insert into baton.jobs (job_type, run_at) values ('t', now() - interval '1 hour') returning id as job \gset
select is(pg_temp.steps_of(:job), 'a ready, b pending (dependencies)', 'a time that has passed does not wait');
select is_empty(format('select from baton.timers where job_id = %s', :job), 'and needs no timer');

select * from finish();
rollback;
