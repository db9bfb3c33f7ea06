begin;
\ir ../../refusal.psql
select plan(4);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}, {"key": "m", "manual": "Look"}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]}') \g /dev/null
insert into baton.jobs (job_type, auto_start, run_at, deadline) values ('t', false, now() + interval '1 hour', now() + interval '2 hours') returning id as job \gset
select is((select status from baton.jobs where id = :job), 'draft', 'the job');
select is(pg_temp.steps_of(:job), 'a pending (draft), m pending (draft), b pending (draft)', 'its steps, manual ones too');
select is_empty(format('select from baton.ready where job_id = %s', :job), 'nothing is ready');
select results_eq(format('select kind from baton.timers where job_id = %s', :job), $$values ('deadline')$$,
  'its deadline runs; run_at has to wait for the start');

select * from finish();
rollback;
