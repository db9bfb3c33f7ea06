begin;
\ir ../fixtures.psql
select plan(8);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "none"}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is((select baton.job_status(:job) #> '{steps,0,notes}'), 'null', 'of what runs nothing is known');
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 1, "warning": "one was lost", "details": {"notes": ["first"]}}') \g /dev/null
select is((select warning from steps where job_id = :job), null, 'a failure needs no warning');
select is((select baton.job_status(:job) #> '{steps,0,notes}'), '["first"]', 'but its notes are shown');
select is(pg_temp.claim(:executor), 'a', 'it starts again');
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 0, "warning": "an output was lost", "details": {"notes": ["x", "y"]}}') \g /dev/null
select is((select row(status, warning)::text from steps where job_id = :job), '(completed,"an output was lost")', 'a success has it');
select is((select baton.job_status(:job) ->> 'warnings'), '1', 'the job counts it');
select is((select baton.job_status(:job) #> '{steps,0,notes}'), '["x", "y"]', 'the notes are those of the last attempt');

-- What the database itself cannot store is lost too.
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 0, "max_rss_kb": "much", "outputs": {"x": 1}}') \g /dev/null
select matches((select row(status, warning)::text from steps where job_id = :job), 'completed.*stored without its outputs and output', 'which the step says');
select * from finish();
rollback;
