begin;
\ir ../../refusal.psql
select plan(3);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select is(pg_temp.refusal($$insert into baton.jobs (job_type) values ('nobody')$$),
  'BT020: there is no job type nobody', 'the name is shown');
select is(pg_temp.refusal($$insert into baton.jobs (parameters) values ('{}')$$),
  'BT020: a job needs a job_type', 'none');
select is(pg_temp.refusal($$insert into baton.jobs (job_type) select 't' from generate_series(1, 3) union all select 'nobody'$$),
  'BT020: there is no job type nobody', 'one bad row of many: nothing is stored');

select * from finish();
rollback;
