begin;
\ir ../../refusal.psql
select plan(2);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null

update baton.settings set max_jobs_per_statement = 3;
select is(pg_temp.refusal($$insert into baton.jobs (job_type) select 't' from generate_series(1, 4)$$),
  'BT019: 4 jobs in one statement are too many', 'one more than the setting');
select is(pg_temp.refusal($$insert into baton.jobs (job_type) select 't' from generate_series(1, 3)$$),
  'accepted (something was stored)', 'as many as the setting');

select * from finish();
rollback;
