begin;
\ir ../../fixtures.psql
select plan(2);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "label": "First", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'a runs');
select pg_temp.pass('7 seconds') \g /dev/null
select is((select row(step_key, label, status, duration, executor, host, job_status)::text from step_overview where job_id = :job),
  row('a'::text, 'First'::text, 'running'::text, interval '7 seconds', 'one'::text, 'test-host'::text, 'in_progress'::text)::text, 'where, and for how long');

select * from finish();
rollback;
