begin;
\ir ../../refusal.psql
select plan(5);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "t2", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
with inserted as (
  insert into baton.jobs (job_type, parameters)
  select case when i % 10 = 0 then 't2' else 't' end, jsonb_build_object('i', i) from generate_series(1, 1000) as i
  returning id
)
select min(id) as first, max(id) as last, count(*) as jobs from inserted \gset
select is(:jobs, 1000, 'RETURNING gives every id');
select is((select count(*) from baton.step_rows where job_id between :first and :last), 1900::bigint, 'every job has its own type''s steps');
select is((select count(*) from baton.ready where job_id between :first and :last), 1000::bigint, 'one of each is ready');
select is((select array_agg(job_id order by id) from baton.ready where job_id between :first and :last),
  (select array_agg(id order by id) from baton.jobs where id between :first and :last), 'first come, first served');
select lives_ok('insert into baton.jobs (job_type) select ''t'' where false', 'no job at all is possible');

select * from finish();
rollback;
